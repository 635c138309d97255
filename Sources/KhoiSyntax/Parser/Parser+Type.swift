import KhoiText

/// Types.
extension Parser {
  mutating func parseType() throws(SyntaxFailure) -> TypeSyntax {
    try enter()
    defer { leave() }
    let start = start
    var type = try parseElementType()
    while at(.leftBracket) {
      mark(.suffix)
      advance()
      var length: Int?
      if token.kind == .number {
        length = Int(text(token.range))
        advance()
      }
      try expectClosing(.rightBracket)
      type = TypeSyntax(.list(type, length: length), range: range(from: start))
      try grow()
    }
    // `INTEGER ARRAY` and `INTEGER ARRAY[3]`
    if at(.array), ahead(1).symbol != .less {
      advance()
      mark(at(.leftBracket) ? .suffix : [])
      if accept(.leftBracket) {
        advance()
        try expectClosing(.rightBracket)
      }
      type = TypeSyntax(.list(type, length: nil), range: range(from: start))
    }
    return type
  }

  /// A type without the `[]` that may follow it.
  mutating func parseElementType() throws(SyntaxFailure) -> TypeSyntax {
    let start = start
    guard atName else {
      if token.kind == .keyword, let keyword = token.keyword, !atListEnd {
        throw SyntaxFailure(.reservedWord(keyword.rawValue, at: token.range))
      }
      throw SyntaxFailure(unexpected("a type"))
    }
    if at(.any), ahead(1).keyword == .type || ahead(1).keyword == .table {
      advance()
      advance()
      return TypeSyntax(.any, range: range(from: start))
    }
    let opensArguments = ahead(1).symbol == .leftParenthesis || ahead(1).symbol == .less
    switch token.keyword {
    case .struct? where opensArguments, .row? where opensArguments:
      advance()
      let fields = try parseTypeFields()
      return TypeSyntax(.structure(fields), range: range(from: start))
    case .map? where opensArguments:
      advance()
      let closing: Symbol = at(.less) ? .greater : .rightParenthesis
      mark(.tight)
      advance()
      let key = try parseType()
      try expect(.comma)
      let value = try parseType()
      try closeType(closing)
      return TypeSyntax(.map(key: key, value: value), range: range(from: start))
    case .array? where opensArguments, .list? where opensArguments:
      advance()
      let closing: Symbol = at(.less) ? .greater : .rightParenthesis
      mark(.tight)
      advance()
      let element = try parseType()
      try closeType(closing)
      return TypeSyntax(.list(element, length: nil), range: range(from: start))
    case .union?:
      advance()
      return TypeSyntax(.union(try parseTypeFields()), range: range(from: start))
    default: return try parseNamedType()
    }
  }

  /// `<a t, b t>` behind `TABLE`: the columns that a table parameter must have.
  mutating func parseTableColumns() throws(SyntaxFailure) -> TypeSyntax {
    let start = start
    return TypeSyntax(.structure(try parseTypeFields()), range: range(from: start))
  }

  /// `(a t, b t)` and `<a t, t>`.
  private mutating func parseTypeFields() throws(SyntaxFailure) -> [StructureTypeFieldSyntax] {
    let closing: Symbol = at(.less) ? .greater : .rightParenthesis
    mark(.tight)
    advance()
    var fields: [StructureTypeFieldSyntax] = []
    if !at(closing) {
      fields = try parseList { (parser) throws(SyntaxFailure) in
        let isNamed = parser.isName(parser.token) && parser.isName(parser.ahead(1))
        let name = isNamed ? try parser.parseIdentifier("a field name") : nil
        _ = parser.accept(.colon)
        return StructureTypeFieldSyntax(name: name, type: try parser.parseType())
      }
    }
    try closeType(closing)
    return fields
  }

  /// The end of a type's arguments; `>>` closes two types at once.
  private mutating func closeType(_ closing: Symbol) throws(SyntaxFailure) {
    mark(.suffix)
    if closing == .greater, at(.shiftRight) {
      // The inner type takes the first half and leaves the token for the outer one.
      if halfClosed == index {
        halfClosed = -1
        advance()
      } else {
        halfClosed = index
      }
      return
    }
    if accept(closing) { return }
    throw SyntaxFailure(unexpected("`,`", "`\(closing.rawValue)`"))
  }

  private mutating func parseNamedType() throws(SyntaxFailure) -> TypeSyntax {
    let start = start
    let isQuoted = token.kind == .quotedIdentifier
    let name = try parseName("a type")
    if name.parts.count == 1, !isQuoted { markPrevious(.type) }
    var words = name.text
    if name.parts.count == 1, !isQuoted {
      words = words.uppercased()
      for continuation in Self.typeContinuations[words] ?? [] {
        let matches = continuation.enumerated().allSatisfy { atWord($1, offset: $0) }
        guard matches else { continue }
        for _ in continuation { advance() }
        words += " " + continuation.joined(separator: " ")
        break
      }
    }
    var arguments: [ExpressionSyntax] = []
    if at(.leftParenthesis) {
      arguments = try parseParenthesisedList(canBeEmpty: true) { (parser) throws(SyntaxFailure) in
        try parser.parseTypeArgument()
      }
      // `TIMESTAMP(3) WITH TIME ZONE`
      if words == "TIMESTAMP" || words == "TIME", at(.with, .time) || at(.without, .time) {
        words += at(.with) ? " WITH TIME ZONE" : " WITHOUT TIME ZONE"
        for _ in 0..<3 { advance() }
      }
    }
    if words == "INTERVAL" { skipIntervalUnits() }
    return TypeSyntax(.named(words, arguments: arguments), range: range(from: start))
  }

  /// A length, a precision, or a value of an enumeration.
  private mutating func parseTypeArgument() throws(SyntaxFailure) -> ExpressionSyntax {
    let start = start
    switch token.kind {
    case .number:
      let literal = parseNumber()
      return ExpressionSyntax(.literal(literal), range: range(from: start))
    case .string:
      let literal = try parseStringLiteral()
      return ExpressionSyntax(.literal(literal), range: range(from: start))
    default:
      let name = try parseName("a number")
      return ExpressionSyntax(.name(name), range: range(from: start))
    }
  }

  /// `INTERVAL YEAR TO MONTH`: the units say nothing about the type.
  private mutating func skipIntervalUnits() {
    let units: Set<Keyword> = [.year, .month, .day, .hour, .minute, .second]
    guard let unit = token.keyword, units.contains(unit) else { return }
    advance()
    guard at(.to), let last = ahead(1).keyword, units.contains(last) else { return }
    advance()
    advance()
  }

  /// Words that go on with the name of a type.
  private static let typeContinuations: [String: [[String]]] = [
    "DOUBLE": [["PRECISION"]],
    "CHARACTER": [["VARYING"]],
    "CHAR": [["VARYING"]],
    "NATIONAL": [["CHARACTER", "VARYING"], ["CHARACTER"], ["CHAR"]],
    "BIT": [["VARYING"]],
    "TIMESTAMP": [["WITH", "TIME", "ZONE"], ["WITHOUT", "TIME", "ZONE"]],
    "TIME": [["WITH", "TIME", "ZONE"], ["WITHOUT", "TIME", "ZONE"]],
    "INT": [["UNSIGNED"]],
    "INTEGER": [["UNSIGNED"]],
    "BIGINT": [["UNSIGNED"]],
    "SMALLINT": [["UNSIGNED"]],
    "TINYINT": [["UNSIGNED"]],
    "LONG": [["VARCHAR"]],
  ]
}
