import KhoiText

/// The lines of a text being edited, by byte offset and by display column.
struct EditorLines {
  private let text: [UInt8]
  private let starts: [Int]

  init(_ text: String) {
    self.text = Array(text.utf8)
    var starts = [0]
    for (offset, byte) in self.text.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    self.starts = starts
  }

  var count: Int { starts.count }

  /// The line that holds the byte at `offset`.
  func index(of offset: Int) -> Int {
    var index = starts.count - 1
    while index > 0, starts[index] > offset { index -= 1 }
    return index
  }

  /// The bytes of a line without its line feed.
  func bounds(_ index: Int) -> Range<Int> {
    let upper = index + 1 < starts.count ? starts[index + 1] - 1 : text.count
    return starts[index]..<max(starts[index], upper)
  }

  func isBlank(_ index: Int) -> Bool {
    text[bounds(index)].allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }

  /// The blanks a line begins with, as far as they stand before `offset`.
  func indentation(_ index: Int, before offset: Int) -> String {
    let bounds = bounds(index)
    var end = bounds.lowerBound
    while end < min(bounds.upperBound, offset), text[end] == 0x20 || text[end] == 0x09 { end += 1 }
    return String(decoding: text[bounds.lowerBound..<end], as: UTF8.self)
  }

  /// The display column of a byte in its line.
  func column(of offset: Int) -> Int {
    let bounds = bounds(index(of: offset))
    return cells(bounds.lowerBound, min(max(offset, bounds.lowerBound), bounds.upperBound))
  }

  /// The byte at or just before a display column of a line; always the start of a character.
  func offset(line: Int, column: Int) -> Int {
    let bounds = bounds(line)
    let content = String(decoding: text[bounds], as: UTF8.self)
    let (prefix, _) = DisplayWidth.prefix(of: content[...], fitting: column)
    return bounds.lowerBound + prefix.utf8.count
  }

  private func cells(_ lower: Int, _ upper: Int) -> Int {
    DisplayWidth.of(String(decoding: text[lower..<upper], as: UTF8.self))
  }
}
