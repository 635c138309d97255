import KhoiData
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension AggregateFunction {
  static let mode = AggregateFunction(
    FunctionDocumentation(
      "mode", .aggregate, "The most frequent value; of several the one that came first.",
      examples: [FunctionExample("FROM UNNEST([3, 1, 3, 2]) AS x |> AGGREGATE MODE(x)", "3")]),
    overloads: [
      AggregateOverload([.any], returns: .argument(0), isOrderSensitive: true) { types in
        CollectedState(types) { grouped in
          let ranking = RowRanking(grouped.arguments[0])
          var rows: [UInt32] = []
          for group in 0..<grouped.groupCount {
            var best: (row: Int, count: Int)?
            for run in ranking.runs(grouped.rows(of: group)) {
              if let known = best,
                run.count < known.count || run.count == known.count && run.row > known.row
              {
                continue
              }
              best = run
            }
            rows.append(best.map { UInt32(truncatingIfNeeded: $0.row) } ?? UInt32.max)
          }
          return grouped.arguments[0].gatherOrNull(Buffer(rows))
        }
      }
    ])

  static let entropy = AggregateFunction(
    FunctionDocumentation(
      "entropy", .aggregate, "The information in a value, in bits: 0 where all are equal.",
      examples: [FunctionExample("FROM UNNEST([1, 1, 2, 2]) AS x |> AGGREGATE ENTROPY(x)", "1.0")]),
    overloads: [
      AggregateOverload([.any], returns: .type(.double)) { types in
        CollectedState(types) { grouped in
          let ranking = RowRanking(grouped.arguments[0])
          let results = (0..<grouped.groupCount).map { group -> Double in
            let members = grouped.rows(of: group)
            if members.isEmpty { return 0 }
            let total = Double(members.count)
            let sum = ranking.runs(members).reduce(0.0) { sum, run in
              sum + Double(run.count) * log2(Double(run.count))
            }
            return log2(total) - sum / total
          }
          return Vector(.double, .float64(Buffer(results)))
        }
      }
    ])

  static let approximateCountDistinct = AggregateFunction(
    FunctionDocumentation(
      "approx_count_distinct", aliases: ["approx_distinct"], .aggregate,
      "About how many distinct values there are; exact up to 512, then some 1.6 % off on average.",
      examples: [
        FunctionExample(
          "FROM UNNEST([1, 2, 2, NULL]) AS x |> AGGREGATE APPROX_COUNT_DISTINCT(x)", "2")
      ]),
    overloads: [
      AggregateOverload([.any], returns: .type(.bigint), ignoresDuplicates: true) { _ in
        DistinctSketchState()
      }
    ])
}
