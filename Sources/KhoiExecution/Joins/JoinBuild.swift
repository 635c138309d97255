import KhoiData
import KhoiPlan
import KhoiText
import Synchronization

/// The materialised build side of a join.
struct JoinBuild {
  let rows: ChunkCollection
  let table: JoinTable
  /// All rows of the columns, flat.
  let columns: [Vector]
  /// For each key column whether some row is null.
  let keyHasNull: [Bool]

  /// `keys` are the build side's expressions over `layout`; `probeDomains` what is known of the
  /// other side's.
  init(
    rows: ChunkCollection, layout: ColumnLayout,
    keys: [(expression: BoundExpression, matchesNulls: Bool)], probeDomains: [ColumnDomain],
    needsColumns: Bool, context: QueryContext
  ) throws(Diagnostic) {
    self.rows = rows
    let reservation = MemoryReservation(context.memory, for: "join")
    try reservation.add(rows.chunks.reduce(0) { $0 + $1.byteCount })
    var keyColumns: [JoinKeyColumn] = []
    var keyVectors: [[Vector]] = []
    var keyHasNull: [Bool] = []
    for (index, key) in keys.enumerated() {
      let evaluator = try ExpressionEvaluator(key.expression, layout: layout, context: context)
      var vectors: [Vector] = []
      for chunk in rows.chunks {
        try context.checkCancelled()
        vectors.append(try evaluator.evaluate(chunk))
      }
      var dictionary: TextDictionary?
      if case .dictionary(let known) = probeDomains[index].values { dictionary = known }
      let made = JoinKeyColumn.make(
        vectors, type: key.expression.type, matchesNulls: key.matchesNulls,
        sharedDictionary: dictionary)
      keyColumns.append(made.column)
      keyVectors.append(made.vectors)
      keyHasNull.append(made.vectors.contains { ($0.validity?.nullCount ?? 0) > 0 })
    }
    self.keyHasNull = keyHasNull
    table = try JoinTable(
      keyColumns, keys: keyVectors, counts: rows.chunks.map(\.count), context: context)
    try reservation.add(table.byteCount)
    columns = needsColumns ? try Self.joinColumns(rows, context) : []
    table.keep(reservation)
  }

  /// Each column in one vector, the columns in parallel.
  private static func joinColumns(
    _ rows: ChunkCollection, _ context: QueryContext
  ) throws(Diagnostic) -> [Vector] {
    let joined = Mutex<[Vector?]>(Array(repeating: nil, count: rows.types.count))
    let threads = rows.count > 65_536 ? context.threads : 1
    let body: @Sendable (Int) throws(Diagnostic) -> Void = { index throws(Diagnostic) in
      let parts = rows.chunks.map { $0[index].typed(rows.types[index]) }
      let vector = Vector.joining(parts, type: rows.types[index])
      joined.withLock { $0[index] = vector }
    }
    try context.scheduler.forEach(rows.types.count, threads: threads, body)
    return joined.withLock { $0.compactMap { $0 } }
  }
}
