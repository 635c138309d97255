package import KhoiText

/// Options as people type them behind a file: `(delim ';', header => false, null ['-', 'NA'])`.
extension FormatOptions {
  /// Reads options; the parentheses around them may be left out.
  package init(parsing text: String) throws(Diagnostic) {
    var reader = OptionReader(text)
    self.init(try reader.options())
  }
}

/// Reads names and values one after the other.
private struct OptionReader {
  private let characters: [Character]
  private var position = 0
  private static let maximumDepth = 8

  init(_ text: String) {
    var characters = Array(text)[...]
    while characters.first?.isWhitespace == true { characters.removeFirst() }
    while characters.last?.isWhitespace == true || characters.last == ";" {
      characters.removeLast()
    }
    if characters.first == "(", characters.last == ")", characters.count >= 2 {
      characters = characters.dropFirst().dropLast()
    }
    self.characters = Array(characters)
  }

  private var next: Character? { position < characters.count ? characters[position] : nil }

  private mutating func skipBlanks() {
    while next?.isWhitespace == true { position += 1 }
  }

  private mutating func take(_ sign: Character) -> Bool {
    skipBlanks()
    guard next == sign else { return false }
    position += 1
    return true
  }

  mutating func options() throws(Diagnostic) -> [FormatOptions.Given] {
    var result: [FormatOptions.Given] = []
    skipBlanks()
    while position < characters.count {
      let name = word()
      guard !name.isEmpty else { throw wrong() }
      if take("=") { _ = take(">") } else { _ = take(":") }
      skipBlanks()
      // A name alone is a wish: `trim`.
      let value: FormatOption.Value =
        next == nil || next == "," ? .boolean(true) : try value(depth: 0)
      result.append(FormatOptions.Given(name, value))
      skipBlanks()
      if next != nil && !take(",") { throw wrong() }
      skipBlanks()
    }
    return result
  }

  private mutating func word() -> String {
    var word = ""
    while let sign = next, sign.isLetter || sign.isNumber || "_-.+".contains(sign) {
      word.append(sign)
      position += 1
    }
    return word
  }

  private mutating func value(depth: Int) throws(Diagnostic) -> FormatOption.Value {
    skipBlanks()
    guard let first = next, depth < OptionReader.maximumDepth else { throw wrong() }
    if first == "'" || first == "\"" { return .text(try quoted(first)) }
    if take("[") {
      var values: [FormatOption.Value] = []
      while !take("]") {
        values.append(try value(depth: depth + 1))
        if !take(",") {
          guard take("]") else { throw wrong() }
          break
        }
      }
      return .list(values)
    }
    if take("{") { return try entries(depth: depth) }
    let bare = word()
    if bare.isEmpty {
      // One sign by itself, as in `delim ;`.
      position += 1
      return .text(String(first))
    }
    if let number = Int64(bare) { return .integer(number) }
    switch bare.lowercased() {
    case "true", "yes": return .boolean(true)
    case "false", "no": return .boolean(false)
    default: return .text(bare)
    }
  }

  private mutating func entries(depth: Int) throws(Diagnostic) -> FormatOption.Value {
    var entries: [FormatOption.Entry] = []
    while !take("}") {
      skipBlanks()
      let isQuoted = next == "'" || next == "\""
      let name = isQuoted ? try quoted(next ?? "'") : word()
      guard take(":") || take("=") else { throw wrong() }
      entries.append(FormatOption.Entry(name, try value(depth: depth + 1)))
      if !take(",") {
        guard take("}") else { throw wrong() }
        break
      }
    }
    return .entries(entries)
  }

  /// A text between quotes; a quote in it is written twice.
  private mutating func quoted(_ quote: Character) throws(Diagnostic) -> String {
    position += 1
    var text = ""
    while let sign = next {
      position += 1
      if sign != quote {
        text.append(sign)
      } else if next == quote {
        text.append(quote)
        position += 1
      } else {
        return text
      }
    }
    throw wrong()
  }

  private func wrong() -> Diagnostic {
    .unreadableOptions(String(characters[min(position, characters.count)...]))
  }
}
