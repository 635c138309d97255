import KhoiData
import KhoiText

extension WindowFunction {
  static let rowNumber = ranking(
    "row_number", "The number of the row in its partition, from 1.", "1, 2, 3"
  ) { RankNumbers.rows($0) }

  static let rank = ranking(
    "rank", "One more than the number of rows before; rows equal in the order share a rank.",
    "1, 1, 3"
  ) { RankNumbers.ranks($0) }

  static let denseRank = ranking(
    "dense_rank", "As RANK, but without gaps after equal rows.", "1, 1, 2"
  ) { RankNumbers.groups($0) }

  static let percentRank = fraction(
    "percent_rank", "The share of the other rows that come before.", "0.0, 0.0, 1.0"
  ) { input, row in
    let others = Double(input.partitionEnd[row] - input.partitionStart[row]) - 1
    return others == 0 ? 0 : Double(input.peerStart[row] - input.partitionStart[row]) / others
  }

  static let cumulativeDistribution = fraction(
    "cume_dist", "The share of the rows that come before or are equal.",
    "0.6666666666666666, 0.6666666666666666, 1.0"
  ) { input, row in
    Double(input.peerEnd[row] - input.partitionStart[row])
      / Double(input.partitionEnd[row] - input.partitionStart[row])
  }

  static let ntile = WindowFunction(
    FunctionDocumentation(
      "ntile", .window,
      "Which of n parts as equal as can be the row falls into, from 1.",
      examples: [example("NTILE(2)", "1, 1, 2")]),
    overloads: [
      WindowOverload([.type(.bigint)], returns: .type(.bigint)) { input throws(Diagnostic) in
        let parts = input.arguments[0]
        var results = [Int64](repeating: 0, count: input.rowCount)
        for row in 0..<input.rowCount where !parts.isNull(row) {
          let partCount = parts.int64s[row]
          guard partCount > 0 else {
            throw .badArgument("NTILE", "the number of parts must be positive, not \(partCount)")
          }
          let size = Int64(input.partitionEnd[row]) - Int64(input.partitionStart[row])
          let place = Int64(row) - Int64(input.partitionStart[row])
          let (small, larger) = size.quotientAndRemainder(dividingBy: partCount)
          let inLarger = larger * (small + 1)
          results[row] =
            place < inLarger
            ? place / (small + 1) + 1 : larger + (place - inLarger) / max(small, 1) + 1
        }
        return Vector(.bigint, .int64(Buffer(results)), validity: parts.validity)
      }
    ])

  private static func example(_ call: String, _ answer: String) -> FunctionExample {
    FunctionExample(
      "FROM UNNEST([5, 5, 7]) AS x |> SELECT \(call) OVER (ORDER BY x) AS r |> ORDER BY r", answer)
  }

  private static func ranking(
    _ name: String, _ summary: String, _ answer: String,
    _ numbers: @escaping @Sendable (WindowInput) -> Vector
  ) -> WindowFunction {
    WindowFunction(
      FunctionDocumentation(
        name, .window, summary, examples: [example("\(name.uppercased())()", answer)]),
      overloads: [
        WindowOverload([], returns: .type(.bigint)) { input in numbers(input) }
      ])
  }

  private static func fraction(
    _ name: String, _ summary: String, _ answer: String,
    _ share: @escaping @Sendable (WindowInput, Int) -> Double
  ) -> WindowFunction {
    WindowFunction(
      FunctionDocumentation(
        name, .window, summary, examples: [example("\(name.uppercased())()", answer)]),
      overloads: [
        WindowOverload([], returns: .type(.double)) { input in
          Vector(.double, .float64(Buffer((0..<input.rowCount).map { share(input, $0) })))
        }
      ])
  }
}
