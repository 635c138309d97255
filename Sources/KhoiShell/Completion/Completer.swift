import KhoiSyntax
import KhoiText

/// Decides from the text left of the cursor what can stand there.
@MainActor package struct Completer {
  /// Asks the session for the names at the cursor; only called where names can stand.
  private let names: @MainActor (_ text: String, _ cursor: Int) -> CompletionNames
  private let pathCompleter = PathCompleter()

  package init(
    names: @escaping @MainActor (_ text: String, _ cursor: Int) -> CompletionNames
  ) {
    self.names = names
  }

  /// The candidates at a byte offset of a statement (dot commands complete themselves).
  package func complete(_ text: String, cursor: Int) -> Completion? {
    let context = CompletionContext(text, cursor: cursor)
    if let path = context.path {
      return pathCompleter.complete(
        typed: path.typed, lower: path.lower, upper: cursor, quote: "'")
    }
    if context.isInsideText { return nil }
    var candidates: [Completion.Candidate] = []
    switch context.place {
    case .statement: candidates = words(Self.statementWords, context)
    case .pipeOperator:
      candidates = words(PipeOperatorKeyword.all.map(\.name), context)
    case .table:
      let names = names(text, cursor)
      candidates = identifiers(names.tables, context)
      candidates += functions(names.tableFunctions, context)
    case .member(let owner):
      let names = names(text, cursor)
      let key = IdentifierKey(owner)
      let columns = names.qualifiedColumns.first { IdentifierKey($0.key) == key }?.value
      candidates = identifiers(columns ?? [], context)
    case .parameter:
      candidates = names(text, cursor).parameters
        .filter { matches($0, context.typed) }.map { Completion.Candidate($0) }
    case .expression:
      let names = names(text, cursor)
      candidates = identifiers(names.columns, context)
      let aliases = names.qualifiedColumns.keys.sorted().filter { !names.columns.contains($0) }
      candidates += identifiers(aliases, context, suffix: ".")
      if !context.isQuoted {
        candidates += functions(names.functions, context)
        candidates += words(Self.expressionWords, context)
      }
    }
    var seen = Set<String>()
    candidates = candidates.filter { seen.insert($0.text).inserted }
    return Completion(lower: context.lower, upper: cursor, candidates: candidates)
  }

  // MARK: Candidates

  /// Keywords, in the case of what was typed.
  private func words(
    _ words: [String], _ context: CompletionContext
  ) -> [Completion.Candidate] {
    if context.isQuoted { return [] }
    return words.filter { matches($0, context.typed) }
      .map { Completion.Candidate(context.prefersLowercase ? $0.lowercased() : $0) }
  }

  private func functions(
    _ names: [String], _ context: CompletionContext
  ) -> [Completion.Candidate] {
    if context.isQuoted || context.typed.isEmpty { return [] }
    return names.filter { matches($0, context.typed) }.map { name in
      let spelled = context.prefersLowercase ? name.lowercased() : name.uppercased()
      return Completion.Candidate(spelled, shown: spelled + "(", suffix: "(")
    }
  }

  /// Names of tables and columns, in quotes where the language wants them.
  private func identifiers(
    _ names: [String], _ context: CompletionContext, suffix: String? = nil
  ) -> [Completion.Candidate] {
    names.filter { matches($0, context.typed) }.map { name in
      let quote = context.quote ?? (IdentifierQuoting.needsQuotes(name) ? "\"" : nil)
      let spelled = quote.map { $0 + name.replacing($0, with: $0 + $0) + $0 } ?? name
      return Completion.Candidate(spelled, shown: name, suffix: suffix ?? " ")
    }
  }

  /// Whether a name begins with what was typed, without regard to case.
  private func matches(_ name: String, _ typed: String) -> Bool {
    typed.isEmpty || name.lowercased().hasPrefix(typed.lowercased())
  }

  private static let statementWords = [
    "FROM", "SELECT", "WITH", "CREATE TABLE", "CREATE OR REPLACE TABLE", "CREATE VIEW",
    "INSERT INTO", "DROP TABLE", "DROP VIEW", "DESCRIBE", "SHOW TABLES", "SUMMARIZE", "EXPLAIN",
    "EXPLAIN ANALYZE", "SET", "RESET", "VALUES", "COPY",
  ]

  private static let expressionWords = [
    "AND", "OR", "NOT", "IS NULL", "IS NOT NULL", "IN", "LIKE", "BETWEEN", "CASE", "WHEN", "THEN",
    "ELSE", "END", "CAST", "TRY_CAST", "EXISTS", "DISTINCT", "AS", "ASC", "DESC", "NULL", "TRUE",
    "FALSE", "OVER", "PARTITION BY", "ORDER BY", "GROUP BY", "GROUP AND ORDER BY", "HAVING",
    "LIMIT", "WHERE", "FROM", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "ON",
    "USING", "UNION ALL", "INTERSECT", "EXCEPT", "NULLS FIRST", "NULLS LAST", "FILTER", "ROWS",
    "INTERVAL", "DATE",
  ]
}

/// Which names can be written without quotes.
package enum IdentifierQuoting {
  /// Whether a name must be quoted: it is reserved, or has signs that no bare name has.
  package static func needsQuotes(_ name: String) -> Bool {
    var lexer = Lexer(name)
    guard let token = lexer.next(), token.kind == .identifier || token.kind == .keyword else {
      return true
    }
    if token.range.upper != name.utf8.count { return true }
    return token.keyword?.category == .reserved
  }

  /// The name as it is written in a statement.
  package static func quoted(_ name: String) -> String {
    needsQuotes(name) ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : name
  }
}
