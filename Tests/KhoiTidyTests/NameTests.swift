import Foundation
import Testing

/// Names say what a thing is: words that could stand for anything are not among them.
@Suite struct NameTests {
  private static let banned: Set<String> = [
    "Util", "Utils", "Utilities", "Helper", "Helpers", "Common", "Manager", "Base", "Impl", "Info",
    "Misc",
  ]

  /// Terms of the trade that hold a banned word.
  private static let terms = ["CommonTable"]

  /// `TextHeapManager` as `Text`, `Heap`, `Manager`.
  private func words(of name: String) -> [String] {
    var words: [String] = []
    let rest = Self.terms.reduce(name) { $0.replacingOccurrences(of: $1, with: "Term") }
    for character in rest {
      if character.isUppercase || words.isEmpty {
        words.append(String(character))
      } else if character.isLetter || character.isNumber {
        words[words.count - 1].append(character)
      } else {
        words.append("")
      }
    }
    return words
  }

  @Test func `files and folders have telling names`() {
    for file in SourceFile.all {
      for part in file.folders + [file.name] {
        let found = Self.banned.intersection(words(of: part))
        #expect(found.isEmpty, "\(file.path): \(found.joined(separator: ", "))")
      }
    }
  }

  @Test func `types have telling names`() throws {
    let pattern = try Regex(#"\b(?:struct|class|enum|protocol|actor|typealias)\s+(\w+)"#)
    for file in SourceFile.sources {
      for match in file.code.matches(of: pattern) {
        let name = match.output[1].substring.map(String.init) ?? ""
        let found = Self.banned.intersection(words(of: name))
        #expect(found.isEmpty, "\(file.path): \(name)")
      }
    }
  }
}
