/// One line that is a command of the shell, not a statement: its name and its words.
package struct CommandText: Sendable, Equatable {
  /// Without the dot, in small letters.
  package let name: String
  /// The words after the name, quotes taken away.
  package let arguments: [String]
  /// Everything after the name as it was typed.
  package let rest: String

  /// Reads a line; nil if it is no command.
  package init?(_ text: String) {
    guard CommandText.isCommand(text) else { return nil }
    var line = text[...]
    while line.first?.isWhitespace == true { line = line.dropFirst() }
    while line.last?.isWhitespace == true { line = line.dropLast() }
    if line.first == "!" {
      name = "shell"
      rest = CommandText.trimmed(line.dropFirst())
      arguments = CommandText.words(rest)
      return
    }
    if line.first == "." { line = line.dropFirst() }
    let word = line.prefix { !$0.isWhitespace }
    rest = CommandText.trimmed(line[word.endIndex...])
    let plain = word.last == ";" ? word.dropLast() : word
    name = plain == "?" ? "help" : plain.lowercased()
    arguments = CommandText.words(rest)
  }

  /// Whether a text is a command: it begins with a dot and a letter, or with `!`, or is one of the
  /// words that people type to get out of a shell or to find help.
  package static func isCommand(_ text: String) -> Bool {
    var line = text[...]
    while line.first?.isWhitespace == true { line = line.dropFirst() }
    guard let first = line.first else { return false }
    if first == "!" { return true }
    if first == "." {
      return line.dropFirst().first?.isLetter == true || line.dropFirst().first == "?"
    }
    while line.last?.isWhitespace == true || line.last == ";" { line = line.dropLast() }
    return ["exit", "quit", "help", "?"].contains(line.lowercased())
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }

  /// Words between blanks; quotes of both kinds hold a word together.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
