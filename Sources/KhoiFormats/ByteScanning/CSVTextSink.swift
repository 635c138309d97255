/// The bytes of plain CSV as they are put together.
struct CSVTextSink {
  private let buffer: ScanBuffer

  init(capacity: Int) { buffer = ScanBuffer(capacity: capacity) }

  var count: Int { buffer.count }

  func finish() -> ScanBuffer {
    buffer.pad()
    return buffer
  }

  mutating func append(_ byte: UInt8) {
    if buffer.count == buffer.capacity { buffer.reserve(buffer.capacity * 2) }
    unsafe buffer.base[buffer.count] = byte
    buffer.count += 1
  }

  /// A field that is not NULL, in quotes where it needs them.
  mutating func appendField(_ content: ArraySlice<UInt8>) {
    if buffer.count + content.count * 2 + 2 > buffer.capacity {
      buffer.reserve(buffer.capacity * 2 + content.count * 2 + 2)
    }
    var needsQuotes = content.isEmpty
    for byte in content where byte == 0x2C || byte == 0x22 || byte == 10 || byte == 13 {
      needsQuotes = true
      break
    }
    if needsQuotes { append(0x22) }
    for byte in content {
      if byte == 0x22 { append(0x22) }
      append(byte)
    }
    if needsQuotes { append(0x22) }
  }
}
