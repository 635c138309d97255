package import KhoiText

/// Brings a text of statements into the one layout.
///
/// Only white space and the case of words of the grammar change: the layout is made from the
/// tokens, and the parser says what each of them is. Comments stay beside the tokens they stood at.
package enum QueryFormatter {
  /// The text in its layout; throws what is wrong with a text that cannot be read.
  package static func format(
    _ text: String, options: ParserOptions = .init()
  ) throws(Diagnostic) -> String {
    var parser = Parser(text, options: options, marksRoles: true)
    var statements: [Range<Int>] = []
    do throws(SyntaxFailure) {
      while true {
        while parser.accept(.semicolon) {}
        let first = parser.index
        guard try parser.parseNextStatement() != nil else { break }
        statements.append(first..<parser.index)
      }
    } catch {
      throw error.diagnostic
    }
    let pieces = FormatterPieces(text, parser: parser, statements: statements, options: options)
    let formatted = pieces.formatted()
    // Whatever may be wrong with the layout, the statements stay what they are.
    return haveSameTokens(text, formatted, options) ? formatted : text
  }

  /// Whether two texts differ only in white space and in the case of words.
  package static func haveSameTokens(
    _ first: String, _ second: String, _ options: ParserOptions = .init()
  ) -> Bool {
    let (words, comments) = contents(first, options)
    let (otherWords, otherComments) = contents(second, options)
    return words == otherWords && comments == otherComments
  }

  private static func contents(
    _ text: String, _ options: ParserOptions
  ) -> (words: [String], comments: [String]) {
    let lexer = Lexer(text, options: options)
    var words: [String] = []
    var comments: [String] = []
    for token in lexer.tokens() {
      let source = String(
        decoding: lexer.bytes[token.range.lower..<token.range.upper], as: UTF8.self)
      switch token.kind {
      case .whitespace: continue
      case .comment: comments.append(FormatterPieces.trimmed(source))
      case .identifier, .keyword: words.append(source.uppercased())
      default: words.append(source)
      }
    }
    return (words, comments)
  }
}
