import Foundation
import KhoiData
import KhoiEngine
import KhoiShell
import KhoiTestSupport
import KhoiText
import Testing

/// Every saved query runs without parameters, and gives the expected answers where there are some.
@Suite struct SavedQueryTests {
  /// `Answers/answers.json`: for each of the twenty questions, named answers with their rows.
  struct ExpectedAnswers: Decodable {
    struct Question: Decodable {
      let number: Int
      let answers: [Answer]
    }
    struct Answer: Decodable {
      let name: String
      let columns: [String]
      let rows: [[Cell]]
    }
    /// A value as JSON has it: dates are texts there.
    enum Cell: Decodable, Equatable {
      case null
      case number(Double)
      case text(String)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
          self = .null
        } else if let number = try? container.decode(Double.self) {
          self = .number(number)
        } else {
          self = .text(try container.decode(String.self))
        }
      }

      init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .number(Double(number))
        case .double(let number): self = .number(number)
        default: self = Double(value.text).map { .number($0) } ?? .text(value.text)
        }
        if case .text(let text) = value { self = .text(text) }
      }
    }

    let questions: [Question]
  }

  /// What one statement of a saved query gave.
  struct Given {
    let columns: [String]
    let rows: [[Value]]
    let notices: [Diagnostic]
  }

  static let names =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?
    .filter { $0.hasSuffix(".sql") }.sorted() ?? []
  static let folder = "\(PackageFolder.root)/queries"

  /// The answers of a saved query over the datasets, by the name of the part.
  private func answers(
    of name: String, given: [String: String] = [:], threads: Int = 2
  ) throws -> [String: Given] {
    let session = Session(settings: SessionSettings(threads: threads, memoryLimit: 1 << 30))
    let datasets = "\(PackageFolder.root)/datasets"
    for file in try FileManager.default.contentsOfDirectory(atPath: datasets).sorted()
    where file.hasSuffix(".csv") {
      _ = try session.loadTable(path: "\(datasets)/\(file)")
    }
    let query = try SavedQuery(path: "\(Self.folder)/\(name)")
    var answers: [String: Given] = [:]
    let parameters = try query.values(given: given)
    try session.execute(query.text, parameters: parameters) { (result: StatementResult) in
      let rows = result.chunks.flatMap { chunk in (0..<chunk.count).map { chunk.row($0) } }
      answers[query.partName(at: result.range.lower)] = Given(
        columns: result.schema.names, rows: rows, notices: result.notices)
    }
    return answers
  }

  @Test(arguments: names)
  func `a saved query gives the expected answers`(name: String) throws {
    let path = "\(PackageFolder.root)/Tests/KhoiQueryTests/Answers/answers.json"
    let expected = try JSONDecoder().decode(
      ExpectedAnswers.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let question = try #require(expected.questions.first { $0.number == Int(name.prefix(2)) })
    let given = try answers(of: name)
    for answer in question.answers {
      let found = try #require(given[answer.name], "\(name) has no answer \(answer.name)")
      #expect(found.columns == answer.columns, "\(name) \(answer.name)")
      let rows = found.rows.map { $0.map { ExpectedAnswers.Cell($0) } }
      #expect(rows == answer.rows, "\(name) \(answer.name)")
    }
  }

  @Test(arguments: names)
  func `no answer of a saved query is empty or comes with a warning`(name: String) throws {
    let given = try answers(of: name)
    #expect(!given.isEmpty)
    for (part, answer) in given {
      #expect(!answer.rows.isEmpty, "\(name) \(part): an empty table would look like a no")
      #expect(answer.notices.isEmpty, "\(name) \(part): \(answer.notices.map(\.message))")
    }
  }

  @Test(arguments: names)
  func `a saved query gives the same on one thread`(name: String) throws {
    let many = try answers(of: name, threads: 4)
    let one = try answers(of: name, threads: 1)
    #expect(many.mapValues(\.rows) == one.mapValues(\.rows))
  }

  @Test func `what is not known is said`() throws {
    let points = try #require(try answers(of: "18-points.sql")["points"])
    #expect(points.rows.count == 4)
    #expect(points.rows.allSatisfy { $0.last == .text("not known: no points reported") })
    let quota = try #require(try answers(of: "08-flag-quota.sql")["quota"])
    #expect(quota.rows.count == 4)
    #expect(quota.rows.allSatisfy { $0.last?.text.hasPrefix("not known") == true })
  }

  @Test func `parameters narrow and change the answers`() throws {
    let quota = try #require(
      try answers(of: "08-flag-quota.sql", given: ["quota_percent": "8"])["quota"])
    #expect(
      quota.rows.compactMap(\.last).map(\.text) == [
        "over", "not known: articles silent about flags",
        "not known: articles silent about flags", "inside",
      ])
    let flags = try #require(
      try answers(of: "01-flags-by-bloc-and-year.sql", given: ["bloc": "SL-9", "year": "2024"])[
        "flags"])
    #expect(flags.rows.count == 1)
    let due = try #require(try answers(of: "14-due.sql", given: ["day": "2024-11-20"])["due"])
    #expect(due.rows.map { $0[4] } == [.integer(10)])
    let spellings = try #require(
      try answers(of: "19-names.sql", given: ["association": "BT-da_cam"])["spellings_of_one"])
    #expect(spellings.rows.count == 3)
  }
}
