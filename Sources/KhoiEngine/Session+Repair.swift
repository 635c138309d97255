import KhoiData
package import KhoiFormats
import KhoiPlan
package import KhoiText

/// Repairing the damaged texts of tables.
extension Session {
  /// Repairs one column of a table, or all of them and their names; what was changed, and what is
  /// still to be said.
  ///
  /// - Parameter target: a table, or a table and a column with a dot between.
  package func repairTexts(
    of target: String, _ request: TableRepair.Request
  ) throws(Diagnostic) -> (changes: [TableRepair.Change], notices: [Diagnostic]) {
    let (name, column) = parts(of: target)
    var stored = try stored(name)
    var columns: [Int]?
    if let column {
      let schema = stored.table.schema
      let place = schema.fields.firstIndex { IdentifierKey($0.name) == IdentifierKey(column) }
      guard let place else { throw .noSuchColumn(column, of: name, schema) }
      guard schema[place].type == .varchar else {
        throw .notText(column, schema[place].type)
      }
      columns = [place]
    }
    let declaration = stored.declaration
    guard declaration.keys.isEmpty, declaration.checks.isEmpty,
      declaration.columns.allSatisfy({ $0.generated == nil })
    else { throw .constrainedRepair(name) }
    let repair = TableRepair(
      stored.table, columns: columns, request: request, isForced: columns != nil)
    let (table, changes) = repair.repaired()
    stored.table = table
    catalog.set(.table(stored), named: name)
    return (changes, TableRepair(table, columns: columns).notices)
  }

  /// The table, and the column where the whole is no table.
  private func parts(of target: String) -> (table: String, column: String?) {
    if catalog.entry(named: target) != nil { return (target, nil) }
    for place in target.indices where target[place] == "." {
      let table = String(target[..<place])
      if catalog.entry(named: table) != nil {
        return (table, String(target[target.index(after: place)...]))
      }
    }
    return (target, nil)
  }
}
