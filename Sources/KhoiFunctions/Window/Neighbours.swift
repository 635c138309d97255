import KhoiData
import KhoiText

extension WindowFunction {
  static let lag = neighbour(
    "lag",
    "The value so many rows before (1 unless given); outside of the partition a default or NULL.",
    "NULL, 5, 6", direction: -1)

  static let lead = neighbour(
    "lead",
    "The value so many rows after (1 unless given); outside of the partition a default or NULL.",
    "6, 7, NULL", direction: 1)

  private static func neighbour(
    _ name: String, _ summary: String, _ answer: String, direction: Int
  ) -> WindowFunction {
    WindowFunction(
      FunctionDocumentation(
        name, .window, summary,
        examples: [
          FunctionExample(
            "FROM UNNEST([5, 6, 7]) AS x |> EXTEND \(name.uppercased())(x) OVER (ORDER BY x) AS r "
              + "|> ORDER BY x |> SELECT r", answer)
        ]),
      overloads: [
        WindowOverload(
          [.common, .type(.bigint), .common], optionalCount: 2, returns: .common
        ) { input in Neighbours(input, direction: direction).vector() }
      ], parameterNames: ["expr", "offset", "default"])
  }
}

/// LAG and LEAD: for each row the row a number of places away within its partition.
private struct Neighbours {
  let input: WindowInput
  let direction: Int
  let values: Vector
  /// Rows that hold a value, and for each row how many of them come before it: IGNORE NULLS only.
  var held: [UInt32] = []
  var heldBefore: [Int] = []

  init(_ input: WindowInput, direction: Int) {
    self.input = input
    self.direction = direction
    values = input.arguments[0]
    if input.ignoresNulls {
      for row in 0..<input.rowCount {
        heldBefore.append(held.count)
        if !values.isNull(row) { held.append(UInt32(row)) }
      }
    }
  }

  func vector() -> Vector {
    let offsets = input.arguments.count > 1 ? input.arguments[1] : nil
    let defaults = input.arguments.count > 2 ? input.arguments[2] : nil
    if defaults == nil, !input.ignoresNulls, let steps = commonSteps(offsets) {
      return values.gatherOrNull(NeighbourRows.rows(input, steps: steps))
    }
    var rows = [UInt32](repeating: UInt32.max, count: input.rowCount)
    for row in 0..<input.rowCount {
      if let offsets, offsets.isNull(row) { continue }
      let offset = offsets.map { Int($0.int64s[row]) } ?? 1
      if let source = source(row, offset) {
        rows[row] = UInt32(source)
      } else if defaults != nil {
        rows[row] = UInt32(input.rowCount + row)
      }
    }
    guard let defaults else { return values.gatherOrNull(Buffer(rows)) }
    return Vector.concatenate([values, defaults], type: values.type).gatherOrNull(Buffer(rows))
  }

  /// How many steps all rows take, if they take the same.
  private func commonSteps(_ offsets: Vector?) -> Int? {
    guard let offsets else { return direction }
    guard offsets.count > 0, offsets.validity == nil else { return nil }
    let numbers = offsets.int64s
    let first = numbers[0]
    for row in 0..<numbers.count where numbers[row] != first { return nil }
    let (steps, overflow) = Int(first).multipliedReportingOverflow(by: direction)
    return overflow ? nil : steps
  }

  private func source(_ row: Int, _ offset: Int) -> Int? {
    let (steps, overflow) = offset.multipliedReportingOverflow(by: direction)
    if overflow { return nil }
    var target: Int
    if input.ignoresNulls && steps != 0 {
      // From a null row the first value after it is one step away.
      let here = heldBefore[row] - (steps > 0 && values.isNull(row) ? 1 : 0)
      let (place, overflow) = here.addingReportingOverflow(steps)
      guard !overflow, place >= 0, place < held.count else { return nil }
      target = Int(held[place])
    } else {
      let (sum, overflow) = row.addingReportingOverflow(steps)
      if overflow { return nil }
      target = sum
    }
    let isInside =
      target >= Int(input.partitionStart[row]) && target < Int(input.partitionEnd[row])
    return isInside ? target : nil
  }
}
