import KhoiData
import KhoiText

extension WindowFunction {
  static let firstValue = frameValue(
    "first_value", "The value in the first row of the frame.", "FIRST_VALUE(x)", "5, 5, 5"
  ) { _, _ in 1 }

  static let lastValue = WindowFunction(
    FunctionDocumentation(
      "last_value", .window, "The value in the last row of the frame.",
      examples: [example("LAST_VALUE(x)", "5, 6, 7")]),
    overloads: [
      WindowOverload([.any], returns: .argument(0), usesFrame: true) { input in
        let held = HeldRows(input)
        let rows = (0..<input.rowCount).map { row -> UInt32 in
          let end = Int(input.frameEnd[row])
          guard end > Int(input.frameStart[row]) else { return UInt32.max }
          return held.last(from: Int(input.frameStart[row]), to: end)
        }
        return input.arguments[0].gatherOrNull(Buffer(rows))
      }
    ])

  static let nthValue = frameValue(
    "nth_value", "The value in the n-th row of the frame, or NULL.", "NTH_VALUE(x, 2)",
    "NULL, 6, 6", extraParameters: [.type(.bigint)]
  ) { input, row in input.arguments[1].isNull(row) ? nil : input.arguments[1].int64s[row] }

  private static func example(_ call: String, _ answer: String) -> FunctionExample {
    FunctionExample(
      "FROM UNNEST([5, 6, 7]) AS x |> EXTEND \(call) OVER (ORDER BY x) AS r |> ORDER BY x "
        + "|> SELECT r", answer)
  }

  private static func frameValue(
    _ name: String, _ summary: String, _ call: String, _ answer: String,
    extraParameters: [ParameterType] = [],
    number: @escaping @Sendable (WindowInput, Int) -> Int64?
  ) -> WindowFunction {
    WindowFunction(
      FunctionDocumentation(name, .window, summary, examples: [example(call, answer)]),
      overloads: [
        WindowOverload(
          [.any] + extraParameters, returns: .argument(0), usesFrame: true
        ) { input throws(Diagnostic) in
          let held = HeldRows(input)
          var rows: [UInt32] = []
          rows.reserveCapacity(input.rowCount)
          for row in 0..<input.rowCount {
            guard let number = number(input, row) else {
              rows.append(UInt32.max)
              continue
            }
            if number < 1 {
              throw .badArgument(
                name.uppercased(), "the number of the row must be positive, not \(number)")
            }
            rows.append(
              held.row(
                number, from: Int(input.frameStart[row]), to: Int(input.frameEnd[row])))
          }
          return input.arguments[0].gatherOrNull(Buffer(rows))
        }
      ])
  }
}

/// The rows that count in a frame: all, or with IGNORE NULLS those that hold a value.
private struct HeldRows {
  private let ignoresNulls: Bool
  private var held: [UInt32] = []
  /// For each row, and one past the last, how many held rows come before it.
  private var before: [Int] = []

  init(_ input: WindowInput) {
    ignoresNulls = input.ignoresNulls
    guard ignoresNulls else { return }
    for row in 0..<input.rowCount {
      before.append(held.count)
      if !input.arguments[0].isNull(row) { held.append(UInt32(row)) }
    }
    before.append(held.count)
  }

  /// The n-th row that counts of a frame; `UInt32.max` for none.
  func row(_ number: Int64, from start: Int, to end: Int) -> UInt32 {
    guard start < end, number <= Int64(end - start) else { return UInt32.max }
    if !ignoresNulls { return UInt32(start + Int(number) - 1) }
    let place = before[start] + Int(number) - 1
    return place < before[end] ? held[place] : UInt32.max
  }

  /// The last row that counts of a frame that is not empty.
  func last(from start: Int, to end: Int) -> UInt32 {
    if !ignoresNulls { return UInt32(end - 1) }
    return before[end] > before[start] ? held[before[end] - 1] : UInt32.max
  }
}
