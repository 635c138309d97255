import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText
import Synchronization

/// Drops rows that cannot be among the first `limit` of their partition, before a window is sorted.
///
/// For `ROW_NUMBER() … <= 2` of millions of rows only a few per partition are worth sorting. Each
/// worker keeps the best values of the first sort key it met per partition; a row that is worse
/// than the last of these cannot count. Equal ones stay, so the window decides as it would have.
final class PartitionTop: Operator {
  /// Partitions of more rows than this are sorted as they are.
  static let greatestLimit = 64

  private let keys: [Int]
  private let order: Int
  private let specification: SortSpecification
  private let limit: Int
  private let layout: KeyLayout
  private let method: GroupMethod
  private let reservation: MemoryReservation
  private let states = Mutex<[State]>([])

  /// `keys` and `order` are the places of the partition's columns and of the first sort key.
  init(
    keys: [Int], order: Int, specification: SortSpecification, limit: Int, layout: KeyLayout,
    rowEstimate: Int, context: QueryContext
  ) {
    self.keys = keys
    self.order = order
    self.specification = specification
    self.limit = limit
    self.layout = layout
    method = GroupMethod(layout, rowEstimate: rowEstimate)
    reservation = MemoryReservation(context.memory, for: "a window function")
  }

  func makeLocalState() -> any OperatorState {
    let state = State(self)
    states.withLock { $0.append(state) }
    return state
  }

  /// What is left of the rows that passed, by what all workers together know.
  func pruned(_ rows: ChunkCollection) throws(Diagnostic) -> ChunkCollection {
    let all = states.withLock { $0 }
    guard let first = all.first, all.count > 1 else { return rows }
    for other in all.dropFirst() { first.merge(other) }
    var chunks: [Chunk] = []
    for chunk in rows.chunks {
      let kept = try first.rows(of: chunk, learns: false)
      chunks.append(kept.map { chunk.gather($0) } ?? chunk)
    }
    return ChunkCollection(types: rows.types, chunks: chunks)
  }

  private final class State: OperatorState, @unchecked Sendable {
    // Safe because one worker owns it until the pipeline is done, and then one thread.
    private let step: PartitionTop
    private let table: GroupTable
    private var best: BestKeys

    init(_ step: PartitionTop) {
      self.step = step
      table = GroupTable(step.layout, method: step.method)
      best = BestKeys(limit: step.limit)
    }

    func process(_ chunk: Chunk, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
      guard let kept = try rows(of: chunk, learns: true) else { return try emit(chunk) }
      return kept.count == 0 ? .more : try emit(chunk.gather(kept))
    }

    /// The rows that may still count; nil where all may.
    func rows(of chunk: Chunk, learns: Bool) throws(Diagnostic) -> Buffer<UInt32>? {
      let groups = try table.groups(of: step.keys.map { chunk[$0] }, count: chunk.count, at: 0)
      let before = best.byteCount
      best.reserve(table.count)
      if best.byteCount > before { try step.reservation.add(best.byteCount - before) }
      return best.select(
        chunk[step.order].orderKeys(step.specification), groups, count: chunk.count,
        learns: learns)
    }

    func merge(_ other: State) {
      let mapping = table.merge(other.table)
      best.reserve(table.count)
      best.merge(other.best, mapping)
    }
  }
}

extension LogicalPlan.Window {
  /// How many rows of each partition a condition on the numbers of this window can keep, at most.
  func rowLimit(_ predicate: BoundExpression) -> Int? {
    guard !partitionBy.isEmpty, let first = orderBy.first,
      OrderedKey.exists(for: first.expression.type),
      items.allSatisfy({ $0.call.countsRows })
    else { return nil }
    let numbers = Set(items.map(\.column.id))
    return predicate.conjuncts.compactMap { $0.upperBound(of: numbers) }.min()
      .flatMap { (1...PartitionTop.greatestLimit).contains($0) ? $0 : nil }
  }
}

extension BoundWindowCall {
  /// Whether the result is that of the rows before it in its partition, whatever comes behind.
  fileprivate var countsRows: Bool {
    guard case .window(let function, _, _, _) = function, orderBy.isEmpty else { return false }
    return ["row_number", "rank"].contains(function.name)
  }
}

extension BoundExpression {
  /// The greatest integer that one of the columns may be for the condition to hold.
  fileprivate func upperBound(of columns: Set<ColumnID>) -> Int? {
    guard case .call(let call) = self, call.arguments.count == 2,
      var comparison = Comparison(rawValue: call.function.name)
    else { return nil }
    var (column, bound) = (call.arguments[0], call.arguments[1])
    if case .constant = column {
      (column, bound) = (bound, column)
      comparison = comparison.flipped
    }
    guard case .column(let id, _) = column, columns.contains(id),
      case .constant(.integer(let number), _) = bound
    else { return nil }
    switch comparison {
    case .lessOrEqual, .equal: return Int(exactly: number)
    case .less: return Int(exactly: number).map { $0 &- 1 }
    case .notEqual, .greater, .greaterOrEqual: return nil
    }
  }
}
