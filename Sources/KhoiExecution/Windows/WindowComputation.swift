import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// Computes window calls that share one partition and order, over all rows at once.
///
/// The rows are sorted once by partition and order; every call is computed on the sorted rows and
/// brought back into the order they came in.
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
  private let order: Buffer<UInt32>
  /// For each input row its place among the sorted rows.
  private let placeOfRow: Buffer<UInt32>
  private let boundaries: WindowBoundaries
  /// The single order key on the sorted rows.
  private let orderKey: Vector?
  private let orderSpecification: SortSpecification
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
    orderSpecification = orderSpecifications.first ?? .grouping
  }

  /// The results of a call, in the order of the input rows.
  func evaluate(_ call: Call) throws(Diagnostic) -> Vector {
    let sorted = try evaluateSorted(call)
    return sorted.gather(placeOfRow).retyped(call.call.type)
  }

  private func evaluateSorted(_ call: Call) throws(Diagnostic) -> Vector {
    let keys = call.orderKeys.map { $0.gather(order) }
    switch call.call.function {
    case .window(let function, let overload, _, let ignoresNulls):
      let usesFrame = overload.usesFrame || !keys.isEmpty
      let input = WindowInput(
        arguments: call.arguments.map { $0.gather(order).canonical() }, rowCount: rowCount,
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
        arguments: call.arguments.map { $0.gather(order).flattened() },
        filter: call.filter?.gather(order).canonical(), keys: keys, frames: try frames(call))
    }
  }

  private func frames(_ call: Call) throws(Diagnostic) -> WindowFrames {
    func sorted(_ offset: FrameOffset?) -> FrameOffset? {
      offset.map {
        FrameOffset(value: $0.value.gather(order), key: $0.key?.gather(order))
      }
    }
    return try WindowFrames(
      call.call.frame, boundaries, start: sorted(call.start), end: sorted(call.end),
      order: orderSpecification)
  }
}
