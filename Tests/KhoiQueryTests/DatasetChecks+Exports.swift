import Foundation
import Testing

extension DatasetChecks {
  private func cells(_ table: String, _ columns: [String]) -> [[String]] {
    files.rows(table).map { row in columns.map { row[$0] ?? "" } }.sorted {
      $0.lexicographicallyPrecedes($1)
    }
  }

  private func sorted(_ rows: [[String]]) -> [[String]] {
    rows.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Values of one column by the values of another.
  private func map(_ table: String, _ key: String, _ value: String) -> [String: String] {
    Dictionary(
      files.rows(table).map { ($0[key] ?? "", $0[value] ?? "") },
      uniquingKeysWith: { first, _ in first })
  }

  private func exported(_ name: String) throws -> [UInt8] {
    try DatasetFiles.bytes("exports/\(name)")
  }

  @Test func `awards_excel_vi.csv decodes to the awards`() throws {
    let bytes = try exported("awards_excel_vi.csv")
    #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
    let records = DatasetFiles.records(of: text, delimiter: ";")
    #expect(Set(records.map(\.count)) == [9])
    let total = try #require(records.firstIndex { $0[0] == "Tổng cộng" })
    let body = records[3..<total]
    #expect(body.map { Int($0[5]) ?? 0 }.reduce(0, +) == Int(records[total][5]))
    #expect(body.filter { $0[1].isEmpty }.count == 4)

    let blocs = map("blocs", "name_as_written", "bloc_id")
    let kinds = ["cờ": "flag", "bằng": "certificate", "biểu": "commendation"]
    var bloc = ""
    let decoded = body.map { record in
      bloc = record[1].isEmpty ? bloc : record[1]
      let isPerson = record[4] == "cá nhân"
      let word = record[3].lowercased().split(separator: " ").first.map(String.init) ?? ""
      return [
        blocs[bloc] ?? bloc, record[2], kinds[word] ?? word, record[3],
        isPerson ? "individuals" : "association", isPerson ? "" : record[4], record[5],
        record[7] == "đề nghị" ? "proposed" : "granted", record[6], record[8],
      ]
    }
    let columns = [
      "bloc_id", "year", "award_kind", "award_as_written", "recipient_kind", "name_as_written",
      "recipient_count", "status", "method_as_written", "awarding_body",
    ]
    #expect(sorted(decoded) == cells("awards", columns))
  }

  @Test func `results_vi.csv decodes to the results`() throws {
    let text = String(decoding: try exported("results_vi.csv"), as: UTF8.self)
    let units = ["phần quà": "gift", "hợp tác xã": "cooperative", "người": "person"]
    let decoded = DatasetFiles.records(of: text).dropFirst().map { record in
      let bound = record[9] == "trên" ? ">" : record[8].isEmpty ? "" : "="
      return [
        record[0], record[2], record[5], units[record[6]] ?? record[6],
        ExportDecoding.plainNumber(record[7]), record[7], ExportDecoding.plainNumber(record[8]),
        bound,
      ]
    }
    let columns = [
      "result_id", "year", "metric_vi", "unit", "value", "value_as_written", "pct_of_plan",
      "pct_bound",
    ]
    #expect(sorted(decoded) == cells("results", columns))
  }

  @Test func `members.json decodes to the members`() throws {
    struct Export: Decodable {
      struct Bloc: Decodable {
        let blocId: String
        let members: [Member]
      }
      struct Member: Decodable {
        let associationId: String
        let name: String
        let year: Int
        let asOfDate: String?
        let listOrder: Int?
        let inferred: [String]
        let source: Source
        let note: String?
      }
      struct Source: Decodable {
        let id: String
        let line: Int
      }
      let blocs: [Bloc]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let export = try decoder.decode(Export.self, from: Data(exported("members.json")))
    let decoded = export.blocs.flatMap { bloc in
      bloc.members.map { member in
        [
          bloc.blocId, String(member.year), member.asOfDate ?? "",
          member.listOrder.map(String.init) ?? "", member.associationId, member.name,
          member.inferred.isEmpty ? "stated" : "inferred",
          member.inferred.joined(separator: ";"), member.source.id,
          String(member.source.line), member.note ?? "",
        ]
      }
    }
    let columns = [
      "bloc_id", "year", "as_of_date", "list_order", "association_id", "name_as_written", "basis",
      "inferred_columns", "source_id", "source_line", "note",
    ]
    #expect(sorted(decoded) == cells("members", columns))
  }

  @Test func `leadership.ndjson decodes to the leadership`() throws {
    let columns = try #require(files.tables["leadership"]).header
    let text = String(decoding: try exported("leadership.ndjson"), as: UTF8.self)
    let decoded = try text.split(separator: "\n").map { line in
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(object.keys).isSubset(of: Set(columns)))
      return columns.map { column in
        switch object[column] {
        case nil: ""
        case let list as [String]: list.joined(separator: ";")
        case .some(let value): "\(value)"
        }
      }
    }
    #expect(sorted(decoded) == cells("leadership", columns))
  }

  @Test(arguments: ["members_utf16.txt", "members_cp1258.csv", "members_tcvn3.csv"])
  func `the sheet of members decodes from every encoding`(name: String) throws {
    let bytes = try exported(name)
    var delimiter: Unicode.Scalar = ","
    let text: String
    switch name {
    case "members_utf16.txt":
      text = try #require(ExportDecoding.utf16(bytes))
      delimiter = "\t"
    case "members_cp1258.csv":
      #expect(String(bytes: bytes, encoding: .utf8) == nil)
      text = ExportDecoding.windows1258(bytes)
    default:
      text = ExportDecoding.tcvn3(String(decoding: bytes, as: UTF8.self))
    }
    // TCVN3 has no capital vowels with a tone, so its names are compared without case.
    let fold = { (cell: String) in name == "members_tcvn3.csv" ? cell.lowercased() : cell }
    let blocs = map("blocs", "name_as_written", "bloc_id")
    let decoded = DatasetFiles.records(of: text, delimiter: delimiter).dropFirst().map { record in
      [
        blocs[record[1]] ?? record[1], record[0], ExportDecoding.isoDate(record[5]), record[3],
        fold(record[4]),
      ]
    }
    let columns = ["bloc_id", "year", "as_of_date", "list_order", "name_as_written"]
    let expected = cells("members", columns).map { Array($0.dropLast()) + [fold($0[4])] }
    #expect(sorted(decoded) == sorted(expected))
  }

  @Test func `awards_nfd.csv is awards.csv after NFC, byte for byte`() throws {
    let text = String(decoding: try exported("awards_nfd.csv"), as: UTF8.self)
    #expect(!sameBytes(text, text.precomposedStringWithCanonicalMapping))
    #expect(
      Array(text.precomposedStringWithCanonicalMapping.utf8)
        == (try DatasetFiles.bytes("awards.csv")))
  }
}
