import KhoiData
import KhoiExecution
import KhoiPlan
import KhoiText

/// INSERT, UPDATE and DELETE: each makes another table, has it checked, and puts it in place.
extension Session {
  func stored(_ name: String) throws(Diagnostic) -> Catalog.StoredTable {
    guard case .table(let stored)? = catalog.entry(named: name) else {
      throw .nothingToDrop("table", name, suggestions: [])
    }
    return stored
  }

  func checks(
    _ name: String, _ stored: Catalog.StoredTable, _ context: QueryContext, _ range: SourceRange?
  ) -> ConstraintChecks {
    ConstraintChecks(
      session: self, context: context, name: name, declaration: stored.declaration, range: range)
  }

  /// What RETURNING shows of the rows.
  private func outcome(
    _ count: Int, _ returning: BoundStatement.Deferred?, _ rows: () -> Table,
    _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    guard let returning else { return Outcome(affectedRows: count) }
    return Outcome(
      rows: try run(returning.over(rows()), context), isQuery: true, affectedRows: count)
  }

  // MARK: INSERT

  func insert(
    _ insertion: BoundStatement.Insert, _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    var stored = try stored(insertion.tableName)
    let checks = checks(insertion.tableName, stored, context, insertion.range)
    let schema = stored.table.schema
    let rows = try run(insertion.source, context)
    var added = try Rows(schema: schema, chunks: rows.chunks).makeTable(context)
    var changed: Table?
    if let conflict = insertion.conflict {
      let (updated, numbers) = try replaceHeld(
        conflict, added, stored.table, context, at: insertion.range)
      added = try fresh(conflict, added, schema, context)
      if !numbers.isEmpty {
        changed = updated.keeping(numbers)
        stored.table = updated
        if let changed { try checks.check(changed) }
        try checks.checkKeys(ofWhole: updated, changing: conflict.columns)
      }
    }
    try checks.check(added)
    try checks.checkKeys(of: added, joining: stored.table)
    stored.table = stored.table.appending(added)
    let shown = changed.map { $0.appending(added) } ?? added
    let outcome = try outcome(shown.rowCount, insertion.returning, { shown }, context)
    catalog.set(.table(stored), named: insertion.tableName)
    return outcome
  }

  /// The table with the rows that were there changed as ON CONFLICT says, and their numbers.
  private func replaceHeld(
    _ conflict: BoundStatement.Conflict, _ added: Table, _ held: Table,
    _ context: QueryContext, at range: SourceRange?
  ) throws(Diagnostic) -> (table: Table, numbers: [Int]) {
    guard let update = conflict.update else { return (held, []) }
    let changes = try RowChanges(
      try run(update.over(added), context).chunks, columns: conflict.columns, of: held.schema)
    guard !changes.hasRepetition else { throw .changedTwice(at: range) }
    return (changes.applied(to: held), changes.numbers)
  }

  /// The rows whose keys are new; of several with one key the first, where the others are ignored.
  private func fresh(
    _ conflict: BoundStatement.Conflict, _ added: Table, _ schema: Schema, _ context: QueryContext
  ) throws(Diagnostic) -> Table {
    let rows = try run(conflict.fresh.over(added), context)
    var fresh = try Rows(schema: schema, chunks: rows.chunks).makeTable(context)
    guard conflict.update == nil else { return fresh }
    for key in conflict.keys {
      var seen: Set<[Value]> = []
      var kept: [Int] = []
      var number = 0
      for segment in fresh.segments {
        let chunk = segment.chunk.selecting(key)
        for row in 0..<chunk.count {
          let values = chunk.row(row)
          if values.contains(.null) || seen.insert(values).inserted { kept.append(number) }
          number += 1
        }
      }
      if kept.count < number { fresh = fresh.keeping(kept) }
    }
    return fresh
  }

  // MARK: UPDATE and DELETE

  func update(
    _ update: BoundStatement.Update, _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    var stored = try stored(update.tableName)
    let changes = try RowChanges(
      try run(update.plan, context).chunks, columns: update.columns, of: stored.table.schema)
    let table = changes.applied(to: stored.table)
    let checks = checks(update.tableName, stored, context, update.range)
    let needsRows = update.returning != nil || stored.declaration.hasRowConstraints
    let changed = needsRows ? table.keeping(changes.numbers) : nil
    if let changed { try checks.check(changed) }
    try checks.checkKeys(ofWhole: table, changing: update.columns)
    stored.table = table
    let outcome = try outcome(
      changes.numbers.count, update.returning, { changed ?? table }, context)
    catalog.set(.table(stored), named: update.tableName)
    return outcome
  }

  func delete(
    _ deletion: BoundStatement.Delete, _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    var stored = try stored(deletion.tableName)
    let before = stored.table
    var removed = before
    if let plan = deletion.plan {
      let changes = try RowChanges(
        try run(plan, context).chunks, columns: [], of: before.schema)
      stored.table = before.removing(changes.numbers)
      if deletion.returning != nil { removed = before.keeping(changes.numbers) }
    } else {
      stored.table = Table(schema: before.schema, segments: [])
    }
    let count = before.rowCount - stored.table.rowCount
    let outcome = try outcome(count, deletion.returning, { removed }, context)
    catalog.set(.table(stored), named: deletion.tableName)
    return outcome
  }
}

/// Numbers of rows in ascending order, each once, with new values for some columns.
struct RowChanges {
  let numbers: [Int]
  /// Whether a row was named several times; the first time counts.
  let hasRepetition: Bool
  private let columns: [Int]
  private let values: [Vector]

  /// Of chunks whose first column is the number of the row.
  init(_ chunks: [Chunk], columns: [Int], of schema: Schema) throws(Diagnostic) {
    var order: [(number: Int, place: UInt32)] = []
    var place: UInt32 = 0
    for chunk in chunks {
      let numbers = chunk[0].canonical()
      for row in 0..<chunk.count {
        if !numbers.isNull(row) { order.append((Int(numbers.int64s[row]), place)) }
        place += 1
      }
    }
    let isSorted = zip(order, order.dropFirst()).allSatisfy { $0.number < $1.number }
    if !isSorted { order.sort { ($0.number, $0.place) < ($1.number, $1.place) } }
    var numbers: [Int] = []
    var places: [UInt32] = []
    for entry in order where numbers.last != entry.number {
      numbers.append(entry.number)
      places.append(entry.place)
    }
    self.numbers = numbers
    hasRepetition = numbers.count < order.count
    self.columns = columns
    let kept = Buffer(places)
    values = columns.enumerated().map { index, column in
      Vector.concatenate(chunks.map { $0[index + 1] }, type: schema[column].type).gather(kept)
    }
  }

  /// The table with the changes.
  func applied(to table: Table) -> Table {
    numbers.isEmpty ? table : table.replacing(numbers, columns: columns, with: values)
  }
}

extension TableDeclaration {
  /// Whether something is demanded of every row on its own.
  fileprivate var hasRowConstraints: Bool {
    !checks.isEmpty || columns.contains { $0.isRequired }
  }
}
