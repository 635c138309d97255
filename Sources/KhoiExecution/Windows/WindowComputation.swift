import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// Computes window calls that share one partition and order, over all rows at once.
///
/// The rows are sorted once by partition and order; every call is computed on the sorted rows and
/// brought back into the order they came in.
struct WindowComputation {
  /// One call with its arguments (and filter and argument order) computed for every row.
  struct Call {
    let call: BoundWindowCall
    let arguments: [Vector]
    /// Rows that count, for aggregates with FILTER.
    let filter: Vector?
  }

  private let rowCount: Int
  private let order: Buffer<UInt32>
  /// For each input row its place among the sorted rows.
  private let placeOfRow: Buffer<UInt32>
  private let boundaries: WindowBoundaries
  /// The single order key on the sorted rows, for RANGE frames.
  private let orderKey: Vector?
  private let isDescending: Bool
  private let isCancelled: () -> Bool

  init(
    rowCount: Int, partitionKeys: [Vector], orderKeys: [Vector],
    orderSpecifications: [SortSpecification], isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) {
    self.rowCount = rowCount
    self.isCancelled = isCancelled
    let partition = partitionKeys.flatMap {
      SortLevel.make($0, .grouping, isCancelled: isCancelled)
    }
    let peers = zip(orderKeys, orderSpecifications).flatMap {
      SortLevel.make($0, $1, isCancelled: isCancelled)
    }
    order = try SortPermutation.sort(
      partition + peers, count: rowCount, isCancelled: isCancelled)
    placeOfRow = order.inverted
    boundaries = try WindowBoundaries(
      order: order, partition: partition, peers: peers,
      interruption: Interruption(isCancelled: isCancelled))
    orderKey = orderKeys.count == 1 ? orderKeys[0].gather(order) : nil
    isDescending = orderSpecifications.first?.isDescending ?? false
  }

  /// The results of a call, in the order of the input rows.
  func evaluate(_ call: Call) throws(Diagnostic) -> Vector {
    let sorted = try evaluateSorted(call)
    return sorted.gather(placeOfRow).retyped(call.call.type)
  }

  private func evaluateSorted(_ call: Call) throws(Diagnostic) -> Vector {
    switch call.call.function {
    case .window(_, let overload, _, let ignoresNulls):
      let frames =
        overload.usesFrame
        ? try frames(call.call.frame)
        : nil
      let input = WindowInput(
        arguments: call.arguments.map { $0.gather(order).canonical() }, rowCount: rowCount,
        partitionStart: boundaries.partitionStart, partitionEnd: boundaries.partitionEnd,
        peerStart: boundaries.peerStart, peerEnd: boundaries.peerEnd,
        frameStart: frames?.start ?? boundaries.partitionStart,
        frameEnd: frames?.end ?? boundaries.partitionEnd, ignoresNulls: ignoresNulls)
      return try overload(input)
    case .aggregate(let aggregate):
      return try evaluate(aggregate, call, frames(call.call.frame))
    }
  }

  private func frames(_ frame: WindowFrame) throws(Diagnostic) -> WindowFrames {
    try WindowFrames(frame, boundaries, orderKey: orderKey, isDescending: isDescending)
  }

  private func evaluate(
    _ aggregate: BoundAggregate, _ call: Call, _ frames: WindowFrames
  ) throws(Diagnostic) -> Vector {
    var arguments = call.arguments.map { $0.gather(order).flattened() }
    var counted = frames
    var partitionOfRow = boundaries.partitionNumber
    if let filter = call.filter?.gather(order).canonical() {
      let rows = filter.trueRows
      arguments = arguments.map { $0.gather(rows) }
      partitionOfRow = partitionOfRow.gather(rows)
      counted = frames.compressed(to: rows)
    }
    if aggregate.isDistinct && !aggregate.overload.ignoresDuplicates {
      guard frames.coverPartitions else {
        throw .unsupported("DISTINCT in an aggregate over a moving frame", at: aggregate.range)
      }
      let rows = try distinctRows(partitionOfRow, arguments)
      arguments = arguments.map { $0.gather(rows) }
      partitionOfRow = partitionOfRow.gather(rows)
    }
    if frames.coverPartitions {
      return try wholePartitions(aggregate, arguments, partitionOfRow)
    }
    if let fast = try fastFrames(aggregate, arguments, counted) { return fast }
    return try movingFrames(aggregate, arguments, counted)
  }

  private func wholePartitions(
    _ aggregate: BoundAggregate, _ arguments: [Vector], _ partitionOfRow: Buffer<UInt32>
  ) throws(Diagnostic) -> Vector {
    let state = aggregate.overload.makeState(arguments.map(\.type))
    state.reserve(groupCount: boundaries.partitionCount)
    try state.update(arguments, groups: partitionOfRow, count: partitionOfRow.count)
    let results = try state.finalize(0..<boundaries.partitionCount)
    return results.gather(boundaries.partitionNumber)
  }

