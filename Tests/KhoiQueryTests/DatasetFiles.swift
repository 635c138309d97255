import Foundation

/// The folder `datasets/` as a plain reader sees it: no khoi code, so that it can judge khoi's.
struct DatasetFiles {
  /// What `schema.json` says of a table.
  struct TableDescription: Decodable {
    struct Column: Decodable {
      let name: String
      let type: String
    }

    let key: [String]
    let rows: Int
    let columns: [Column]
  }

  /// A table as read: the header, and each row as column name → cell.
  struct Table {
    let header: [String]
    let records: [[String]]
    let rows: [[String: String]]
  }

  let descriptions: [String: TableDescription]
  let tables: [String: Table]

  /// The top of the checkout.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = root.appendingPathComponent("datasets")
  static let exports = folder.appendingPathComponent("exports")

  init() throws {
    descriptions = try JSONDecoder().decode(
      [String: TableDescription].self,
      from: Data(contentsOf: Self.folder.appendingPathComponent("schema.json")))
    var tables: [String: Table] = [:]
    for name in descriptions.keys {
      let text = String(decoding: try Self.bytes("\(name).csv"), as: UTF8.self)
      var records = Self.records(of: text)
      let header = records.removeFirst()
      let rows = records.map { record in
        Dictionary(zip(header, record), uniquingKeysWith: { first, _ in first })
      }
      tables[name] = Table(header: header, records: records, rows: rows)
    }
    self.tables = tables
  }

  /// The rows of a table; none if there is no such table.
  func rows(_ table: String) -> [[String: String]] {
    tables[table]?.rows ?? []
  }

  /// The bytes of a file below `datasets/`.
  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// The records of a CSV text after RFC 4180, as plainly as it can be written.
  static func records(of text: String, delimiter: Unicode.Scalar = ",") -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    var wasQuote = false
    for scalar in text.unicodeScalars {
      if isQuoted {
        if wasQuote {
          wasQuote = false
          if scalar == "\"" {
            cell.append(scalar)
            continue
          }
          isQuoted = false
        } else if scalar == "\"" {
          wasQuote = true
          continue
        } else {
          cell.append(scalar)
          continue
        }
      }
      switch scalar {
      case "\"": isQuoted = true
      case "\r": break
      case delimiter:
        record.append(String(cell))
        cell = String.UnicodeScalarView()
      case "\n":
        record.append(String(cell))
        records.append(record)
        record = []
        cell = String.UnicodeScalarView()
      default: cell.append(scalar)
      }
    }
    if !record.isEmpty || !cell.isEmpty {
      records.append(record + [String(cell)])
    }
    return records
  }

  /// The records as minimally quoted CSV with LF.
  static func csv(of records: [[String]]) -> String {
    let special: Set<Unicode.Scalar> = ["\"", ",", "\n", "\r"]
    func quoted(_ cell: String) -> String {
      guard cell.unicodeScalars.contains(where: special.contains) else { return cell }
      return "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
    return records.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }
}

/// Whether two texts are the same bytes; `==` would also take NFC and NFD for the same.
func sameBytes(_ left: String, _ right: String) -> Bool {
  Array(left.utf8) == Array(right.utf8)
}
