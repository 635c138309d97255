package import KhoiData
import KhoiText

/// A result made fit for every charting tool: what must be so in a CSV is brought about, and what
/// a tool might misread is noted.
///
/// The rules are those that Datawrapper, Flourish, Vega-Lite, RAWGraphs, Excel and Google Sheets
/// agree on: one header row of unique names without line breaks, a label column first, numbers
/// without units, ISO dates, moments without a zone, and an empty field where nothing is known.
package struct ChartReadyTable: Sendable {
  package let schema: Schema
  package let chunks: [Chunk]
  /// What was changed, and what a tool may misread, one sentence each.
  package private(set) var notes: [String] = []

  package init(schema: Schema, chunks: [Chunk]) {
    let order = Self.order(schema)
    var names = NameList()
    var fields: [Field] = []
    var notes: [String] = []
    for (place, column) in order.enumerated() {
      let field = schema[column]
      let name = names.add(field.name, place: place)
      if name != field.name {
        notes.append("column \(place + 1), '\(Self.shown(field.name))', is written as '\(name)'")
      }
      fields.append(Field(name, field.type))
    }
    if order != Array(schema.fields.indices) {
      notes.append("'\(fields[0].name)' comes first, as the label")
    }
    self.schema = Schema(fields)
    self.chunks = chunks.map { chunk in
      let selected = chunk.selecting(order)
      return Chunk(selected.vectors.map(Self.withoutNonNumbers), count: chunk.count)
    }
    for (index, field) in fields.enumerated() where field.type == .interval {
      notes.append(
        "'\(field.name)' (column \(index + 1)) holds spans of time, which charts cannot draw")
    }
    self.notes = notes
  }

  /// The columns with the label first: text, else a date, where the first column is a measure.
  private static func order(_ schema: Schema) -> [Int] {
    let columns = Array(schema.fields.indices)
    guard let first = schema.fields.first, first.type == .double else { return columns }
    let label =
      schema.types.firstIndex(of: .varchar)
      ?? schema.types.firstIndex { $0 == .date || $0 == .timestamp }
    guard let label else { return columns }
    return [label] + columns.filter { $0 != label }
  }

  /// NaN and the infinities become unknown: no tool reads them as numbers.
  private static func withoutNonNumbers(_ vector: Vector) -> Vector {
    guard case .float64(let numbers) = vector.values else { return vector }
    var isFinite = true
    for index in 0..<numbers.count where !numbers[index].isFinite { isFinite = false }
    if isFinite { return vector }
    let known = Validity(count: numbers.count) { row in
      numbers[row].isFinite && (vector.validity?.isValid(row) ?? true)
    }
    return Vector(
      vector.type, vector.values, validity: known, count: vector.count,
      isConstant: vector.isConstant)
  }

  private static func shown(_ name: String) -> String { VisibleText.escaped(name) }
}

/// Names of columns that are made unique and harmless as they are added.
private struct NameList {
  private var taken: Set<String> = []

  /// The name as it can stand in a header.
  mutating func add(_ name: String, place: Int) -> String {
    var cleaned = ""
    for character in name {
      cleaned.append(character.isNewline || character == "\t" ? " " : character)
    }
    while cleaned.first == " " { cleaned.removeFirst() }
    while cleaned.last == " " { cleaned.removeLast() }
    if cleaned.isEmpty { cleaned = "column_\(place + 1)" }
    var unique = cleaned
    var number = 2
    while !taken.insert(unique.lowercased()).inserted {
      unique = "\(cleaned)_\(number)"
      number += 1
    }
    return unique
  }
}
