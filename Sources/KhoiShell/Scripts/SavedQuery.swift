package import KhoiData
import KhoiSyntax
package import KhoiText

/// A query kept in a file: statements, and lines at the top that say what it is.
///
/// ```
/// -- @title Flags against a quota
/// -- @question Is the proposal inside the flag quota?
/// -- @param quota_percent decimal = NULL  Flags allowed per hundred members
///
/// -- @answer share
/// FROM coverage |> …;
/// ```
package struct SavedQuery: Sendable {
  /// A value that may be changed from outside.
  package struct Parameter: Sendable, Equatable {
    package var name: String
    /// As written: text, int, decimal, date, timestamp, bool.
    package var typeName: String
    /// The text of the default; nil where a value must be given.
    package var defaultText: String?
    package var summary: String
  }

  /// One answer of several: from where in the text its statements are.
  package struct Part: Sendable, Equatable {
    package var name: String
    package var offset: Int
  }

  /// The name of the file without its ending.
  package let name: String
  package let path: String
  package let text: String
  package private(set) var title: String
  package private(set) var vietnameseTitle: String?
  package private(set) var question: String?
  package private(set) var parameters: [Parameter] = []
  package private(set) var parts: [Part] = []

  package init(path: String) throws(Diagnostic) {
    self.init(path: path, text: try FileAccess.readText(path))
  }

  /// Reads the lines that begin with `-- @`.
  package init(path: String, text: String) {
    self.path = path
    self.text = text
    name = FileAccess.stem(of: path)
    title = FileAccess.stem(of: path)
    var offset = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      defer { offset += line.utf8.count + 1 }
      var words = line[...]
      while words.first?.isWhitespace == true { words = words.dropFirst() }
      guard words.hasPrefix("--") else { continue }
      words = words.dropFirst(2)
      while words.first?.isWhitespace == true { words = words.dropFirst() }
      guard words.first == "@" else { continue }
      let key = words.dropFirst().prefix { !$0.isWhitespace }
      let value = String(words[key.endIndex...].drop { $0.isWhitespace }.trimmedEnd)
      switch key {
      case "title": title = value
      case "title_vi": vietnameseTitle = value
      case "question": question = value
      case "param": if let parameter = Parameter(value) { parameters.append(parameter) }
      case "answer": parts.append(Part(name: value, offset: offset))
      default: break
      }
    }
  }

  /// The name of the answer that a statement at a byte offset belongs to; empty for the first.
  package func partName(at offset: Int) -> String {
    guard let index = parts.lastIndex(where: { $0.offset <= offset }) else { return "" }
    return parts[index].name
  }

  /// The values of all parameters: those given, else the defaults.
  package func values(given: [String: String]) throws(Diagnostic) -> [String: Value] {
    for name in given.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      throw .unknownParameter(name, query: self)
    }
    var values: [String: Value] = [:]
    for parameter in parameters {
      guard let text = given[parameter.name] ?? parameter.defaultText else {
        throw .missingParameter(parameter)
      }
      values[parameter.name] = try ParameterValue.value(
        text, type: parameter.typeName, name: parameter.name)
    }
    return values
  }
}

extension SavedQuery.Parameter {
  /// Reads `name type = default  summary`; two blanks end the default.
  init?(_ line: String) {
    var rest = line[...]
    func word() -> String {
      rest = rest.drop { $0.isWhitespace }
      let word = rest.prefix { !$0.isWhitespace && $0 != "=" }
      rest = rest[word.endIndex...]
      return String(word)
    }
    name = word()
    if name.isEmpty { return nil }
    typeName = word()
    if typeName.isEmpty { typeName = "text" }
    rest = rest.drop { $0.isWhitespace }
    if rest.first == "=" {
      rest = rest.dropFirst().drop { $0.isWhitespace }
      var value = ""
      if rest.first == "'" {
        value = "'"
        rest = rest.dropFirst()
        while let character = rest.popFirst() {
          value.append(character)
          if character == "'" {
            guard rest.first == "'" else { break }
            value.append(rest.removeFirst())
          }
        }
      } else {
        while let character = rest.first, !rest.hasPrefix("  ") {
          value.append(character)
          rest = rest.dropFirst()
        }
      }
      defaultText = value
    }
    summary = String(rest.drop { $0.isWhitespace }.trimmedEnd)
  }
}

extension Substring {
  fileprivate var trimmedEnd: Substring {
    var text = self
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return text
  }
}
