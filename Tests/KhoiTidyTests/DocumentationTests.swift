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

  @Test func `types and functions that other modules see have a summary`() {
    let pattern =
      #"^\s*(?:@\S+ +)*package +(?:(?:static|final|mutating|indirect|consuming) +)*"#
      + #"(?:func|struct|class|enum|protocol)\b"#
    for file in SourceFile.sources {
      for (index, line) in file.codeLines.enumerated()
      where line.range(of: pattern, options: .regularExpression) != nil {
        #expect(isDocumented(index, in: file), "\(file.path):\(index + 1)")
      }
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
      + ["README.md", "README.vi.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    for path in files {
      let text = SourceFile.text(at: path)
      let found = text.range(
        of: #"(?<![\w./])/(home|Users|work|root)/\w"#, options: .regularExpression)
      #expect(found == nil, "\(path)")
    }
  }
}
