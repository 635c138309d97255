/// Sends layouts to the terminal, remembering where the cursor was left.
///
/// Each drawing goes over the one before: up to its first row, every row rewritten and its rest
/// erased, the cursor put back. Nothing but the bytes of one drawing is ever on its way, so the
/// picture does not flicker.
struct EditorScreen {
  /// Rows between the first row drawn and the cursor.
  private(set) var cursorRow = 0
  /// The first row of the layout that was drawn, when it is taller than the terminal.
  private var top = 0

  /// Forgets the last drawing: something else has moved the cursor to the start of a free row.
  mutating func forget() {
    cursorRow = 0
    top = 0
  }

  /// After a resize the terminal has wrapped the old drawing anew; takes its cursor row.
  mutating func reflowed(to layout: EditorLayout) {
    cursorRow = max(0, layout.cursorRow - top)
  }

  /// The bytes that replace the last drawing by `layout`, on a terminal of `height` rows.
  mutating func draw(_ layout: EditorLayout, height: Int) -> [UInt8] {
    let shown = window(of: layout, height: max(height, 2))
    let last = shown.upperBound - 1
    var output: [UInt8] = []
    func send(_ sequence: String) { output += Array(sequence.utf8) }
    send("\u{1B}[?25l")
    if cursorRow > 0 { send("\u{1B}[\(cursorRow)A") }
    send("\r")
    // A full row leaves the terminal waiting to wrap; erasing there would eat its last cell, so
    // what is below must go first.
    let lastIsFull = layout.rows[last].width >= layout.width
    if lastIsFull { send("\u{1B}[J") }
    for index in shown {
      let row = layout.rows[index]
      output += row.bytes
      if row.width < layout.width { send("\u{1B}[K") }
      if index < last, row.endsLine || layout.rows[index + 1].bytes.isEmpty { send("\r\n") }
    }
    if !lastIsFull { send("\u{1B}[J") }
    send("\r")
    if last > layout.cursorRow { send("\u{1B}[\(last - layout.cursorRow)A") }
    if layout.cursorColumn > 0 { send("\u{1B}[\(layout.cursorColumn)C") }
    send("\u{1B}[?25h")
    cursorRow = layout.cursorRow - top
    return output
  }

  /// The rows to draw: all, or as many as fit, the cursor's among them.
  private mutating func window(of layout: EditorLayout, height: Int) -> Range<Int> {
    let count = layout.rows.count
    if count <= height {
      top = 0
    } else {
      top = min(max(top, layout.cursorRow - height + 1), layout.cursorRow, count - height)
    }
    return top..<min(count, top + height)
  }
}