  /// The aggregates that have a computation of their own for any frame.
  private func fastFrames(
    _ aggregate: BoundAggregate, _ arguments: [Vector], _ frames: WindowFrames
  ) throws(Diagnostic) -> Vector? {
    switch (aggregate.function.name, arguments.first?.type) {
    case ("count", _):
      return FrameAggregates.count(arguments.first, start: frames.start, end: frames.end)
    case ("sum", .bigint?):
      return try FrameAggregates.sum(
        integers: arguments[0], start: frames.start, end: frames.end)
    case ("min", let type?) where type != .interval, ("max", let type?) where type != .interval:
      let argument = arguments[0]
      let codes = try rankCodes(argument)
      let rows = FrameAggregates.extremes(
        codes: codes, validity: argument.validity,
        wantsGreatest: aggregate.function.name == "max", start: frames.start, end: frames.end)
      return argument.gatherOrNull(rows)
    default:
      return nil
    }
  }

  /// One code a row whose order is the order of the values; rows that are null have any code.
  private func rankCodes(_ argument: Vector) throws(Diagnostic) -> Buffer<UInt64> {
    let levels = SortLevel.make(argument.replacing(validity: nil), .grouping)
    if levels.count == 1, case .codes(let codes) = levels[0] { return codes.codes }
    let sorted = try SortPermutation.sort(
      levels, count: argument.count, isCancelled: isCancelled)
    var ranks = [UInt64](repeating: 0, count: argument.count)
    for place in 0..<sorted.count {
      let row = Int(sorted[place])
      if place == 0 { continue }
      let before = Int(sorted[place - 1])
      let isTie = levels.allSatisfy { $0.isEqual(row, before) }
      ranks[row] = isTie ? ranks[before] : UInt64(place)
    }
    return Buffer(ranks)
  }

  /// Any aggregate over any frame.
  ///
  /// A frame that only grows at its end takes in the new rows; every other one is computed anew.
  private func movingFrames(
    _ aggregate: BoundAggregate, _ arguments: [Vector], _ frames: WindowFrames
  ) throws(Diagnostic) -> Vector {
    var results: [Vector] = []
    results.reserveCapacity(frames.start.count)
    var state = aggregate.overload.makeState(arguments.map(\.type))
    var current: (start: UInt32, end: UInt32)?
    for row in 0..<frames.start.count {
      if row & 1023 == 0 && isCancelled() { throw .cancelled }
      let (start, end) = (frames.start[row], frames.end[row])
      if let known = current, known == (start, end), let last = results.last {
        results.append(last)
        continue
      }
      var from = start
      if let known = current, known.start == start, known.end <= end {
        from = known.end
      } else {
        state = aggregate.overload.makeState(arguments.map(\.type))
        state.reserve(groupCount: 1)
      }
      if end > from {
        let count = Int(end - from)
        try state.updateAll(arguments.map { $0.slice(Int(from), count) }, count: count)
      }
      current = (start, end)
      results.append(try state.finalize(0..<1))
    }
    return Vector.concatenate(results, type: aggregate.type)
  }

  /// The first row of every distinct combination of partition and arguments.
  private func distinctRows(
    _ partitionOfRow: Buffer<UInt32>, _ arguments: [Vector]
  ) throws(Diagnostic) -> Buffer<UInt32> {
    let partition = Vector(.bigint, .int64(partitionOfRow.converted(to: Int64.self)))
    let levels = ([partition] + arguments).flatMap { SortLevel.make($0, .grouping) }
    let sorted = try SortPermutation.sort(
      levels, count: partitionOfRow.count, isCancelled: isCancelled)
    var firsts: [UInt32] = []
    for place in 0..<sorted.count {
      let row = Int(sorted[place])
      if place > 0 {
        let before = Int(sorted[place - 1])
        if levels.allSatisfy({ $0.isEqual(row, before) }) { continue }
      }
      firsts.append(UInt32(row))
    }
    firsts.sort()
    return Buffer(firsts)
  }
}

extension Vector {
  /// The rows of a canonical Boolean vector that are true.
  fileprivate var trueRows: Buffer<UInt32> {
    let flags = booleans
    return Buffer((0..<count).filter { flags[$0] != 0 && !isNull($0) }.map { UInt32($0) })
  }
}

extension Buffer where Element == UInt32 {
  /// For a permutation the place of each number.
  var inverted: Buffer {
    var places = [UInt32](repeating: 0, count: count)
    for place in 0..<count { places[Int(self[place])] = UInt32(place) }
    return Buffer(places)
  }
}

extension WindowFrames {
  /// The same frames counted in the rows that are left after a filter.
  func compressed(to rows: Buffer<UInt32>) -> WindowFrames {
    let total = start.count
    var before = [UInt32](repeating: 0, count: total + 1)
    var next = 0
    for row in 0..<total {
      before[row] = UInt32(next)
      if next < rows.count, rows[next] == UInt32(row) { next += 1 }
    }
    before[total] = UInt32(next)
    func moved(_ edges: Buffer<UInt32>) -> Buffer<UInt32> {
      Buffer((0..<edges.count).map { before[Int(edges[$0])] })
    }
    return WindowFrames(
      start: moved(start), end: moved(end), coverPartitions: coverPartitions)
  }

  private init(start: Buffer<UInt32>, end: Buffer<UInt32>, coverPartitions: Bool) {
    self.start = start
    self.end = end
    self.coverPartitions = coverPartitions
  }
}
