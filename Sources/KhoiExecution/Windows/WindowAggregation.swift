import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// Computes one aggregate over the frame of every sorted row.
///
/// The methods, from the cheapest: whole partitions are groups; counts, sums and extremes have
/// computations of their own; quantiles and distinct counts follow the frame as it slides; frames
/// that only grow take in the new rows; long frames are put together from states of blocks; what is
/// left is computed frame by frame, many frames at once.
struct WindowAggregation {
  let aggregate: BoundAggregate
  let boundaries: WindowBoundaries
  let isCancelled: () -> Bool

  func evaluate(
    arguments: [Vector], filter: Vector?, keys: [Vector], frames: WindowFrames
  ) throws(Diagnostic) -> Vector {
    var (arguments, keys, counted) = (arguments, keys, frames)
    var partitionOfRow = boundaries.partitionNumber
    if let filter {
      let rows = filter.trueRows
      arguments = arguments.map { $0.gather(rows) }
      keys = keys.map { $0.gather(rows) }
      partitionOfRow = partitionOfRow.gather(rows)
      counted = frames.compressed(to: rows)
    }
    var ranks: RowRanks?
    if aggregate.having != nil || aggregate.limit != nil {
      throw .unsupported("HAVING or LIMIT inside a call with OVER", at: aggregate.range)
    }
    if !keys.isEmpty && (aggregate.overload.isOrderSensitive || aggregate.overload.breaksTies) {
      ranks = try RowRanks(
        keys, aggregate.orderBy.map(SortSpecification.init), count: partitionOfRow.count,
        isCancelled: isCancelled)
    }
    if frames.coverPartitions {
      return try wholePartitions(arguments, partitionOfRow, ranks)
    }
    let isDistinct = aggregate.isDistinct && !aggregate.overload.ignoresDuplicates
    if !isDistinct, ranks == nil,
      let fast = try fastFrames(arguments, counted, partitionOfRow)
    {
      return fast
    }
    let (runs, numbers) = try counted.withoutRepetitions(
      Interruption(isCancelled: isCancelled))
    let results = try moving(
      arguments, runs, ranks, isDistinct: isDistinct, rowCount: partitionOfRow.count)
    return results.gather(numbers)
  }

  private func moving(
    _ arguments: [Vector], _ frames: WindowFrames, _ ranks: RowRanks?, isDistinct: Bool,
    rowCount: Int
  ) throws(Diagnostic) -> Vector {
    if isDistinct {
      let values = try RowRanks(
        arguments, arguments.map { _ in .grouping }, count: rowCount, isCancelled: isCancelled)
      if aggregate.function.name == "count" {
        return try SlidingFrames(frames: frames, isCancelled: isCancelled).distinctCounts(
          arguments, values)
      }
      return try frameByFrame(arguments, frames, ranks, values: values)
    }
    if let ranks {
      if ["first", "last"].contains(aggregate.function.name), let argument = arguments.first {
        let rows = try frameAggregates(frames).extremes(
          codes: ranks.ranks.converted(to: UInt64.self), validity: nil,
          wantsGreatest: aggregate.function.name == "last")
        return argument.gatherOrNull(rows)
      }
      return try frameByFrame(arguments, frames, ranks, values: nil)
    }
    if let quantile = try quantiles(arguments, frames) { return quantile }
    var total = 0
    for row in 0..<frames.count { total += frames.size(of: row) }
    let isShort = total <= 64 * frames.count
    if !isShort, frames.parts.count == 1, growMostly(frames.parts[0]) {
      return try growing(arguments, frames.parts[0])
    }
    if isShort || aggregate.overload.isOrderSensitive {
      return try frameByFrame(arguments, frames, nil, values: nil)
    }
    let tree = try StateTree(aggregate, arguments, rowCount: rowCount, isCancelled: isCancelled)
    return try tree.results(frames)
  }

  // MARK: Whole partitions

  private func wholePartitions(
    _ arguments: [Vector], _ partitionOfRow: Buffer<UInt32>, _ ranks: RowRanks?
  ) throws(Diagnostic) -> Vector {
    var (arguments, partitionOfRow) = (arguments, partitionOfRow)
    if let ranks {
      arguments = arguments.map { $0.gather(ranks.rows) }
      partitionOfRow = partitionOfRow.gather(ranks.rows)
    }
    if aggregate.isDistinct && !aggregate.overload.ignoresDuplicates {
      let rows = try distinctRows(partitionOfRow, arguments)
      arguments = arguments.map { $0.gather(rows) }
      partitionOfRow = partitionOfRow.gather(rows)
    }
    let state = aggregate.overload.makeState(arguments.map(\.type))
    state.reserve(groupCount: boundaries.partitionCount)
    try state.update(arguments, groups: partitionOfRow, count: partitionOfRow.count)
    let results = try state.finalize(0..<boundaries.partitionCount)
    return results.gather(boundaries.partitionNumber)
  }

  /// The first row of every distinct combination of partition and arguments.
  private func distinctRows(
    _ partitionOfRow: Buffer<UInt32>, _ arguments: [Vector]
  ) throws(Diagnostic) -> Buffer<UInt32> {
    let partition = Vector(.bigint, .int64(partitionOfRow.converted(to: Int64.self)))
    let keys = [partition] + arguments
    let values = try RowRanks(
      keys, keys.map { _ in .grouping }, count: partitionOfRow.count, isCancelled: isCancelled)
    var firsts: [UInt32] = []
    for place in 0..<values.rows.count where Int(values.groupStart[place]) == place {
      firsts.append(values.rows[place])
    }
    firsts.sort()
    return Buffer(firsts)
  }

  // MARK: Computations of their own

