import Foundation
import KhoiEngine
import Testing

/// The questions of `Benchmarks/queries` are answered, with rows, so that they do not rot between
/// two benchmarks.
@Suite struct BenchmarkQueryTests {
  private static let folder = DatasetFiles.root.appendingPathComponent("Benchmarks/queries")

  /// The names and texts of a suite's questions, those that only a peer is asked left out.
  private func questions(_ suite: String) throws -> [(name: String, text: String)] {
    let folder = Self.folder.appendingPathComponent(suite)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".sql") && $0.split(separator: ".").count == 2 }
      .map { ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)) }
  }

  @Test(arguments: [
    ("groupby", BenchmarkTables.groupBy, 10), ("latency", BenchmarkTables.groupBy, 10),
    ("join", BenchmarkTables.join, 5), ("scaling", BenchmarkTables.scaling, 8),
    ("startup", BenchmarkTables.startUp, 1), ("tpch", BenchmarkTables.tpch, 22),
  ])
  func `every question of a suite has an answer`(
    suite: String, tables: [String], count: Int
  ) throws {
    let session = Session()
    for statement in tables { _ = try session.execute(statement) }
    let questions = try questions(suite)
    #expect(questions.count == count)
    for (name, text) in questions {
      let place = "\(suite)/\(name)"
      #expect(text.hasPrefix("-- "), "\(place) does not say what it asks")
      let question = text.replacingOccurrences(of: "{table}", with: "sales")
      do {
        let result = try session.execute(question)
        #expect(result.rowCount > 0, "\(place) finds nothing")
      } catch {
        Issue.record("\(place): \(error)")
      }
    }
  }

  @Test func `what a peer is asked belongs to a question`() throws {
    let files = FileManager.default.enumerator(atPath: Self.folder.path)
    while let path = files?.nextObject() as? String {
      let parts = path.split(separator: ".")
      guard parts.count == 3 else { continue }
      let question = Self.folder.appendingPathComponent("\(parts[0]).sql")
      #expect(FileManager.default.fileExists(atPath: question.path), "\(path)")
    }
  }
}
