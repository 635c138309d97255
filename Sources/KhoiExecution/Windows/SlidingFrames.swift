import KhoiData
import KhoiFunctions
import KhoiText

/// Aggregates that follow a frame as it slides: each step costs only the rows that come and go.
struct SlidingFrames {
  let frames: WindowFrames
  let isCancelled: () -> Bool

  /// How many different combinations of arguments without NULL each frame has.
  func distinctCounts(_ arguments: [Vector], _ values: RowRanks) throws(Diagnostic) -> Vector {
    let numbers = values.numbers
    var counts = [Int32](repeating: 0, count: values.groupCount)
    var distinct: Int64 = 0
    var results: [Int64] = []
    results.reserveCapacity(frames.count)
    try slide { row in
      if arguments.contains(where: { $0.isNull(row) }) { return }
      let number = Int(numbers[row])
      counts[number] -= 1
      if counts[number] == 0 { distinct -= 1 }
    } insert: { row in
      if arguments.contains(where: { $0.isNull(row) }) { return }
      let number = Int(numbers[row])
      if counts[number] == 0 { distinct += 1 }
      counts[number] += 1
    } result: { _ in
      results.append(distinct)
    }
    return Vector(.bigint, .int64(Buffer(results)))
  }

  /// The value at a fraction of each frame's values in order, NULLs left out.
  func quantiles(
    _ argument: Vector, _ values: RowRanks, fraction: Double, interpolates: Bool
  ) throws(Diagnostic) -> Vector {
    var tree = RankTree(capacity: argument.count)
    var rows: [UInt32] = []
    var next: [UInt32] = []
    var rests: [Double] = []
    try slide { row in
      if !argument.isNull(row) { tree.remove(Int(values.ranks[row])) }
    } insert: { row in
      if !argument.isNull(row) { tree.insert(Int(values.ranks[row])) }
    } result: { _ in
      guard tree.count > 0 else {
        rows.append(UInt32.max)
        next.append(UInt32.max)
        rests.append(0)
        return
      }
      var place: Int
      var rest = 0.0
      if interpolates {
        let position = fraction * Double(tree.count - 1)
        place = Int(position.rounded(.down))
        rest = position - Double(place)
      } else {
        place = max(0, Int((fraction * Double(tree.count)).rounded(.up)) - 1)
      }
      place = min(place, tree.count - 1)
      rows.append(values.rows[tree.member(at: place)])
      next.append(values.rows[tree.member(at: min(place + 1, tree.count - 1))])
      rests.append(rest)
    }
    let low = argument.gatherOrNull(Buffer(rows)).canonical()
    guard interpolates, case .float64(let lows) = low.values,
      case .float64(let highs) = argument.gatherOrNull(Buffer(next)).canonical().values
    else { return low }
    let mixed = rests.indices.map { index in
      QuantileFraction.between(lows[index], highs[index], rests[index])
    }
    return Vector(low.type, .float64(Buffer(mixed)), validity: low.validity)
  }

  /// Goes through the frames; `result` is called with each frame's number when its rows are in.
  func slide(
    remove: (Int) -> Void, insert: (Int) -> Void, result: (Int) -> Void
  ) throws(Diagnostic) {
    var slider = FrameSlider()
    var ranges: [Range<Int>] = []
    for frame in 0..<frames.count {
      if frame & 1023 == 0 && isCancelled() { throw .cancelled }
      frames.ranges(of: frame, into: &ranges)
      slider.move(to: ranges, remove: remove, insert: insert)
      result(frame)
    }
  }
}
