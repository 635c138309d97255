import KhoiData
import KhoiText

extension OutputMode {
  /// A framed table for the eye: as wide as the terminal, first and last rows if there are many.
  static let box = OutputMode(
    "box", "a framed table that fits the terminal; first and last rows if there are many",
    fileExtensions: ["txt"]
  ) { (rows, settings, sink) throws(Diagnostic) in
    guard rows.schema.count > 0 else { return }
    let table = BoxTable(rows, settings: settings)
    try sink.write(BoxDrawing(table, settings: settings).text)
  }
}

/// The cells of a box: those of the rows that are shown.
struct BoxTable {
  struct Column {
    var name: String
    var typeName: String
    var isRightAligned: Bool
    /// Numbers and moments are never cut: a truncated number is useless.
    var canShrink: Bool
    var cells: [Cell] = []

    /// The cells that name, type and values take uncut.
    var fullWidth: Int {
      max(1, DisplayWidth.of(name), DisplayWidth.of(typeName), cells.map(\.width).max() ?? 0)
    }

    /// The cells that must remain whatever happens; the name of the type may be cut.
    var leastWidth: Int {
      let values = cells.map(\.width).max() ?? 0
      let name = DisplayWidth.of(name)
      let limit = BoxLayout.shrunkenWidth
      return canShrink ? min(max(name, values, 1), limit) : max(values, min(name, limit), 1)
    }
  }

  struct Cell {
    var text: String
    var width: Int
    var meaning: Meaning
  }

  let columns: [Column]
  let rowCount: Int
  /// How many of the shown rows are the first ones; the others are the last ones.
  let headCount: Int
  let shownCount: Int

  init(_ rows: ResultRows, settings: OutputSettings) {
    rowCount = rows.rowCount
    let limit = settings.maxRows ?? Int.max
    var shown = Array(0..<min(rowCount, limit == Int.max ? rowCount : limit &+ 3))
    var head = shown.count
    if shown.count < rowCount {
      head = (limit + 1) / 2
      shown = Array(0..<head) + Array((rowCount - limit / 2)..<rowCount)
    }
    headCount = head
    shownCount = shown.count
    var columns = rows.schema.fields.map { field in
      Column(
        name: VisibleText.escaped(field.name),
        typeName: settings.showsTypes ? field.type.name.lowercased() : "",
        isRightAligned: field.type.isNumeric,
        canShrink: field.type == .varchar || field.type == .null)
    }
    for row in shown {
      guard let (chunk, place) = rows.place(of: row) else { continue }
      for index in columns.indices {
        columns[index].cells.append(Self.cell(chunk[index], place, settings))
      }
    }
    for index in columns.indices where rows.schema[index].type == .double {
      Self.alignPoints(&columns[index].cells)
    }
    self.columns = columns
  }

  private static func cell(_ vector: Vector, _ row: Int, _ settings: OutputSettings) -> Cell {
    if vector.isNull(row) {
      let text = settings.nullText ?? "NULL"
      return Cell(text: text, width: DisplayWidth.of(text), meaning: .null)
    }
    var bytes: [UInt8] = []
    vector.appendText(row, into: &bytes)
    let text = VisibleText.escaped(String(decoding: bytes, as: UTF8.self))
    return Cell(text: text, width: DisplayWidth.of(text), meaning: .plain)
  }

  /// Puts the decimal points of a column of doubles under each other.
  private static func alignPoints(_ cells: inout [Cell]) {
    func fraction(_ text: String) -> Int? {
      guard let point = text.firstIndex(of: "."), !text.contains("e") else { return nil }
      return text.distance(from: point, to: text.endIndex) - 1
    }
    let fractions = cells.map { $0.meaning == .plain ? fraction($0.text) : nil }
    let widest = fractions.compactMap { $0 }.max() ?? 0
    // With very long fractions the blanks would cost more than the order is worth.
    guard widest <= 6 else { return }
    for index in cells.indices {
      guard let digits = fractions[index] else { continue }
      cells[index].text += String(repeating: " ", count: widest - digits)
      cells[index].width += widest - digits
    }
  }
}
