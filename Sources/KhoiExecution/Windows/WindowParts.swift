import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// Computes windows over many rows in parts, each by one worker in its caches.
///
/// Where partitions are many, parts are made of whole partitions, brought together by the hash of
/// their keys. Where there are only few or one, a part is a range of the order: parts are sorted
/// each on its own, and what follows goes once over all rows in their order.
struct WindowParts: Sendable {
  private let pieces: RowPieces
  private let steps: [WindowStep]
  private let context: QueryContext
  private let reservation: MemoryReservation
  private let profile: OperatorProfile

  /// Whether rows are so many that parts pay.
  static func applies(to rows: ChunkCollection, _ steps: [WindowStep], _ context: QueryContext)
    -> Bool
  {
    rows.count >= 2 * context.rowsPerPart
      && steps.allSatisfy { !$0.partitionKeys.isEmpty || !$0.orderKeys.isEmpty }
  }

  /// All steps have the same partition keys.
  init(
    _ rows: ChunkCollection, _ steps: [WindowStep], context: QueryContext,
    profile: OperatorProfile
  ) {
    pieces = RowPieces(rows, context: context)
    self.steps = steps
    self.context = context
    self.profile = profile
    reservation = MemoryReservation(context.memory, for: "a window function")
  }

  /// The chunks of the input's `columns` and after them the results of all calls.
  func compute(_ columns: [Int]) throws(Diagnostic) -> [Chunk] {
    let keys = steps[0].partitionKeys
    if !keys.isEmpty && hasManyPartitions(keys) {
      let parts = try RowParts.hashing(pieces, keys: keys, context: context)
      profile.set(method: "\(parts.count) parts by hash")
      let results = try computeByHash(parts)
      return try parts.extended(columns, by: results, context: context)
    }
    var results: [(parts: RowParts, vectors: PartVectors)] = []
    for step in steps {
      let parts = try RowParts.ranging(
        pieces, keys: step.partitionKeys + step.orderKeys,
        step.partitionKeys.map { _ in .grouping } + step.specifications, context: context)
      profile.set(method: "\(parts.count) parts by order")
      results += try computeByOrder(step, parts).map { (parts, $0) }
    }
    return try RowParts.extended(pieces, columns, by: results, context: context)
  }

  /// Whether hashing spreads the partitions over many parts; else a few parts would be the work of
  /// as many workers, whatever their number.
  private func hasManyPartitions(_ keys: [Int]) -> Bool {
    var seen = Set<UInt64>()
    for vectors in pieces.sample(keys, 4096) {
      let count = vectors[0].count
      for hash in KeyHashes.hashes(vectors, count: count).array { seen.insert(hash) }
      if seen.count >= 32 { return true }
    }
    return false
  }

  /// Copies the columns to their parts, within the memory limit.
  private func scatter(
    _ columns: [Int], _ parts: RowParts
  ) throws(Diagnostic) -> [Int: PartColumn] {
    let scattered = try parts.scatter(Array(Set(columns)).sorted(), context: context)
    let byteCount = scattered.values.reduce(parts.byteCount) { $0 + $1.byteCount }
    try reservation.add(byteCount)
    profile.add(byteCount: byteCount)
    return scattered
  }

  private var isCancelled: () -> Bool { { context.cancellation.isCancelled } }

  private func computeByHash(_ parts: RowParts) throws(Diagnostic) -> [PartVectors] {
    let columns = try scatter(steps.flatMap(\.columns), parts)
    let results = ParallelParts<[Vector]?>(count: parts.count)
    try context.scheduler.forEach(parts.count, threads: context.threads) {
      (part) throws(Diagnostic) in
      let rowCount = parts.range(part).count
      if rowCount == 0 {
        results.set(part, nil)
        return
      }
      var known: [Int: Vector] = [:]
      for (place, column) in columns { known[place] = column.vector(part) }
      func column(_ place: Int) -> Vector {
        known[place] ?? Vector(nulls: .null, count: rowCount)
      }
      var vectors: [Vector] = []
      for step in steps {
        vectors += try step.results(column, rowCount: rowCount, isCancelled: isCancelled)
      }
      results.set(part, vectors)
    }
    return try collected(results.all, steps.flatMap(\.calls))
  }

