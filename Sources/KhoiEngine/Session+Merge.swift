import KhoiData
import KhoiExecution
import KhoiPlan
import KhoiText

/// MERGE: changes, removals and new rows in one statement.
extension Session {
  /// All parts see the table as it was; a row that several would change is an error.
  func merge(
    _ merge: BoundStatement.Merge, _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    var stored = try stored(merge.tableName)
    let schema = stored.table.schema
    var updates: [RowChanges] = []
    var changedColumns: Set<Int> = []
    var removed: [Int] = []
    var added: [Chunk] = []
    for part in merge.parts {
      switch part {
      case .update(let plan, let columns):
        let changes = try RowChanges(try run(plan, context).chunks, columns: columns, of: schema)
        if changes.hasRepetition { throw .changedTwice(at: merge.range) }
        updates.append(changes)
        changedColumns.formUnion(columns)
      case .delete(let plan):
        removed += try RowChanges(try run(plan, context).chunks, columns: [], of: schema).numbers
      case .insert(let plan): added += try run(plan, context).chunks
      }
    }
    let changed = updates.flatMap(\.numbers).sorted()
    let touched = changed + removed
    if Set(touched).count < touched.count { throw .changedTwice(at: merge.range) }
    let new = try Rows(schema: schema, chunks: added).makeTable(context)
    let checks = checks(merge.tableName, stored, context, merge.range)
    for update in updates { stored.table = update.applied(to: stored.table) }
    if !changed.isEmpty { try checks.check(stored.table.keeping(changed)) }
    stored.table = stored.table.removing(removed.sorted())
    if !changed.isEmpty {
      try checks.checkKeys(ofWhole: stored.table, changing: changedColumns.sorted())
    }
    try checks.check(new)
    try checks.checkKeys(of: new, joining: stored.table)
    stored.table = stored.table.appending(new)
    catalog.set(.table(stored), named: merge.tableName)
    return Outcome(affectedRows: touched.count + new.rowCount)
  }
}
