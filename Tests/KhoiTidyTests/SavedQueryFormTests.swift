import Foundation
import Testing

/// Saved queries have the header that `khoi run --list` shows, and names that sort and speak.
@Suite struct SavedQueryFormTests {
  private static let paths = SourceFile.paths(in: "queries")

  @Test func `there are twenty, numbered`() {
    let numbers = Self.paths.compactMap { path in
      Int(path.split(separator: "/").last?.prefix(2) ?? "")
    }
    #expect(numbers == Array(1...20))
  }

  @Test(arguments: paths)
  func `a saved query says what it is`(path: String) throws {
    #expect(
      path.range(of: #"^queries/\d\d-[a-z]+(-[a-z]+)*\.sql$"#, options: .regularExpression) != nil)
    let lines = SourceFile.text(at: path).components(separatedBy: "\n")
    for header in ["-- @title ", "-- @title_vi ", "-- @question "] {
      #expect(lines.count { $0.hasPrefix(header) } == 1, "\(header)")
    }
    let answers = lines.filter { $0.hasPrefix("-- @answer ") }
    #expect(!answers.isEmpty)
    #expect(Set(answers).count == answers.count)
    for line in lines where line.hasPrefix("-- @param ") {
      let pattern = #"^-- @param [a-z_]+ (text|int|decimal|date) = ('[^']*'|\S+)  \S"#
      #expect(line.range(of: pattern, options: .regularExpression) != nil, "\(line)")
    }
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines.last == "" && lines.dropLast().last != "")
  }
}
