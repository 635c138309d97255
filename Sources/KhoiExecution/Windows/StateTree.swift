import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// States of an aggregate over blocks of rows, blocks of blocks and so on, so that any frame is put
/// together from few of them.
///
/// This works for what can be combined but not taken back (Leis et al., "Efficient Processing of
/// Window Functions in Analytical SQL Queries", PVLDB 2015).
struct StateTree {
  private static let width = 16

  private let aggregate: BoundAggregate
  private let arguments: [Vector]
  private let isCancelled: () -> Bool
  /// On level `k` each state holds `width ^ (k + 1)` rows.
  private var levels: [[any AggregateState]] = []

  init(
    _ aggregate: BoundAggregate, _ arguments: [Vector], rowCount: Int,
    isCancelled: @escaping () -> Bool
  ) throws(Diagnostic) {
    self.aggregate = aggregate
    self.arguments = arguments
    self.isCancelled = isCancelled
    var level: [any AggregateState] = []
    for block in 0..<rowCount / Self.width {
      if block & 1023 == 0 && isCancelled() { throw .cancelled }
      let state = makeState(groupCount: 1)
      try state.updateAll(
        arguments.map { $0.slice(block * Self.width, Self.width) }, count: Self.width)
      level.append(state)
    }
    let onlyGroup = Buffer<UInt32>([0])
    while level.count >= Self.width {
      levels.append(level)
      var next: [any AggregateState] = []
      for block in 0..<level.count / Self.width {
        let state = makeState(groupCount: 1)
        for part in level[block * Self.width..<(block + 1) * Self.width] {
          try state.combine(part, groups: onlyGroup)
        }
        next.append(state)
      }
      level = next
    }
    if !level.isEmpty { levels.append(level) }
  }

  private func makeState(groupCount: Int) -> any AggregateState {
    let state = aggregate.overload.makeState(arguments.map(\.type))
    state.reserve(groupCount: groupCount)
    return state
  }

  /// The result for every frame.
  func results(_ frames: WindowFrames) throws(Diagnostic) -> Vector {
    let batch = 1024
    var results: [Vector] = []
    var ranges: [Range<Int>] = []
    for first in stride(from: 0, to: frames.count, by: batch) {
      if isCancelled() { throw .cancelled }
      let count = min(batch, frames.count - first)
      let state = makeState(groupCount: count)
      var rows: [UInt32] = []
      var groups: [UInt32] = []
      for group in 0..<count {
        frames.ranges(of: first + group, into: &ranges)
        let target = Buffer([UInt32(group)])
        for range in ranges {
          try feed(range, to: state, target) { (edge) in
            for row in edge {
              rows.append(UInt32(row))
              groups.append(UInt32(group))
            }
          }
        }
      }
      let chosen = Buffer(rows)
      try state.update(
        arguments.map { $0.gather(chosen) }, groups: Buffer(groups), count: rows.count)
      results.append(try state.finalize(0..<count))
    }
    return Vector.concatenate(results, type: aggregate.type)
  }

  /// Combines the blocks inside the range; `edges` takes the rows that fill no block.
  private func feed(
    _ range: Range<Int>, to state: any AggregateState, _ group: Buffer<UInt32>,
    edges: (Range<Int>) -> Void
  ) throws(Diagnostic) {
    var (low, high) = (range.lowerBound, range.upperBound)
    var level = -1
    while low < high {
      func take(_ part: Range<Int>) throws(Diagnostic) {
        if level < 0 {
          edges(part)
        } else {
          for node in part { try state.combine(levels[level][node], groups: group) }
        }
      }
      if high - low < 2 * Self.width || level + 1 >= levels.count {
        try take(low..<high)
        return
      }
      let inner = (low + Self.width - 1) / Self.width * Self.width
      let outer = high / Self.width * Self.width
      if low < inner { try take(low..<inner) }
      if outer < high { try take(outer..<high) }
      low = inner / Self.width
      high = outer / Self.width
      level += 1
    }
  }
}
