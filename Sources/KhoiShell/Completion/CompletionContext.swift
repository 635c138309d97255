import KhoiSyntax
import KhoiText

/// Where in the grammar the cursor stands, as far as the tokens before it tell.
struct CompletionContext {
  enum Place: Equatable {
    case statement, pipeOperator, table, expression, parameter
    /// After `owner.`
    case member(String)
  }

  /// The word before the cursor, without an opening quote.
  private(set) var typed = ""
  /// Where that word, its quote included, begins.
  private(set) var lower: Int
  private(set) var place = Place.statement
  /// The sign of the quoted name that the cursor is in.
  private(set) var quote: String?
  /// The cursor is in a string or a comment where nothing can be offered.
  private(set) var isInsideText = false
  /// The cursor is in a string that names a file.
  private(set) var path: (typed: String, lower: Int)?
  /// Keywords are offered in small letters.
  private(set) var prefersLowercase = false

  var isQuoted: Bool { quote != nil }

  init(_ text: String, cursor: Int) {
    let bytes = Array(text.utf8.prefix(cursor))
    lower = bytes.count
    var tokens = Lexer(bytes: bytes).tokens()
    if let last = tokens.last, last.range.upper == bytes.count {
      takeWord(last, bytes, &tokens)
    }
    let significant = tokens.filter { !$0.isTrivia }
    if let path {
      // Only a string that follows a word for files is a path.
      if !Self.expectsPath(significant, bytes) {
        self.path = nil
        isInsideText = true
      }
      lower = path.lower
      return
    }
    place = Self.place(after: significant, bytes)
    if lower < bytes.count, bytes[lower] == UInt8(ascii: "$") { place = .parameter }
    prefersLowercase = lowercase(significant, bytes)
  }

  /// Takes the token that the cursor ends as the word to complete.
  private mutating func takeWord(_ last: Token, _ bytes: [UInt8], _ tokens: inout [Token]) {
    switch last.kind {
    case .keyword, .identifier, .parameter:
      typed = String(decoding: bytes[last.range.lower...], as: UTF8.self)
      lower = last.range.lower
      tokens.removeLast()
    case .comment: isInsideText = true
    case .error:
      switch last.problem {
      case .unterminatedString?:
        let start = last.range.lower + 1
        path = (String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self), start)
        tokens.removeLast()
      case .unterminatedName?:
        quote = String(decoding: bytes[last.range.lower...last.range.lower], as: UTF8.self)
        typed = String(decoding: bytes[(last.range.lower + 1)...], as: UTF8.self)
        lower = last.range.lower
        tokens.removeLast()
      case .unterminatedComment?: isInsideText = true
      default:
        // A lone `$` begins a parameter.
        if bytes.last == UInt8(ascii: "$") {
          typed = "$"
          lower = last.range.lower
          tokens.removeLast()
        }
      }
    default: break
    }
  }

  private static func place(after tokens: [Token], _ bytes: [UInt8]) -> Place {
    guard let last = tokens.last else { return .statement }
    if last.symbol == .semicolon { return .statement }
    if last.kind == .pipe { return .pipeOperator }
    if last.symbol == .dot, tokens.count >= 2 {
      let owner = tokens[tokens.count - 2]
      return .member(name(owner, bytes))
    }
    switch last.keyword {
    case .from?, .join?, .into?, .table?, .view?, .describe?, .summarize?: return .table
    case .explain?, .analyze?: return .statement
    default: break
    }
    if last.symbol == .leftParenthesis, tokens.count >= 2,
      tokens[tokens.count - 2].keyword == .from
    {
      return .table
    }
    // `FROM a, ` names another table.
    if last.symbol == .comma, lastClause(tokens) == .from { return .table }
    return .expression
  }

  /// The last word that begins a clause at the depth of the cursor.
  private static func lastClause(_ tokens: [Token]) -> Keyword? {
    var depth = 0
    for token in tokens.reversed() {
      switch token.symbol {
      case .rightParenthesis?: depth += 1
      case .leftParenthesis?:
        if depth == 0 { return nil }
        depth -= 1
      default: break
      }
      guard depth == 0, let keyword = token.keyword else { continue }
      switch keyword {
      case .from, .where, .select, .group, .order, .having, .join, .on, .extend, .set, .drop,
        .aggregate, .limit, .rename, .values:
        return keyword
      default: continue
      }
    }
    return nil
  }

  private static func expectsPath(_ tokens: [Token], _ bytes: [UInt8]) -> Bool {
    guard let last = tokens.last else { return false }
    switch last.keyword {
    case .from?, .join?, .to?, .export?, .data?, .copy?: return true
    default: break
    }
    guard last.symbol == .leftParenthesis, tokens.count >= 2 else { return false }
    return name(tokens[tokens.count - 2], bytes).lowercased().hasPrefix("read_")
  }

  private static func name(_ token: Token, _ bytes: [UInt8]) -> String {
    var text = String(
      decoding: bytes[token.range.lower..<min(token.range.upper, bytes.count)], as: UTF8.self)
    if token.kind == .quotedIdentifier { text = String(text.dropFirst().dropLast()) }
    return text
  }

  /// Small letters if the word, or else the last keyword, has any.
  private func lowercase(_ tokens: [Token], _ bytes: [UInt8]) -> Bool {
    func isLower(_ text: String) -> Bool { text.contains { $0.isLowercase } }
    if !typed.isEmpty, typed != "$" { return isLower(typed) }
    guard let keyword = tokens.last(where: { $0.kind == .keyword }) else { return false }
    return isLower(Self.name(keyword, bytes))
  }
}
