package import KhoiData
import KhoiFunctions
import KhoiSyntax
package import KhoiText

/// Queries that look for rows which must not be there.
extension Binder {
  /// A row of the table for which the condition is false, if there is one.
  package func violation(
    of check: WrittenExpression, in rows: Table, table: String, at range: SourceRange?
  ) throws(Diagnostic) -> LogicalPlan {
    let relation = scan(rows, Catalog.mainName(table))
    let place = range ?? check.syntax.range
    let bound = try bind(check, over: relation.scope, what: "CHECK", at: place)
    let predicate = try condition(bound, what: "CHECK", at: place)
    let wrong = LogicalPlan.filter(
      LogicalPlan.Filter(input: relation.plan, predicate: .not(predicate)))
    return .limit(LogicalPlan.Limit(input: wrong, limit: 1, offset: 0))
  }

  /// A key that several rows of the table have, if there is one.
  package func repeatedKey(_ columns: [Int], of table: Table) throws(Diagnostic) -> LogicalPlan {
    let names = columns.indices.map { "k\($0)" }.joined(separator: ", ")
    return try query(
      """
      FROM held |> AGGREGATE COUNT(*) AS n GROUP BY \(names) |> WHERE n > 1 |> DROP n |> LIMIT 1
      """, over: [("held", keys(columns, of: table))])
  }

  /// A key of the rows that the table has already, if there is one.
  package func sharedKey(
    _ columns: [Int], of rows: Table, in table: Table
  ) throws(Diagnostic) -> LogicalPlan {
    let equal = columns.indices.map { "held.k\($0) = added.k\($0)" }.joined(separator: " AND ")
    return try query(
      "FROM held SEMI JOIN added ON \(equal) |> LIMIT 1",
      over: [("held", keys(columns, of: table)), ("added", keys(columns, of: rows))])
  }

  /// The keys of a table that have no NULL.
  private func keys(_ columns: [Int], of table: Table) -> LogicalPlan {
    let relation = scan(table, "keys")
    let items = columns.enumerated().map { index, column in
      OutputItem(name: "k\(index)", expression: relation.scope.columns[column].expression)
    }
    let plan = projection(of: relation.plan, items: items).plan
    let present = plan.columns.map { BoundExpression.not(.isNull(BoundExpression($0))) }
    return .filter(LogicalPlan.Filter(input: plan, predicate: .and(present)))
  }
}
