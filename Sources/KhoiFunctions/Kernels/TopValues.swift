import KhoiData
import KhoiText

/// The first argument in the first rows of each group by one of the arguments: `min(x, n)`,
/// `arg_max(x, y, n)`. Rows where what is ordered by is null come last.
enum TopValues {
  /// The greatest number of values that can be asked for.
  private static let limit: Int64 = 1_000_000

  /// The last argument is the number of values.
  static func state(
    _ types: [LogicalType], key: Int, required: [Int], wantsGreatest: Bool
  ) -> CollectedState {
    CollectedState(types, required: required) { grouped throws(Diagnostic) in
      let keys = grouped.arguments[key]
      let ranking = RowRanking(keys)
      var rows: [UInt32] = []
      var counts: [Int] = []
      for group in 0..<grouped.groupCount {
        let members = grouped.rows(of: group)
        guard let first = members.first else {
          counts.append(0)
          continue
        }
        guard let wanted = grouped.arguments[types.count - 1].optionalNumber(first), wanted > 0,
          wanted < limit
        else { throw .badArgument("min and max", "the number of values must be from 1 to 999999") }
        let known = members.filter { !keys.isNull($0) }
        let unknown = members.filter { keys.isNull($0) }
        let sorted = ranking.sorted(rows: known, isDescending: wantsGreatest) + unknown
        let chosen = sorted.prefix(Int(wanted))
        rows.append(contentsOf: chosen.map { UInt32(truncatingIfNeeded: $0) })
        counts.append(chosen.count)
      }
      return Vector(
        .list(types[0]),
        .list(ListValues(counts: counts, elements: grouped.arguments[0].gather(Buffer(rows)))),
        validity: grouped.filled)
    }
  }
}

extension Vector {
  /// The number of a row of a canonical vector of BIGINT or NULL, nil where it is NULL.
  func optionalNumber(_ row: Int) -> Int64? {
    isNull(row) || type == .null ? nil : int64s[place(of: row)]
  }
}
