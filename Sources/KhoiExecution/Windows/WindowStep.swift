import KhoiData
import KhoiPlan
import KhoiText

/// Calls that share one partition and one order, with the places of the columns they need.
struct WindowStep: Sendable {
  /// The places of the partition's and the order's keys.
  let partitionKeys: [Int]
  let orderKeys: [Int]
  let specifications: [SortSpecification]
  let calls: [CallColumns]

  /// Where the arguments, filter, order and offsets of a call stand.
  struct CallColumns: Sendable {
    let call: BoundWindowCall
    let arguments: [Int]
    let filter: Int?
    let orderBy: [Int]
    let start: [Int]
    let end: [Int]

    /// `place` gives the place of an expression's column.
    init(
      _ call: BoundWindowCall, place: (BoundExpression) -> Int
    ) {
      self.call = call
      switch call.function {
      case .window(_, _, let operands, _):
        arguments = operands.map(place)
        filter = nil
        orderBy = call.orderBy.map { place($0.expression) }
      case .aggregate(let aggregate):
        arguments = aggregate.arguments.map(place)
        filter = aggregate.filter.map(place)
        orderBy = aggregate.orderBy.map { place($0.expression) }
      }
      start = call.frame.start.expressions.map(place)
      end = call.frame.end.expressions.map(place)
    }

    var columns: [Int] { arguments + [filter].compactMap { $0 } + orderBy + start + end }

    func call(_ column: (Int) -> Vector) -> WindowComputation.Call {
      func offset(_ places: [Int]) -> FrameOffset? {
        guard let first = places.first else { return nil }
        return FrameOffset(
          value: column(first), key: places.count > 1 ? column(places[1]) : nil)
      }
      return WindowComputation.Call(
        call: call, arguments: arguments.map(column), filter: filter.map(column),
        orderKeys: orderBy.map(column), start: offset(start), end: offset(end))
    }
  }

  /// The columns of everything in it.
  var columns: [Int] { partitionKeys + orderKeys + calls.flatMap(\.columns) }

  /// The columns that are read on sorted rows.
  var sortedColumns: Set<Int> {
    Set(calls.flatMap(\.columns) + (orderKeys.count == 1 ? orderKeys : []))
  }

  func order(
    _ column: (Int) -> Vector, rowCount: Int, isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) -> WindowOrder {
    try WindowOrder(
      rowCount: rowCount, partitionKeys: partitionKeys.map(column),
      orderKeys: orderKeys.map(column), specifications: specifications, isCancelled: isCancelled)
  }

  /// The results of all calls for rows with these columns, in the order of the sorted rows.
  func evaluate(
    _ marks: Buffer<UInt8>, sorted column: (Int) -> Vector, isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) -> [Vector] {
    let computation = try WindowComputation(
      marks, orderKeys: orderKeys.count == 1 ? orderKeys.map(column) : [],
      specifications: specifications, isCancelled: isCancelled)
    var results: [Vector] = []
    for call in calls {
      if isCancelled() { throw .cancelled }
      results.append(try computation.evaluate(call.call(column)))
    }
    return results
  }

  /// The results of all calls for rows with these columns, in the order in which they came.
  func results(
    _ column: (Int) -> Vector, rowCount: Int, isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) -> [Vector] {
    let order = try order(column, rowCount: rowCount, isCancelled: isCancelled)
    var sorted: [Int: Vector] = [:]
    for place in sortedColumns { sorted[place] = order.sorted(column(place)) }
    let results = try evaluate(
      order.marks, sorted: { sorted[$0] ?? column($0) }, isCancelled: isCancelled)
    return results.map(try order.inverse(isCancelled))
  }
}
