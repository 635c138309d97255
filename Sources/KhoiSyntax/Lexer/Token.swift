package import KhoiText

/// A piece of a text: every byte belongs to exactly one token.
package struct Token: Sendable {
  /// What a piece is, coarse enough for highlighting.
  package enum Kind: Sendable {
    case whitespace
    case comment
    /// A word with a meaning of its own at its place.
    case keyword
    /// A name without quotes; it may still be a free keyword.
    case identifier
    case quotedIdentifier
    case string
    case number
    case `operator`
    case punctuation
    /// `|>`.
    case pipe
    /// `$name`, `@name`, `?`, `#1`.
    case parameter
    /// Something that no statement can contain; `problem` says what.
    case error
    /// The empty end of the text.
    case end
  }

  package var kind: Kind
  package var keyword: Keyword?
  package var symbol: Symbol?
  package var problem: LexicalProblem?
  package var range: SourceRange

  package init(
    _ kind: Kind, keyword: Keyword? = nil, symbol: Symbol? = nil, problem: LexicalProblem? = nil,
    range: SourceRange
  ) {
    self.kind = kind
    self.keyword = keyword
    self.symbol = symbol
    self.problem = problem
    self.range = range
  }

  /// Whether the grammar never sees it.
  package var isTrivia: Bool { kind == .whitespace || kind == .comment }
}

/// Operators and punctuation.
package enum Symbol: String, Sendable, CaseIterable {
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case semicolon = ";"
  case dot = "."
  case colon = ":"
  case doubleColon = "::"
  case assign = ":="
  case doubleArrow = "=>"
  case arrow = "->"
  case longArrow = "->>"
  case pipe = "|>"
  case plus = "+"
  case minus = "-"
  case star = "*"
  case doubleStar = "**"
  case slash = "/"
  case doubleSlash = "//"
  case percent = "%"
  case caret = "^"
  case startsWith = "^@"
  case ampersand = "&"
  case doubleAmpersand = "&&"
  case bar = "|"
  case doubleBar = "||"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case equal = "="
  case doubleEqual = "=="
  case notEqual = "<>"
  case exclamationEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case contains = "@>"
  case containedIn = "<@"
  case tilde = "~"
  case tildeStar = "~*"
  case doubleTilde = "~~"
  case doubleTildeStar = "~~*"
  case notTilde = "!~"
  case notTildeStar = "!~*"
  case notDoubleTilde = "!~~"
  case notDoubleTildeStar = "!~~*"
  case exclamation = "!"
  /// The left text has what the right one searches for.
  case doubleAt = "@@"
  /// The magnitude of what follows.
  case at = "@"

  /// Whether it groups or separates, rather than computes.
  var isPunctuation: Bool {
    switch self {
    case .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .leftBrace,
      .rightBrace, .comma, .semicolon, .dot, .colon:
      true
    default: false
    }
  }
}

/// Why a piece of a text is no token of the language.
package enum LexicalProblem: Sendable {
  case unterminatedString
  case unterminatedName
  case unterminatedComment
  /// `10K`, `2024_awards`.
  case letterAfterNumber
  /// `‘`, `’`, `“`, `”`, `´`.
  case curvedQuote
  /// A sign that is written otherwise, such as `≠` for `<>`.
  case otherSpelling
  case emptyName
  case invalidEncoding
  case unknownCharacter
}
