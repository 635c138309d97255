import KhoiText

/// The first bytes of a file, to tell what it holds.
enum FileHead {
  /// The first bytes of a regular file; none of anything else, as reading would take them away.
  static func read(_ path: String) throws(Diagnostic) -> [UInt8] {
    guard FilePaths.isRegular(path) else { return [] }
    let file = try InputFile(path: path)
    let buffer = ScanBuffer()
    try file.read(offset: 0, count: 4096, into: buffer)
    return buffer.bytes(0, buffer.count)
  }

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
