import Foundation
import Testing

/// A newcomer learns from each file what it holds.
@Suite struct DocumentationTests {
  private static let declaration =
    #"^(?:@\S+ +)*(?:(?:package|public|private|fileprivate|final|indirect) +)*"#
    + #"(?:struct|class|enum|protocol|actor) +\w"#

  /// Whether a doc comment stands above a line, attributes between them not counted.
  private func isDocumented(_ index: Int, in file: SourceFile) -> Bool {
    var above = index - 1
    while above >= 0 {
      let line = file.lines[above].trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("///") { return true }
      guard line.hasPrefix("@") || line.hasPrefix("// Safe because") else { return false }
      above -= 1
    }
    return false
  }

  @Test func `the first type of every file says what it is`() {
    for file in SourceFile.sources {
      let first = file.codeLines.firstIndex {
        $0.range(of: Self.declaration, options: .regularExpression) != nil
      }
      guard let first else { continue }
      #expect(isDocumented(first, in: file), "\(file.path):\(first + 1)")
    }
  }

  @Test func `types and functions that other modules see have a summary`() throws {
    let pattern = try Regex(
      #"^\s*(?:@\S+ +)*package +(?:(?:static|final|mutating|indirect|consuming) +)*"#
        + #"(?:struct|class|enum|protocol|func) +(\w+)"#)
    var documented: Set<String> = []
    var bare: [(name: String, place: String)] = []
    let function = try Regex(#"^\s*(?:\w+ +)*func +(\w+)"#)
    for file in SourceFile.sources {
      for (index, line) in file.codeLines.enumerated() {
        if let match = line.firstMatch(of: function), isDocumented(index, in: file) {
          documented.insert(match.output[1].substring.map(String.init) ?? "")
        }
        if let match = line.firstMatch(of: pattern), !isDocumented(index, in: file) {
          let name = match.output[1].substring.map(String.init) ?? ""
          bare.append((name, "\(file.path):\(index + 1): \(name)"))
        }
      }
    }
    // What a protocol explains need not be explained again where it is fulfilled.
    for (name, place) in bare where !documented.contains(name) {
      Issue.record("\(place) has no summary")
    }
  }

  @Test func `the guides name every module`() {
    let guide = SourceFile.text(at: "ARCHITECTURE.md")
    for target in Set(SourceFile.sources.map(\.target)) {
      #expect(guide.contains("`Sources/\(target)`"), "ARCHITECTURE.md does not name \(target)")
    }
  }

  @Test func `nothing names a machine's own paths`() {
    let files =
      SourceFile.sources.map(\.path) + SourceFile.paths(in: "scripts")
      + SourceFile.paths(in: "queries") + SourceFile.paths(in: "docs")
      + SourceFile.paths(in: "Benchmarks")
      + ["README.md", "README.vi.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    for path in files {
      let text = SourceFile.text(at: path)
      let found = text.range(
        of: #"(?<![\w./])/(home|Users|work|root)/\w"#, options: .regularExpression)
      #expect(found == nil, "\(path)")
    }
  }
}
