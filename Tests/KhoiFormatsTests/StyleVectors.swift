import Foundation
import KhoiData

@testable import KhoiFormats

/// The vectors of written numbers and dates, which say what cells and columns are to become.
enum StyleVectors {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Vectors")

  /// The rows of a CSV file behind its header.
  static func rows(_ name: String) throws -> [[String]] {
    let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var characters = Array(text.unicodeScalars)[...]
    while let next = characters.popFirst() {
      switch next {
      case "\"" where isQuoted && characters.first == "\"":
        field += "\""
        characters = characters.dropFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(field)
        field = ""
      case "\n" where !isQuoted:
        rows.append(row + [field])
        row = []
        field = ""
      case "\r" where !isQuoted: break
      default: field.unicodeScalars.append(next)
      }
    }
    return Array(rows.dropFirst())
  }

  /// One column: its name, values and what is around it, and what it is to become.
  struct Column {
    let header: String
    let values: [String]
    let context: StyleContext
    let expected: [String: Any]

    var isText: Bool { expected["type"] as? String == "text" }
    var wantedValues: [Any] { expected["values"] as? [Any] ?? [] }
  }

  static func columns(_ name: String) throws -> [Column] {
    let data = try Data(contentsOf: folder.appendingPathComponent(name))
    let list = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
    return list.map { entry in
      let given = entry["context"] as? [String: Any] ?? [:]
      let votes = given["file_votes"] as? [String: Int] ?? [:]
      var context = StyleContext()
      context.delimiter = Array((given["delimiter"] as? String ?? "").utf8)
      context.hasVietnameseText = given["vietnamese_text"] as? Bool ?? false
      context.vietnameseColumns = votes["vi"] ?? 0
      context.americanColumns = votes["us"] ?? 0
      return Column(
        header: entry["header"] as? String ?? "", values: entry["values"] as? [String] ?? [],
        context: context, expected: entry["expected"] as? [String: Any] ?? [:])
    }
  }

  static func style(_ column: Column) -> NumberColumnStyle {
    var style = NumberColumnStyle(header: column.header)
    for (place, value) in column.values.enumerated() {
      if !style.add(Array(value.utf8), ordinal: place) { break }
    }
    return style
  }

  static func dates(_ column: Column) -> DateColumnStyle {
    var style = DateColumnStyle(header: column.header)
    for (place, value) in column.values.enumerated() {
      if !style.add(Array(value.utf8), ordinal: place) { break }
    }
    return style
  }
}
