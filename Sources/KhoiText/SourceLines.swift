/// The lines of a text, to turn byte offsets into the line and column a person counts.
package struct SourceLines: Sendable {
  private let bytes: [UInt8]
  /// The offset at which each line starts.
  private let starts: [Int]

  package init(_ text: String) {
    bytes = Array(text.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    self.starts = starts
  }

  /// A place in a text: one-based line, one-based column counted in grapheme clusters.
  package struct Position: Hashable, Sendable {
    package var line: Int
    package var column: Int
  }

  package var lineCount: Int { starts.count }

  /// The place of a byte offset; offsets outside the text are moved to its nearest end.
  package func position(of offset: Int) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let line = lineIndex(of: offset)
    return Position(line: line + 1, column: text(starts[line], offset).count + 1)
  }

  /// The text of a one-based line without its line end.
  package func line(_ number: Int) -> String {
    guard let bounds = bounds(ofLine: number) else { return "" }
    return text(bounds.lower, bounds.upper)
  }

  /// The bytes of a one-based line without its line end.
  package func bounds(ofLine number: Int) -> SourceRange? {
    guard number >= 1, number <= starts.count else { return nil }
    let lower = starts[number - 1]
    var upper = number < starts.count ? starts[number] - 1 : bytes.count
    if upper > lower, bytes[upper - 1] == 0x0D { upper -= 1 }
    return SourceRange(lower, max(lower, upper))
  }

  /// The text between two byte offsets, damaged sequences replaced.
  package func text(_ lower: Int, _ upper: Int) -> String {
    let lower = min(max(lower, 0), bytes.count)
    let upper = min(max(upper, lower), bytes.count)
    return String(decoding: bytes[lower..<upper], as: UTF8.self)
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = starts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
