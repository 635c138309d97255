import Foundation
import KhoiData
import KhoiEngine
import KhoiShell
import KhoiSyntax
import KhoiTestSupport
import KhoiText
import Testing

/// The queries in the documents under `docs/` run, and give the tables that stand under them.
///
/// A table right after a block of SQL is the answer of its last statement; `KHOI_RECORD=1` writes
/// the tables anew.
struct DocumentationTests {
  @Test(arguments: ["language.md", "ten-minutes.md"])
  func `the queries of a document give what stands under them`(name: String) throws {
    #expect(PackageFolder.isCurrent)
    let path = "\(PackageFolder.root)/docs/\(name)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let session = try Self.sessionWithDatasets()
    var output: [String] = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    while let line = lines.popFirst() {
      output.append(line)
      if let section = Self.generatedSection(line) {
        var recorded: [String] = []
        while let part = lines.first, part != "<!-- end -->" {
          recorded.append(lines.removeFirst())
        }
        if !Transcript.isRecording {
          #expect(recorded == section, "\(name): \(line) differs from the definitions")
        }
        output += section
        continue
      }
      guard line == "```sql" else { continue }
      var query: [String] = []
      while let part = lines.popFirst(), part != "```" { query.append(part) }
      output += query + ["```"]
      let answer = try Self.table(of: query.joined(separator: "\n"), in: session)
      var recorded: [String] = []
      if lines.first == "" && lines.dropFirst().first?.hasPrefix("|") == true {
        lines.removeFirst()
        while let row = lines.first, row.hasPrefix("|") { recorded.append(lines.removeFirst()) }
      }
      if !Transcript.isRecording {
        #expect(recorded == answer, "\(name): \(query.joined(separator: "\n"))")
      }
      if !answer.isEmpty { output += [""] + answer }
    }
    if Transcript.isRecording {
      try output.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
  }

  /// What belongs below a mark such as `<!-- generated: steps -->`.
  private static func generatedSection(_ line: String) -> [String]? {
    let prefix = "<!-- generated: "
    guard line.hasPrefix(prefix) else { return nil }
    return LanguageReference.section(String(line.dropFirst(prefix.count).dropLast(4)))
  }

  /// EXPORT would write a file here, and CHART waits for its drawing.
  private static let steps = PipeOperatorKeyword.all.filter {
    !["EXPORT", "CHART"].contains($0.name)
  }

  @Test func `the example of every step runs`() throws {
    #expect(PackageFolder.isCurrent)
    for step in Self.steps {
      let session = try Self.sessionWithDatasets()
      #expect(throws: Never.self, "\(step.name): \(step.example)") {
        try session.execute(step.example) { (_: StatementResult) in }
      }
    }
  }

  private static func sessionWithDatasets() throws -> Session {
    let session = Session(settings: SessionSettings(threads: 2, memoryLimit: 1 << 30))
    let folder = "\(PackageFolder.root)/datasets"
    for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    where file.hasSuffix(".csv") {
      let table = file.dropLast(4)
      try session.execute("CREATE TABLE \(table) AS FROM '\(folder)/\(file)'") { _ in }
    }
    return session
  }

  /// The last result with rows as a Markdown table.
  private static func table(of script: String, in session: Session) throws -> [String] {
    var rows: [String] = []
    do {
      try session.execute(script) { (result: StatementResult) in
        guard result.hasRows else { return }
        func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
        rows = [line(result.schema.names), line(result.schema.names.map { _ in "---" })]
        for chunk in result.chunks {
          for row in 0..<chunk.count {
            rows.append(line(chunk.row(row).map { $0.isNull ? "" : $0.text }))
          }
        }
      }
    } catch {
      Issue.record("\(script)\n\(error)")
    }
    return rows
  }
}
