import KhoiData

/// Hashes of the rows of a vector: equal values of a type have equal hashes.
enum ValueHash {
  /// One hash a row; arbitrary where a row is null.
  static func hashes(_ vector: Vector) -> Buffer<UInt64> {
    let flat = vector.canonical()
    if OrderedKey.exists(for: vector.type) {
      let keys = OrderedKey.keys(flat)
      return RowKernel.map(Operand(keys, isConstant: false), count: keys.count) {
        finished(UInt64(bitPattern: $0))
      }
    }
    if case .text(let texts) = flat.values {
      let views = Operand(texts.views, isConstant: false)
      return unsafe Buffer(count: flat.count) { out in
        for row in 0..<flat.count {
          unsafe out[row] = unsafe views.withBytes(row) { unsafe hash($0) }
        }
      }
    }
    var bytes: [UInt8] = []
    return unsafe Buffer(count: flat.count) { out in
      for row in 0..<flat.count {
        bytes.removeAll(keepingCapacity: true)
        if !flat.isNull(row) { flat.appendText(row, into: &bytes) }
        unsafe out[row] = unsafe bytes.withUnsafeBufferPointer { unsafe hash($0) }
      }
    }
  }

  /// Eight bytes at a time, each word mixed by one multiplication to 128 bits.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state = UInt64(bytes.count) ^ 0x9E37_79B9_7F4A_7C15
    var place = 0
    while place < bytes.count {
      var word: UInt64 = 0
      for offset in 0..<min(8, bytes.count - place) {
        unsafe word |= UInt64(bytes[place + offset]) << UInt64(offset * 8)
      }
      state = mixed(state ^ word)
      place += 8
    }
    return finished(state)
  }

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  /// Every bit of the result depends on every bit of the value (Stafford's variant 13 of the
  /// finalizer of MurmurHash3).
  @inline(__always)
  private static func finished(_ value: UInt64) -> UInt64 {
    var bits = value &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
