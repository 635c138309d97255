import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// Computes window calls that share one partition and order, over rows that are sorted so.
struct WindowComputation {
  /// One call with everything it needs computed for every row.
  struct Call {
    let call: BoundWindowCall
    let arguments: [Vector]
    /// Rows that count, for aggregates with FILTER.
    let filter: Vector?
    /// The keys of the order inside the call.
    let orderKeys: [Vector]
    /// The offsets of the frame's edges.
    let start: FrameOffset?
    let end: FrameOffset?
  }

  private let rowCount: Int
  private let boundaries: WindowBoundaries
  /// The single order key on the sorted rows.
  private let orderKey: Vector?
  private let orderSpecification: SortSpecification
  private let isCancelled: () -> Bool

  /// `marks` say where partitions and peers begin, `orderKeys` are those of the window; both in the
  /// order of the sorted rows.
  init(
    _ marks: Buffer<UInt8>, orderKeys: [Vector], specifications: [SortSpecification],
    isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) {
    rowCount = marks.count
    self.isCancelled = isCancelled
    boundaries = try WindowBoundaries(
      marks, interruption: Interruption(isCancelled: isCancelled))
    orderKey = orderKeys.count == 1 ? orderKeys[0] : nil
    orderSpecification = specifications.first ?? .grouping
  }

  /// The results of a call whose columns are sorted, in the same order.
  func evaluate(_ call: Call) throws(Diagnostic) -> Vector {
    try evaluateSorted(call).retyped(call.call.type)
  }

  private func evaluateSorted(_ call: Call) throws(Diagnostic) -> Vector {
    let keys = call.orderKeys
    switch call.call.function {
    case .window(let function, let overload, _, let ignoresNulls):
      let usesFrame = overload.usesFrame || !keys.isEmpty
      let input = WindowInput(
        arguments: call.arguments.map { $0.canonical() }, rowCount: rowCount,
        partitionStart: boundaries.partitionStart, partitionEnd: boundaries.partitionEnd,
        peerStart: boundaries.peerStart, peerEnd: boundaries.peerEnd,
        frames: usesFrame
          ? try frames(call).parts
          : [FramePart(start: boundaries.partitionStart, end: boundaries.partitionEnd)],
        orderKey: orderKey?.canonical(), ignoresNulls: ignoresNulls)
      if keys.isEmpty { return try overload(input) }
      let ranks = try RowRanks(
        keys, call.call.orderBy.map(SortSpecification.init), count: rowCount,
        isCancelled: isCancelled)
      return try OrderedFrameFunction(
        name: function.name, input: input, ranks: ranks, isCancelled: isCancelled
      ).evaluate()
    case .aggregate(let aggregate):
      let aggregation = WindowAggregation(
        aggregate: aggregate, boundaries: boundaries, isCancelled: isCancelled)
      return try aggregation.evaluate(
        arguments: call.arguments.map { $0.flattened() }, filter: call.filter?.canonical(),
        keys: keys, frames: try frames(call))
    }
  }

  private func frames(_ call: Call) throws(Diagnostic) -> WindowFrames {
    try WindowFrames(
      call.call.frame, boundaries, start: call.start, end: call.end, order: orderSpecification,
      interruption: Interruption(isCancelled: isCancelled))
  }
}
