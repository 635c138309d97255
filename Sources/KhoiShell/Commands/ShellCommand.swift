import KhoiText

/// A command of the shell: what it is called, what help says of it, and what it does.
package struct ShellCommand: Sendable {
  /// The heading that `.help` shows it under.
  package enum Group: String, Sendable, CaseIterable {
    case data = "Data"
    case results = "Results"
    case scripts = "Scripts and saved queries"
    case shell = "Shell"
  }

  /// What Tab offers after the name.
  enum Argument: Sendable {
    case none, path, table, topic, query
    case words([String])
  }

  package let name: String
  package let aliases: [String]
  /// The arguments as help shows them.
  package let usage: String
  package let summary: String
  /// More than one line about it, for `.help NAME`.
  let details: String
  package let group: Group
  let argument: Argument
  let run: @MainActor @Sendable (_ shell: Shell, _ text: CommandText) throws(Diagnostic) -> Void

  init(
    _ name: String, aliases: [String] = [], _ usage: String = "", _ summary: String,
    details: String = "", group: Group, argument: Argument = .none,
    run:
      @escaping @MainActor @Sendable (_ shell: Shell, _ text: CommandText)
      throws(Diagnostic) -> Void
  ) {
    self.name = name
    self.aliases = aliases
    self.usage = usage
    self.summary = summary
    self.details = details
    self.group = group
    self.argument = argument
    self.run = run
  }

  /// The command of a name, an alias, or the beginning of just one name.
  static func find(_ name: String) throws(Diagnostic) -> ShellCommand {
    if let exact = all.first(where: { $0.name == name || $0.aliases.contains(name) }) {
      return exact
    }
    let beginning = all.filter { $0.name.hasPrefix(name) }
    if beginning.count == 1, name.count >= 2 { return beginning[0] }
    throw .unknownCommand(
      name,
      nearest: beginning.isEmpty
        ? Suggestion.nearest(to: name, among: names)
        : beginning.map(\.name))
  }

  static var names: [String] { all.flatMap { [$0.name] + $0.aliases } }

  /// `on` or `off`, or nothing to turn the other way.
  static func flag(_ text: CommandText, current: Bool) throws(Diagnostic) -> Bool {
    guard let word = text.arguments.first?.lowercased() else { return !current }
    switch word {
    case "on", "true", "yes", "1": return true
    case "off", "false", "no", "0": return false
    default: throw .badArgument(text, "on or off")
    }
  }

  /// A whole number that is not negative.
  static func count(_ text: CommandText, expected: String) throws(Diagnostic) -> Int {
    guard let word = text.arguments.first, let number = Int(word), number >= 0 else {
      throw .badArgument(text, expected)
    }
    return number
  }
}
