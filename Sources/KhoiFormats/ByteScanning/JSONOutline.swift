import KhoiText

/// Where the rows of a JSON document are that is one object: the path to its largest array of
/// objects.
struct JSONOutline {
  /// Keys with points between them.
  private(set) var path = ""
  /// The objects at the path, in all arrays that it leads to.
  private(set) var count = 0
  private static let sizeLimit = 1 << 26
  private static let depthLimit = 8

  /// Nil where there is no array of at least two objects, or the file is too large to look again.
  init?(file: InputFile) {
    guard file.size <= JSONOutline.sizeLimit else { return nil }
    let buffer = ScanBuffer()
    guard (try? file.read(offset: 0, count: file.size, into: buffer)) != nil else { return nil }
    let start = buffer.bytes(0, 3) == [0xEF, 0xBB, 0xBF] ? 3 : 0
    var scanner = unsafe JSONScanner(
      bytes: buffer.base, start: start, end: buffer.count, shape: JSONShape())
    var counts: [String: Int] = [:]
    scanner.skipBlanks()
    guard scanner.byte == 0x7B, scanner.outline("", depth: 0, &counts) else { return nil }
    for (path, count) in counts where count > self.count || count == self.count && path < self.path
    {
      self.path = path
      self.count = count
    }
    if count < 2 { return nil }
  }

  /// Whether what is below an object is still looked at.
  fileprivate static func isDeep(_ depth: Int) -> Bool { depth >= depthLimit }
}

extension JSONScanner {
  /// Counts the objects in arrays below an object, by their paths.
  fileprivate mutating func outline(
    _ path: String, depth: Int, _ counts: inout [String: Int]
  ) -> Bool {
    if JSONOutline.isDeep(depth) { return skipValue(depth: depth) }
    position += 1
    skipBlanks()
    if byte == 0x7D {
      position += 1
      return true
    }
    while true {
      var text = 0..<0
      guard byte == 0x22, readText(&text, keepingEscapes: true) else { return false }
      let key = unsafe String(
        decoding: UnsafeBufferPointer(start: bytes + text.lowerBound, count: text.count),
        as: UTF8.self)
      skipBlanks()
      guard byte == 0x3A else { return false }
      position += 1
      skipBlanks()
      let below = path.isEmpty ? key : path + "." + key
      let isRead =
        byte == 0x7B
        ? outline(below, depth: depth + 1, &counts)
        : byte == 0x5B ? outlineArray(below, depth: depth + 1, &counts) : skipValue(depth: depth)
      guard isRead else { return false }
      skipBlanks()
      position += 1
      if unsafe bytes[position - 1] == 0x7D { return true }
      skipBlanks()
    }
  }

  private mutating func outlineArray(
    _ path: String, depth: Int, _ counts: inout [String: Int]
  ) -> Bool {
    position += 1
    skipBlanks()
    while byte != 0x5D {
      if byte == 0x7B {
        counts[path, default: 0] += 1
        guard outline(path, depth: depth, &counts) else { return false }
      } else {
        guard skipValue(depth: depth) else { return false }
      }
      skipBlanks()
      if byte == 0x2C {
        position += 1
        skipBlanks()
      } else if byte != 0x5D {
        return false
      }
    }
    position += 1
    return true
  }
}