  /// The aggregates that have a computation of their own for any frame.
  private func fastFrames(
    _ arguments: [Vector], _ frames: WindowFrames, _ partitionOfRow: Buffer<UInt32>
  ) throws(Diagnostic) -> Vector? {
    let fast = frameAggregates(frames)
    switch (aggregate.function.name, arguments.first?.type) {
    case ("count", _): return fast.count(arguments.first)
    case ("sum", .bigint?) where aggregate.type == .bigint:
      return try fast.sum(integers: arguments[0])
    case ("sum", .double?) where aggregate.type == .double:
      return try fast.sum(
        doubles: arguments[0], partitionOfRow: partitionOfRow, isMean: false)
    case ("avg", .double?) where aggregate.type == .double:
      return try fast.sum(
        doubles: arguments[0], partitionOfRow: partitionOfRow, isMean: true)
    case ("min", let type?) where Self.isRankable(type),
      ("max", let type?) where Self.isRankable(type):
      guard arguments.count == 1, aggregate.type == type else { return nil }
      let argument = arguments[0]
      let codes = try argument.orderCodes(isCancelled: isCancelled)
      let rows = try fast.extremes(
        codes: codes, validity: argument.validity,
        wantsGreatest: aggregate.function.name == "max")
      return argument.gatherOrNull(rows)
    default:
      return nil
    }
  }

  private func frameAggregates(_ frames: WindowFrames) -> FrameAggregates {
    FrameAggregates(frames: frames, interruption: Interruption(isCancelled: isCancelled))
  }

  private static func isRankable(_ type: LogicalType) -> Bool { type != .interval }

  private func quantiles(
    _ arguments: [Vector], _ frames: WindowFrames
  ) throws(Diagnostic) -> Vector? {
    var fraction = 0.5
    switch aggregate.function.name {
    case "median": break
    case "quantile_cont", "quantile_disc":
      guard arguments.count == 2,
        case .constant(.double(let number), _) = aggregate.arguments[1], (0...1).contains(number)
      else { return nil }
      fraction = number
    default: return nil
    }
    guard let argument = arguments.first, aggregate.type == argument.type else { return nil }
    let interpolates = aggregate.function.name != "quantile_disc"
    if interpolates && aggregate.type != .double { return nil }
    let values = try RowRanks(
      [argument], [.grouping], count: argument.count, isCancelled: isCancelled)
    return try SlidingFrames(frames: frames, isCancelled: isCancelled).quantiles(
      argument, values, fraction: fraction, interpolates: interpolates)
  }

  // MARK: Any aggregate

  private func growMostly(_ part: FramePart) -> Bool {
    var restarts = 0
    for row in 1..<max(part.start.count, 1)
    where part.start[row] != part.start[row - 1] || part.end[row] < part.end[row - 1] {
      restarts += 1
    }
    return restarts <= boundaries.partitionCount
  }

  /// A frame that only grows at its end takes in the new rows; every other one is computed anew.
  private func growing(
    _ arguments: [Vector], _ part: FramePart
  ) throws(Diagnostic) -> Vector {
    var results: [Vector] = []
    results.reserveCapacity(part.start.count)
    var state = aggregate.overload.makeState(arguments.map(\.type))
    var current: (start: UInt32, end: UInt32)?
    for row in 0..<part.start.count {
      if row & 1023 == 0 && isCancelled() { throw .cancelled }
      let (start, end) = (part.start[row], part.end[row])
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

  /// Every frame's rows are fed to the aggregate, many frames at once; in the order of `ranks` if
  /// there is one, and of rows with equal `values` only the first.
  private func frameByFrame(
    _ arguments: [Vector], _ frames: WindowFrames, _ ranks: RowRanks?, values: RowRanks?
  ) throws(Diagnostic) -> Vector {
    let numbers = values?.numbers ?? Buffer([])
    var seenIn = [Int](repeating: -1, count: values?.groupCount ?? 0)
    var results: [Vector] = []
    var rows: [UInt32] = []
    var groups: [UInt32] = []
    var groupCount = 0
    var ranges: [Range<Int>] = []
    for frame in 0..<frames.count {
      if frame & 255 == 0 && isCancelled() { throw .cancelled }
      frames.ranges(of: frame, into: &ranges)
      let first = rows.count
      for range in ranges { for row in range { rows.append(UInt32(row)) } }
      if let ranks { rows[first...].sort { ranks.ranks[Int($0)] < ranks.ranks[Int($1)] } }
      if values != nil {
        var kept = first
        for place in first..<rows.count {
          let number = Int(numbers[Int(rows[place])])
          if seenIn[number] == frame { continue }
          seenIn[number] = frame
          rows[kept] = rows[place]
          kept += 1
        }
        rows.removeSubrange(kept...)
      }
      for _ in first..<rows.count { groups.append(UInt32(groupCount)) }
      groupCount += 1
      if rows.count < 65_536 && groupCount < 8_192 && frame + 1 < frames.count { continue }
      let state = aggregate.overload.makeState(arguments.map(\.type))
      state.reserve(groupCount: groupCount)
      let chosen = Buffer(rows)
      try state.update(
        arguments.map { $0.gather(chosen) }, groups: Buffer(groups), count: rows.count)
      results.append(try state.finalize(0..<groupCount))
      rows.removeAll(keepingCapacity: true)
      groups.removeAll(keepingCapacity: true)
      groupCount = 0
    }
    return Vector.concatenate(results, type: aggregate.type)
  }
}

extension Vector {
  /// The rows of a canonical Boolean vector that are true.
  fileprivate var trueRows: Buffer<UInt32> {
    let flags = booleans
    return Buffer((0..<count).filter { flags[$0] != 0 && !isNull($0) }.map { UInt32($0) })
  }
}
