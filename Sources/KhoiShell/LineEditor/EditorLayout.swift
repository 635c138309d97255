import KhoiText

/// Where every character of the text being typed stands on the screen.
///
/// The layout is computed from scratch for each drawing: the prompt, the text with a continuation
/// prompt at the start of each further line, wrapped at the width of the terminal exactly as the
/// terminal itself wraps, so that a resize that reflows the lines finds the same picture.
struct EditorLayout {
  /// One row of cells.
  struct Row {
    /// What is sent for the row, colours included.
    var bytes: [UInt8] = []
    /// How many cells are filled.
    var width = 0
    /// Whether the next row begins a new line of the text, not a wrapped piece of this one.
    var endsLine = false
  }

  private(set) var rows: [Row] = [Row()]
  private(set) var cursorRow = 0
  private(set) var cursorColumn = 0

  /// The width of the terminal.
  let width: Int
  private let palette: Palette
  private var meaning = Meaning.plain

  init(width: Int, palette: Palette) {
    self.width = max(width, 2)
    self.palette = palette
  }

  /// Lays out a prompt and a text with the cursor before the byte at `cursor`.
  static func make(
    prompt: String, text: String, shape: TextShape, cursor: Int, width: Int, palette: Palette
  ) -> EditorLayout {
    var layout = EditorLayout(width: width, palette: palette)
    layout.append(prompt, .prompt)
    var offset = 0
    var line = 0
    for cluster in text {
      if offset == cursor { layout.markCursor(before: cluster) }
      let byteCount = cluster.utf8.count
      if cluster == "\n" || cluster == "\r\n" {
        layout.breakLine()
        let opening = line < shape.openings.count ? shape.openings[line] : .nothing
        layout.append(opening.prompt, .continuation)
        line += 1
      } else {
        let meaning = offset < shape.meanings.count ? shape.meanings[offset] : .plain
        layout.append(cluster, meaning)
      }
      // A cursor inside a cluster (readline moves by scalar) stands before it.
      if cursor > offset && cursor < offset + byteCount { layout.markCursor(before: cluster) }
      offset += byteCount
    }
    if cursor >= offset { layout.markCursor(before: nil) }
    layout.finish()
    return layout
  }

  private mutating func append(_ text: String, _ meaning: Meaning) {
    for cluster in text { append(cluster, meaning) }
  }

  private mutating func append(_ cluster: Character, _ meaning: Meaning) {
    if cluster == "\t" {
      for _ in 0..<4 { place(" ", 1, meaning) }
    } else if let ascii = cluster.asciiValue, ascii < 0x20 || ascii == 0x7F {
      place("^", 1, .escape)
      place(Character(Unicode.Scalar(ascii ^ 0x40)), 1, .escape)
    } else {
      place(cluster, DisplayWidth.of(cluster), meaning)
    }
  }

  private mutating func place(_ cluster: Character, _ cells: Int, _ meaning: Meaning) {
    if rows[rows.count - 1].width + cells > width { rows.append(Row()) }
    if meaning != self.meaning {
      rows[rows.count - 1].bytes += Array((palette.end + palette.begin(meaning)).utf8)
      self.meaning = meaning
    }
    rows[rows.count - 1].bytes += Array(cluster.utf8)
    rows[rows.count - 1].width += cells
  }

  private mutating func breakLine() {
    resetMeaning()
    rows[rows.count - 1].endsLine = true
    rows.append(Row())
  }

  private mutating func finish() {
    resetMeaning()
  }

  private mutating func resetMeaning() {
    if meaning != .plain {
      rows[rows.count - 1].bytes += Array(palette.end.utf8)
      meaning = .plain
    }
  }

  private mutating func markCursor(before cluster: Character?) {
    let row = rows.count - 1
    let column = rows[row].width
    if cluster == "\n" || cluster == "\r\n" {
      cursorRow = row
      cursorColumn = min(column, width - 1)
      return
    }
    let cells = cluster.map { max(1, DisplayWidth.of($0)) } ?? 1
    if column + cells > width {
      // The character will begin the next row; at the end of the text that row must exist.
      if cluster == nil {
        resetMeaning()
        rows.append(Row())
      }
      cursorRow = row + 1
      cursorColumn = 0
    } else {
      cursorRow = row
      cursorColumn = column
    }
  }
}
