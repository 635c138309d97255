import KhoiText

/// A token as it is going to be written, with the comments around it.
struct FormatterToken {
  var token: Token
  var text: String
  var roles: TokenRoles
  /// Comments before it.
  var leading: [LayoutComment] = []
  /// Comments behind it, at the end of its line.
  var trailing: [LayoutComment] = []

  var symbol: Symbol? { token.symbol }

  /// Whether it is a word of the grammar at its place.
  var isGrammarWord: Bool {
    token.keyword != nil && !roles.contains(.name) && token.kind != .quotedIdentifier
  }

  func isWord(_ keyword: Keyword) -> Bool { token.keyword == keyword && isGrammarWord }

  var opens: Bool {
    switch symbol {
    case .leftParenthesis?, .leftBracket?, .leftBrace?: true
    default: false
    }
  }

  var closes: Bool { symbol?.isClosing ?? false }

  init(_ token: Token, roles: TokenRoles, source: String) {
    self.token = token
    self.roles = roles
    text = source
    let isCapital =
      token.keyword != nil && !roles.contains(.name) && token.kind != .quotedIdentifier
      || roles.contains(.type) && Self.typeNames.contains(source.uppercased())
    if isCapital { text = source.uppercased() }
  }

  /// Types that every engine knows, so that their names are words rather than names.
  private static let typeNames: Set<String> = [
    "BIGINT", "BIT", "BLOB", "BOOL", "BOOLEAN", "BYTEA", "BYTES", "CHAR", "CHARACTER", "DATE",
    "DATETIME", "DECIMAL", "DOUBLE", "FLOAT", "FLOAT4", "FLOAT64", "FLOAT8", "HUGEINT", "INT",
    "INT16", "INT2", "INT32", "INT4", "INT64", "INT8", "INTEGER", "INTERVAL", "JSON", "NUMERIC",
    "REAL", "SMALLINT", "STRING", "TEXT", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "TINYINT",
    "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT", "UUID", "VARCHAR",
  ]

  // MARK: Spaces

  /// Whether a space stands between two neighbours on one line.
  static func needsSpace(_ left: FormatterToken, _ right: FormatterToken) -> Bool {
    if left.roles.contains(.tight) || right.roles.contains(.tight) { return false }
    switch right.symbol {
    case .comma?, .semicolon?, .rightParenthesis?, .rightBracket?, .rightBrace?, .doubleColon?,
      .colon?:
      return false
    case .dot?: return left.token.kind == .number
    case .leftParenthesis?: return needsSpaceBeforeParenthesis(left, right)
    default: break
    }
    switch left.symbol {
    case .leftParenthesis?, .leftBracket?, .leftBrace?, .dot?, .doubleColon?: return false
    default: break
    }
    if left.roles.contains(.prefix) { return left.symbol != nil && left.symbol == right.symbol }
    if right.roles.contains(.suffix) { return false }
    if right.symbol == .leftBracket, left.token.keyword == .array { return false }
    return true
  }

  private static func needsSpaceBeforeParenthesis(
    _ left: FormatterToken, _ right: FormatterToken
  ) -> Bool {
    if right.roles.contains(.spaced) { return true }
    switch left.symbol {
    case .leftParenthesis?, .leftBracket?, .leftBrace?, .dot?, .doubleColon?: return false
    case .greater?, .shiftRight?: return !left.roles.contains(.suffix)
    default: break
    }
    if left.roles.contains(.prefix) || left.roles.contains(.name) { return false }
    guard left.isGrammarWord, let keyword = left.token.keyword else {
      return left.token.kind != .identifier && left.token.kind != .quotedIdentifier
    }
    return !callWords.contains(keyword)
  }

  /// Words of the grammar that look like functions.
  private static let callWords: Set<Keyword> = [
    .array, .cast, .columns, .cube, .descriptor, .extract, .list, .map, .rollup, .row, .safeCast,
    .struct, .tryCast, .union, .unnest,
  ]
}
