import CCompression

/// Packs bytes as they come.
@safe final class Compressor {
  private let encoder: OpaquePointer
  private let receive: ([UInt8]) -> Void
  private(set) var hasFailed = false

  /// `receive` gets the packed bytes; nil where there is no memory.
  init?(_ compression: Compression, _ receive: @escaping ([UInt8]) -> Void) {
    guard let encoder = unsafe khoi_encoder_create(compression.code) else { return nil }
    unsafe self.encoder = unsafe encoder
    self.receive = receive
  }

  deinit { unsafe khoi_encoder_destroy(encoder) }

  func write(_ bytes: [UInt8]) { run(bytes, isLast: false) }

  func finish() { run([], isLast: true) }

  private func run(_ bytes: [UInt8], isLast: Bool) {
    var used = 0
    var isDone = false
    while !isDone && !hasFailed {
      let room = 1 << 16
      let packed = unsafe [UInt8](unsafeUninitializedCapacity: room) { target, count in
        var consumed = 0
        var code: Int32 = 0
        unsafe bytes.withUnsafeBufferPointer { source in
          // An empty array has no address, which the libraries take amiss.
          var nothing: UInt8 = 0
          if let base = source.baseAddress {
            code = unsafe khoi_encoder_run(
              encoder, base + used, source.count - used, &consumed, target.baseAddress, room,
              &count, isLast ? 1 : 0)
          } else {
            code = unsafe khoi_encoder_run(
              encoder, &nothing, 0, &consumed, target.baseAddress, room, &count, isLast ? 1 : 0)
          }
        }
        used += consumed
        if Int(code) == Int(KHOI_COMPRESSION_DAMAGED) { hasFailed = true }
        isDone =
          isLast
          ? Int(code) == Int(KHOI_COMPRESSION_ENDED) : used == bytes.count && count < room
      }
      if !packed.isEmpty { receive(packed) }
    }
  }
}