  private func computeByOrder(
    _ step: WindowStep, _ parts: RowParts
  ) throws(Diagnostic) -> [PartVectors] {
    let columns = try scatter(step.columns, parts)
    let wanted = step.sortedColumns.sorted()
    let sorted = ParallelParts<SortedPart>(count: parts.count)
    try context.scheduler.forEach(parts.count, threads: context.threads) {
      (part) throws(Diagnostic) in
      let rowCount = parts.range(part).count
      func column(_ place: Int) -> Vector {
        columns[place]?.vector(part) ?? Vector(nulls: .null, count: rowCount)
      }
      let order = try step.order(column, rowCount: rowCount, isCancelled: isCancelled)
      sorted.set(
        part,
        SortedPart(
          order: order, vectors: wanted.map { order.sorted(column($0)) },
          partitionEnds: rowCount == 0 ? [] : step.partitionKeys.map { order.ends(column($0)) }))
    }
    let orders = sorted.all.map(\.order)
    let whole = try joined(sorted.all.map(\.vectors), wanted)
    let marks = marks(of: sorted.all, step)
    let results = try step.evaluate(
      marks, sorted: { whole[$0] ?? Vector(nulls: .null, count: marks.count) },
      isCancelled: isCancelled)
    for result in results { try reservation.add(result.byteCount) }
    let unsorted = ParallelParts<[Vector]?>(count: parts.count)
    try context.scheduler.forEach(parts.count, threads: context.threads) {
      (part) throws(Diagnostic) in
      try context.checkCancelled()
      let range = parts.range(part)
      let inverse = try orders[part].inverse(isCancelled)
      unsorted.set(part, results.map { inverse($0.slice(range.lowerBound, range.count)) })
    }
    return try collected(unsorted.all, step.calls)
  }

  /// One part in order.
  private struct SortedPart: Sendable {
    let order: WindowOrder
    let vectors: [Vector]
    /// The partition keys of its first and last row; empty where it has no rows.
    let partitionEnds: [Vector]
  }

  /// Where partitions and peers begin among the rows of all parts: a partition may go on from one
  /// part to the next, peers may not.
  private func marks(of parts: [SortedPart], _ step: WindowStep) -> Buffer<UInt8> {
    let filled = parts.filter { $0.order.marks.count > 0 }
    let levels = step.partitionKeys.indices.flatMap { key in
      SortLevel.make(
        Vector.concatenate(
          filled.map { $0.partitionEnds[key] }, type: pieces.rows.types[step.partitionKeys[key]]),
        .grouping)
    }
    var marks = Buffer.concatenate(filled.map(\.order.marks)).array
    var start = 0
    for (index, part) in filled.enumerated() {
      let goesOn = index > 0 && levels.allSatisfy { $0.isEqual(2 * index - 1, 2 * index) }
      if goesOn { marks[start] = OrderMarks.peers }
      start += part.order.marks.count
    }
    return Buffer(marks)
  }

  /// The columns of all parts one after the other, all columns at the same time.
  private func joined(
    _ parts: [[Vector]], _ places: [Int]
  ) throws(Diagnostic) -> [Int: Vector] {
    let columns = ParallelParts<Vector>(count: places.count)
    let types = pieces.rows.types
    try context.scheduler.forEach(places.count, threads: context.threads) {
      (index) throws(Diagnostic) in
      try context.checkCancelled()
      let type = types[places[index]]
      columns.set(index, Vector.joining(parts.map { $0[index] }, type: type))
    }
    let all = columns.all
    for column in all { try reservation.add(column.byteCount) }
    return Dictionary(uniqueKeysWithValues: zip(places, all))
  }

  private func collected(
    _ parts: [[Vector]?], _ calls: [WindowStep.CallColumns]
  ) throws(Diagnostic) -> [PartVectors] {
    var results: [PartVectors] = []
    for (index, call) in calls.enumerated() {
      let vectors = PartVectors(parts.map { $0?[index] }, type: call.call.type)
      // Once as they are in the parts, once in the order of the rows.
      try reservation.add(2 * vectors.byteCount)
      results.append(vectors)
    }
    return results
  }
}
