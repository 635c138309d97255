import Foundation
import Testing

/// The datasets are sound: form, keys, references, counts, and exports that decode to the facts.
@Suite struct DatasetChecks {
  let files: DatasetFiles

  init() throws {
    files = try DatasetFiles()
  }

  @Test func `every table of schema.json is a file and every file a table`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: DatasetFiles.folder.path)
      .filter { $0.hasSuffix(".csv") }
      .map { String($0.dropLast(4)) }
    #expect(Set(names) == Set(files.descriptions.keys))
    #expect(files.descriptions.count == 17)
    #expect(files.descriptions.values.map(\.rows).reduce(0, +) == 362)
  }

  @Test func `tables are UTF-8 in NFC with LF and minimal quotes`() throws {
    for name in files.descriptions.keys.sorted() {
      let bytes = try DatasetFiles.bytes("\(name).csv")
      let text = try #require(String(bytes: bytes, encoding: .utf8), "\(name) is not UTF-8")
      #expect(!bytes.starts(with: [0xEF, 0xBB, 0xBF]), "\(name) has a byte order mark")
      #expect(!bytes.contains(UInt8(ascii: "\r")), "\(name) has a CR")
      #expect(bytes.last == UInt8(ascii: "\n"), "\(name) must end in LF")
      #expect(
        sameBytes(text, text.precomposedStringWithCanonicalMapping), "\(name) is not NFC")
      let table = try #require(files.tables[name])
      let rewritten = DatasetFiles.csv(of: [table.header] + table.records)
      #expect(sameBytes(rewritten, text), "\(name) is not minimally quoted")
    }
  }

  @Test func `tables have the columns and rows that schema.json says`() throws {
    for (name, description) in files.descriptions {
      let table = try #require(files.tables[name])
      #expect(table.header == description.columns.map(\.name), "\(name)")
      #expect(Set(table.header).count == table.header.count, "\(name) has a column twice")
      #expect(table.records.count == description.rows, "\(name)")
      #expect(table.records.allSatisfy { $0.count == table.header.count }, "\(name) is ragged")
    }
  }

  @Test func `cells have the type of their column and no stray blanks`() throws {
    for (name, description) in files.descriptions {
      for row in files.rows(name) {
        for column in description.columns {
          let cell = row[column.name] ?? ""
          let place = "\(name).\(column.name): \(cell)"
          #expect(cell == cell.trimmingCharacters(in: .whitespacesAndNewlines), "\(place)")
          #expect(!cell.contains("  ") && !cell.contains("\t"), "\(place)")
          #expect(isWellFormed(cell, type: column.type), "\(place) is no \(column.type)")
        }
      }
    }
  }

  @Test func `keys are unique`() throws {
    for (name, description) in files.descriptions {
      let keys = files.rows(name).map { row in description.key.map { row[$0] ?? "" } }
      #expect(Set(keys).count == keys.count, "\(name)")
    }
  }

  @Test func `the dictionary names every table, row count and column`() throws {
    let text = String(decoding: try DatasetFiles.bytes("README.md"), as: UTF8.self)
    for (name, description) in files.descriptions {
      #expect(text.contains("| \(name) | \(description.rows) |"), "\(name)")
      let part = text.components(separatedBy: "**\(name)**").last ?? ""
      let section = part.components(separatedBy: "\n**").first ?? ""
      for column in description.columns {
        #expect(section.contains(column.name), "\(name).\(column.name)")
      }
    }
  }

  /// Whether a cell is empty or a value of the type that schema.json names.
  private func isWellFormed(_ cell: String, type: String) -> Bool {
    guard !cell.isEmpty else { return true }
    let pattern =
      switch type {
      case "int": #"^-?\d+$"#
      case "decimal": #"^-?\d+(\.\d+)?$"#
      case "date": #"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"#
      case "timestamp": #"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$"#
      default: ""
      }
    return pattern.isEmpty || cell.range(of: pattern, options: .regularExpression) != nil
  }
}
