import KhoiSyntax
import KhoiText

/// Binding parts of texts other than the statement's: defaults, checks, functions that were
/// defined.
extension Binder {
  /// The expression with its text, to be bound later.
  func written(_ syntax: ExpressionSyntax) -> WrittenExpression {
    WrittenExpression(syntax: syntax, text: rawText(syntax.range))
  }

  /// The text of a range as it was written.
  func rawText(_ range: SourceRange) -> String {
    let lower = max(0, range.lower - textOffset)
    let upper = min(text.count, range.upper - textOffset)
    return lower < upper ? String(decoding: text[lower..<upper], as: UTF8.self) : ""
  }

  /// Does something with another text in place of the statement's; none of its names are visible.
  func reading<Result>(
    _ other: String, offset: Int, frames: [MacroFrame] = [],
    _ body: () throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    let saved = (text, textOffset, commonTables, macroFrames)
    (text, textOffset, commonTables, macroFrames) = (Array(other.utf8), offset, [], frames)
    defer { (text, textOffset, commonTables, macroFrames) = saved }
    return try body()
  }

  /// An expression that was written elsewhere, such as a default, over the columns of a scope.
  func bind(
    _ written: WrittenExpression, over scope: Scope, what: String, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let context = ExpressionContext(
      scope: scope, frame: QueryFrame(outer: nil, parent: nil), clause: Clause(what))
    do throws(Diagnostic) {
      return try reading(written.text, offset: written.syntax.range.lower) {
        () throws(Diagnostic) in
        try bindExpression(written.syntax, context)
      }.relocated(to: range)
    } catch {
      var moved = error
      moved.range = range
      moved.message = "in \(what) \(written.text): \(error.message)"
      throw moved
    }
  }

  /// A query over tables that are given by name, for what khoi itself asks.
  func query(
    _ query: String, over tables: [(name: String, plan: LogicalPlan)]
  ) throws(Diagnostic) -> LogicalPlan {
    guard let statement = parseScript(query).statements.first?.statement,
      case .query(let syntax) = statement.kind
    else { throw .broken("the query \(query) cannot be read") }
    return try reading(query, offset: 0) { () throws(Diagnostic) in
      for table in tables { openCommonTable(table.name, table.plan) }
      var relation = try bindQuery(syntax, QueryFrame(outer: nil, parent: nil))
      relation.plan = closeCommonTables(from: 0, around: relation.plan)
      return finish(relation)
    }
  }
}
