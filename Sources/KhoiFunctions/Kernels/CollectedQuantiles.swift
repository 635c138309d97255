import KhoiData
import KhoiText

/// Quantiles of values of any type, from the rows of each group.
enum CollectedQuantiles {
  /// The value at the quantile itself.
  static func discrete(_ types: [LogicalType]) -> CollectedState {
    CollectedState(types) { grouped throws(Diagnostic) in
      let ranking = RowRanking(grouped.arguments[0])
      var rows: [UInt32] = []
      for group in 0..<grouped.groupCount {
        let members = grouped.rows(of: group)
        guard let first = members.first else {
          rows.append(UInt32.max)
          continue
        }
        let fraction =
          grouped.arguments.count > 1
          ? try QuantileFraction(grouped.arguments, row: first) : .half
        let place = fraction.place(among: members.count)
        rows.append(UInt32(truncatingIfNeeded: ranking.sorted(members)[place]))
      }
      return grouped.arguments[0].gatherOrNull(Buffer(rows))
    }
  }

  /// Between the two intervals around the quantile.
  static func intervals(_ types: [LogicalType]) -> CollectedState {
    CollectedState(types) { grouped throws(Diagnostic) in
      let ranking = RowRanking(grouped.arguments[0])
      let values = grouped.arguments[0].intervals
      var results: [Interval] = []
      for group in 0..<grouped.groupCount {
        let members = grouped.rows(of: group)
        guard let first = members.first else {
          results.append(Interval())
          continue
        }
        let fraction =
          grouped.arguments.count > 1
          ? try QuantileFraction(grouped.arguments, row: first) : .half
        let (place, rest) = fraction.position(among: members.count)
        let sorted = ranking.sorted(members)
        let low = values[sorted[place]]
        results.append(
          rest == 0 ? low : IntervalMean.between(low, values[sorted[place + 1]], rest))
      }
      return Vector(.interval, .interval(Buffer(results)), validity: grouped.filled)
    }
  }
}
