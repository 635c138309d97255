package import KhoiData
package import KhoiText

/// One named setting of a file format: `read_csv(…, name => value)`, `.load` and the reference take
/// their names, types and help from these.
package struct FormatOption: Sendable {
  package let name: String
  package let aliases: [String]
  package let type: ValueType
  /// One line for help.
  package let help: String
  /// How it looks in a call.
  package let example: String

  package init(
    _ name: String, aliases: [String] = [], _ type: ValueType, help: String, example: String
  ) {
    self.name = name
    self.aliases = aliases
    self.type = type
    self.help = help
    self.example = example
  }

  /// What kind of value an option takes.
  package enum ValueType: String, Sendable {
    case text, boolean, integer
    /// A text or a list of texts.
    case texts
    /// Column names to type names.
    case types
  }

  /// What was given for an option.
  package indirect enum Value: Sendable, Equatable {
    case text(String)
    case boolean(Bool)
    case integer(Int64)
    case list([Value])
    case entries([Entry])
    /// A type of the language, for a column.
    case type(LogicalType)
  }

  /// One `name: value` of a map.
  package struct Entry: Sendable, Equatable {
    package var name: String
    package var value: Value

    package init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }
}

/// The options given for one file, with where they stand in the statement.
package struct FormatOptions: Sendable {
  /// An option with the value it was given.
  package struct Given: Sendable {
    package var name: String
    package var value: FormatOption.Value
    package var range: SourceRange?

    package init(_ name: String, _ value: FormatOption.Value, at range: SourceRange? = nil) {
      self.name = name
      self.value = value
      self.range = range
    }
  }

  package var given: [Given]
  /// The pseudo-columns asked for: `_file`, `_line`.
  package var pseudoColumns: [String]

  package init(_ given: [Given] = [], pseudoColumns: [String] = []) {
    self.given = given
    self.pseudoColumns = pseudoColumns
  }

  /// Each given option with its definition; throws for names that the list does not have.
  func resolved(
    among options: @autoclosure () -> [FormatOption]
  ) throws(Diagnostic) -> [(FormatOption, Given)] {
    if given.isEmpty { return [] }
    let options = options()
    var result: [(FormatOption, Given)] = []
    for entry in given {
      let name = entry.name.lowercased()
      guard let option = options.first(where: { $0.name == name || $0.aliases.contains(name) })
      else {
        throw Diagnostic.unknownOption(
          entry.name, among: options.map(\.name), at: entry.range)
      }
      result.append((option, entry))
    }
    return result
  }
}

extension FormatOption {
  static let encodingHelp =
    "auto, or " + TextEncoding.allCases.map(\.name).joined(separator: ", ")
}

extension FormatOption {
  static let fixDefinition = FormatOption(
    "fix", .text,
    help: "repair damaged texts and names: "
      + TableRepair.Request.names.joined(separator: ", "), example: "fix => 'tcvn3'")
}

extension FormatOptions.Given {
  /// The repair that is named.
  func repair() throws(Diagnostic) -> TableRepair.Request? {
    let name = try text()
    if name.isEmpty || name.lowercased() == "none" { return nil }
    guard let request = TableRepair.Request(name) else {
      throw Diagnostic.wrongOptionValue(
        self.name, "one of " + TableRepair.Request.names.joined(separator: ", "), at: range)
    }
    return request
  }

  /// The encoding that is named; nil for `auto`.
  func encoding() throws(Diagnostic) -> TextEncoding? {
    let name = try text()
    if name.lowercased() == "auto" { return nil }
    guard let encoding = TextEncoding(named: name) else {
      throw Diagnostic.unsupportedEncoding(name, at: range)
    }
    return encoding
  }

  func text() throws(Diagnostic) -> String {
    if case .text(let text) = value { return text }
    throw Diagnostic.wrongOptionValue(name, "a text", at: range)
  }

  /// A text of exactly one byte; `tab` and `\t` name the tabulator.
  func character() throws(Diagnostic) -> UInt8 {
    let text = try text()
    if text == "\\t" || text.lowercased() == "tab" { return 9 }
    guard text.utf8.count == 1, let byte = text.utf8.first else {
      throw Diagnostic.wrongOptionValue(name, "one ASCII character", at: range)
    }
    return byte
  }

  /// A text of one byte, or nothing for the empty text.
  func optionalSign() throws(Diagnostic) -> UInt8? {
    let text = try text()
    return text.isEmpty || text == "\\0" || text == "\0" ? nil : try character()
  }

  /// The bytes of a text, in which `\t` is the tabulator.
  func signs() throws(Diagnostic) -> [UInt8] {
    let text = try text()
    if text == "\\t" || text.lowercased() == "tab" { return [9] }
    return text == "\\0" ? [] : Array(text.utf8)
  }

  package func boolean() throws(Diagnostic) -> Bool {
    switch value {
    case .boolean(let flag): return flag
    case .integer(0): return false
    case .integer(1): return true
    case .text(let text) where ["1", "on"].contains(text.lowercased()): return true
    case .text(let text) where ["0", "off"].contains(text.lowercased()): return false
    case .text(let text) where text.lowercased() == "true": return true
    case .text(let text) where text.lowercased() == "false": return false
    default: throw Diagnostic.wrongOptionValue(name, "true or false", at: range)
    }
  }

  func integer() throws(Diagnostic) -> Int {
    if case .integer(let number) = value, number >= 0, number <= 1 << 40 { return Int(number) }
    if case .text(let text) = value, let number = Int(text), number >= 0, number <= 1 << 40 {
      return number
    }
    throw Diagnostic.wrongOptionValue(name, "a whole number from 0", at: range)
  }

  /// A whole number of any sign.
  func signedInteger() throws(Diagnostic) -> Int {
    if case .integer(let number) = value { return Int(number) }
    if case .text(let text) = value, let number = Int(text) { return number }
    throw Diagnostic.wrongOptionValue(name, "a whole number", at: range)
  }

  /// A text, or each text of a list.
  package func texts() throws(Diagnostic) -> [String] {
    switch value {
    case .text(let text): return [text]
    case .list(let values):
      var texts: [String] = []
      for value in values {
        guard case .text(let text) = value else {
          throw Diagnostic.wrongOptionValue(name, "a text or a list of texts", at: range)
        }
        texts.append(text)
      }
      return texts
    default: throw Diagnostic.wrongOptionValue(name, "a text or a list of texts", at: range)
    }
  }
}
