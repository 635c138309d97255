/// Tells the lines of offsets that are asked for in order, without starting over.
struct LineCounter {
  private let buffer: ScanBuffer
  private var position = 0
  private var line: Int

  init(_ buffer: ScanBuffer, firstLine: Int) {
    self.buffer = buffer
    line = firstLine
  }

  /// The one-based line of an offset that is not before the last one.
  mutating func line(of offset: Int) -> Int {
    while position < offset && position < buffer.count {
      let byte = buffer[position]
      // CR LF is one line end; so is either alone.
      let isPair = byte == 13 && position + 1 < buffer.count && buffer[position + 1] == 10
      if byte == 10 || (byte == 13 && !isPair) { line += 1 }
      position += 1
    }
    return line
  }

  /// A part as text without the line end behind it, cut where it is very long.
  func text(_ lower: Int, _ upper: Int) -> String {
    var upper = min(upper, lower + 4096)
    while upper > lower && upper <= buffer.count
      && (buffer[upper - 1] == 10 || buffer[upper - 1] == 13)
    {
      upper -= 1
    }
    return buffer.text(lower, upper)
  }
}
