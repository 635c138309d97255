import KhoiFormats
import KhoiText

extension ShellCommand {
  static let load = ShellCommand(
    "load", "FILE [NAME] [(OPTIONS)]", "read a CSV or JSON file into a table",
    details: """
      FILE may be a path, a pattern such as 'data/*.csv', or compressed (.gz, .zst). The table is
      called NAME, or after the file without its ending. One line says what was read and what was
      assumed. OPTIONS are those of read_csv and read_json: .load a.csv (delim ';', header false).
      """,
    group: .data, argument: .path
  ) { (shell, text) throws(Diagnostic) in
    let (words, options) = try text.fileAndOptions()
    guard let path = words.first, words.count <= 2 else {
      throw .badArgument(text, "a file, and maybe a name for the table and options")
    }
    try shell.load(
      FileAccess.expandingHome(path), name: words.dropFirst().first, options: options)
  }
}

extension CommandText {
  /// The words before options in parentheses, and the options.
  func fileAndOptions() throws(Diagnostic) -> (words: [String], options: FormatOptions) {
    guard rest.last == ")", let opening = Self.optionStart(rest) else {
      return (arguments, FormatOptions())
    }
    let options = try FormatOptions(parsing: String(rest[opening...]))
    return (Self.words(String(rest[..<opening])), options)
  }

  /// The first parenthesis behind a blank that no quotes hold.
  private static func optionStart(_ text: String) -> String.Index? {
    var quote: Character?
    var previous: Character = " "
    for place in text.indices {
      let sign = text[place]
      if let open = quote {
        if sign == open { quote = nil }
      } else if sign == "'" || sign == "\"" {
        quote = sign
      } else if sign == "(" && previous.isWhitespace {
        return place
      }
      previous = sign
    }
    return nil
  }
}
