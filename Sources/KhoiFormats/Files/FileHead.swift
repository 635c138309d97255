import KhoiText

/// The first bytes of a file, to tell what it holds.
enum FileHead {
  /// The first bytes of a regular file, unpacked and in UTF-8; none of anything else, as reading
  /// would take them away.
  static func read(_ path: String) throws(Diagnostic) -> [UInt8] {
    guard FilePaths.isRegular(path) else { return [] }
    let head = try read(InputFile(path: path), .automatic)
    let encoding = EncodingDetector.marked(head) ?? UTF16Scan.order(head) ?? .utf8
    return encoding.isUTF16 ? encoding.decoded(head) : head
  }

  /// The first bytes of an opened file, unpacked.
  static func read(_ file: InputFile, _ choice: Compression.Choice) throws(Diagnostic) -> [UInt8] {
    let buffer = ScanBuffer()
    try file.read(offset: 0, count: size, into: buffer)
    let head = buffer.bytes(0, buffer.count)
    guard choice == .automatic, let compression = Compression(head: head) else { return head }
    let unpacked = try Decompressor(file, compression).unpacked(LoadMonitor(), headOnly: size)
    return unpacked.bytes(0, size)
  }

  private static let size = 4096

  /// Whether the first character that is not blank begins an object or an array.
  static func isJSON(_ head: [UInt8]) -> Bool {
    let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    guard let first = start.first(where: { $0 > 0x20 }) else { return false }
    return first == 0x7B || first == 0x5B
  }

  /// Whether the bytes may be text: no control characters but blanks.
  static func isText(_ head: [UInt8]) -> Bool {
    head.allSatisfy { $0 >= 0x20 || $0 == 9 || $0 == 10 || $0 == 13 }
  }
}
