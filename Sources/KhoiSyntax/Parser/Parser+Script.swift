package import KhoiText

/// One statement of a script with its place in the text.
package struct ParsedStatement: Sendable {
  package var statement: StatementSyntax
  /// From the first to the last token, without the `;`.
  package var range: SourceRange
}

/// What a text was read as.
package struct ParsedScript: Sendable {
  /// The statements before the first error.
  package var statements: [ParsedStatement]
  /// Notices, and at most one error, at which reading stopped.
  package var diagnostics: [Diagnostic]

  /// What is wrong with the text, if anything.
  package var error: Diagnostic? { diagnostics.first { $0.severity == .error } }
}

/// Reads a text of statements with `;` between them.
///
/// An error ends the reading; the statements before it are kept, because a script runs up to its
/// first error.
package func parseScript(_ text: String, options: ParserOptions = .init()) -> ParsedScript {
  var parser = Parser(text, options: options)
  var script = ParsedScript(statements: [], diagnostics: [])
  do throws(SyntaxFailure) {
    while let statement = try parser.parseNextStatement() {
      script.statements.append(ParsedStatement(statement: statement, range: statement.range))
    }
    script.diagnostics = parser.notices
  } catch {
    script.diagnostics = parser.notices + [error.diagnostic]
  }
  return script
}

/// Reads a text that is one expression.
package func parseExpression(
  _ text: String, options: ParserOptions = .init()
) throws(Diagnostic) -> ExpressionSyntax {
  var parser = Parser(text, options: options)
  do throws(SyntaxFailure) {
    let expression = try parser.parseExpression()
    guard parser.token.kind == .end else {
      throw SyntaxFailure(parser.unexpected("the end of the expression"))
    }
    return expression
  } catch {
    throw error.diagnostic
  }
}

/// Reads a text that is one type.
package func parseType(
  _ text: String, options: ParserOptions = .init()
) throws(Diagnostic) -> TypeSyntax {
  var parser = Parser(text, options: options)
  do throws(SyntaxFailure) {
    let type = try parser.parseType()
    guard parser.token.kind == .end else {
      throw SyntaxFailure(parser.unexpected("the end of the type"))
    }
    return type
  } catch {
    throw error.diagnostic
  }
}

extension Parser {
  /// The next statement that is not empty, or nothing at the end of the text.
  mutating func parseNextStatement() throws(SyntaxFailure) -> StatementSyntax? {
    while accept(.semicolon) {}
    guard token.kind != .end else { return nil }
    openBrackets = []
    height = 0
    positionalParameterCount = 0
    lastBareAlias = nil
    let statement = try parseStatement()
    guard atEnd else { throw SyntaxFailure(leftover(after: statement)) }
    return statement
  }
}
