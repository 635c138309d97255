import KhoiData
import KhoiExecution
import KhoiPlan
import KhoiText

/// Whether rows may be in a table: NOT NULL, CHECK and keys.
///
/// Each is a query for a row that must not be there. Added keys are looked for in the table by a
/// semi-join that builds on the added rows, so that the table is only scanned, and not even that
/// where the keys lie beyond its least and greatest.
struct ConstraintChecks {
  let session: Session
  let context: QueryContext
  let name: String
  let declaration: TableDeclaration
  let range: SourceRange?

  private var binder: Binder { Binder(environment: session.environment([:])) }

  /// What is demanded of each row on its own.
  func check(_ rows: Table) throws(Diagnostic) {
    if rows.rowCount == 0 { return }
    for (column, declared) in declaration.columns.enumerated() where declared.isRequired {
      if rows.statistics(of: column).nullCount > 0 {
        throw .notNull(table: name, column: rows.schema[column].name, range: range)
      }
    }
    for check in declaration.checks {
      let plan = try binder.violation(of: check, in: rows, table: name, at: range)
      if let row = try first(plan) {
        throw .checkFailed(check.text, table: name, row: row, columns: rows.schema, at: range)
      }
    }
  }

  /// Whether rows that are added bring keys that occur already, among them or in the table.
  func checkKeys(of added: Table, joining table: Table) throws(Diagnostic) {
    if added.rowCount == 0 { return }
    for key in declaration.keys {
      if added.rowCount > 1, let row = try first(try binder.repeatedKey(key.columns, of: added)) {
        throw repeated(key, row, added.schema, isInsert: true)
      }
      if table.rowCount == 0 || areApart(key, added, table) { continue }
      if let row = try first(try binder.sharedKey(key.columns, of: added, in: table)) {
        throw repeated(key, row, added.schema, isInsert: true)
      }
    }
  }

  /// Whether a key occurs twice in a table; after a change only keys with changed columns matter.
  func checkKeys(ofWhole table: Table, changing columns: [Int]? = nil) throws(Diagnostic) {
    for key in declaration.keys {
      if let columns, !key.columns.contains(where: { columns.contains($0) }) { continue }
      if table.rowCount < 2 { continue }
      if let row = try first(try binder.repeatedKey(key.columns, of: table)) {
        throw repeated(key, row, table.schema, isInsert: false)
      }
    }
  }

  /// Whether the values of a column of the key do not overlap at all.
  private func areApart(_ key: TableDeclaration.Key, _ added: Table, _ table: Table) -> Bool {
    key.columns.contains { column in
      let new = added.statistics(of: column)
      let held = table.statistics(of: column)
      guard let newLeast = new.least, let newGreatest = new.greatest, let least = held.least,
        let greatest = held.greatest
      else { return false }
      return greatest.sortsBefore(newLeast) || newGreatest.sortsBefore(least)
    }
  }

  private func first(_ plan: LogicalPlan) throws(Diagnostic) -> [Value]? {
    let rows = try session.run(plan, context)
    return rows.chunks.first { $0.count > 0 }?.row(0)
  }

  private func repeated(
    _ key: TableDeclaration.Key, _ values: [Value], _ schema: Schema, isInsert: Bool
  ) -> Diagnostic {
    .repeatedKey(
      table: name, columns: key.columns.map { schema[$0].name }, values: values,
      isPrimary: key.isPrimary, isInsert: isInsert, at: range)
  }
}
