import KhoiData
import KhoiText

extension WindowFunction {
  static let firstValue = frameValue(
    "first_value", "The value in the first row of the frame.", "FIRST_VALUE(x)", "5, 5, 5",
    edges: NeighbourRows.firsts
  ) { held, _, row in held.row(0, of: row) }

  static let lastValue = frameValue(
    "last_value", "The value in the last row of the frame.", "LAST_VALUE(x)", "5, 6, 7",
    edges: NeighbourRows.lasts
  ) { held, _, row in held.row(held.count(of: row) - 1, of: row) }

  static let nthValue = frameValue(
    "nth_value",
    "The value in the n-th row of the frame, or NULL; a negative n counts from the end.",
    "NTH_VALUE(x, 2)", "NULL, 6, 6", extraParameters: [.type(.bigint)]
  ) { held, input, row in
    if input.arguments[1].isNull(row) { return UInt32.max }
    let number = input.arguments[1].int64s[row]
    if number > 0 { return held.row(number - 1, of: row) }
    return number < 0 ? held.row(held.count(of: row) &+ number, of: row) : UInt32.max
  }

  private static func frameValue(
    _ name: String, _ summary: String, _ call: String, _ answer: String,
    extraParameters: [ParameterType] = [],
    edges: @escaping @Sendable (WindowInput) -> Buffer<UInt32>? = { _ in nil },
    _ source: @escaping @Sendable (HeldRows, WindowInput, Int) -> UInt32
  ) -> WindowFunction {
    WindowFunction(
      FunctionDocumentation(
        name, .window, summary,
        examples: [
          FunctionExample(
            "FROM UNNEST([5, 6, 7]) AS x |> EXTEND \(call) OVER (ORDER BY x) AS r |> ORDER BY x "
              + "|> SELECT r", answer)
        ]),
      overloads: [
        WindowOverload(
          [.any] + extraParameters, returns: .argument(0), usesFrame: true
        ) { input in
          if let rows = edges(input) { return input.arguments[0].gatherOrNull(rows) }
          let held = HeldRows(input)
          let rows = (0..<input.rowCount).map { source(held, input, $0) }
          return input.arguments[0].gatherOrNull(Buffer(rows))
        }
      ])
  }
}

/// The rows that count in a frame: all, or with IGNORE NULLS those that hold a value.
private struct HeldRows {
  private let frames: [FramePart]
  private let ignoresNulls: Bool
  private var held: [UInt32] = []
  /// For each row, and one past the last, how many held rows come before it.
  private var before: [Int] = []

  init(_ input: WindowInput) {
    frames = input.frames
    ignoresNulls = input.ignoresNulls
    guard ignoresNulls else { return }
    for row in 0..<input.rowCount {
      before.append(held.count)
      if !input.arguments[0].isNull(row) { held.append(UInt32(row)) }
    }
    before.append(held.count)
  }

  /// How many rows count in the frame of a row.
  func count(of row: Int) -> Int64 {
    frames.reduce(0) { $0 + Int64(count(in: $1, of: row)) }
  }

  private func count(in part: FramePart, of row: Int) -> Int {
    let start = Int(part.start[row])
    let end = Int(part.end[row])
    if start >= end { return 0 }
    return ignoresNulls ? before[end] - before[start] : end - start
  }

  /// The row at a place, from zero, among those that count in the frame; `UInt32.max` for none.
  func row(_ place: Int64, of row: Int) -> UInt32 {
    guard place >= 0, place <= Int64(UInt32.max) else { return UInt32.max }
    var left = Int(place)
    for part in frames {
      let count = count(in: part, of: row)
      if left >= count {
        left -= count
        continue
      }
      let start = Int(part.start[row])
      return ignoresNulls ? held[before[start] + left] : UInt32(start + left)
    }
    return UInt32.max
  }
}
