import KhoiData
import KhoiText

extension AggregateFunction {
  static let topCounts = AggregateFunction(
    FunctionDocumentation(
      "approx_top_count", .aggregate,
      "The most frequent values with their counts, as many as asked for; khoi counts exactly.",
      examples: [
        FunctionExample(
          "FROM UNNEST([1, 2, 2]) AS x |> AGGREGATE APPROX_TOP_COUNT(x, 1)",
          "[{'value': 2, 'count': 2}]")
      ]),
    overloads: [
      AggregateOverload(
        [.any, .type(.bigint)],
        returns: .derived { .list(TopCounts.pair($0[0], "count", .bigint)) },
        isOrderSensitive: true
      ) { types in
        CollectedState(types, required: []) { grouped in
          TopCounts.lists(grouped, name: "count", limit: grouped.arguments[1]) { rows in
            .integer(Int64(rows.count))
          }
        }
      }
    ])

  static let topSums = AggregateFunction(
    FunctionDocumentation(
      "approx_top_sum", .aggregate,
      "The values with the greatest sums of weights, as many as asked for; khoi adds exactly.",
      examples: [
        FunctionExample(
          "FROM (VALUES ('a', 1), ('b', 5), ('a', 2)) AS t(x, w) "
            + "|> AGGREGATE APPROX_TOP_SUM(x, w, 1)", "[{'value': b, 'sum': 5.0}]")
      ]),
    overloads: [
      AggregateOverload(
        [.any, .type(.double), .type(.bigint)],
        returns: .derived { .list(TopCounts.pair($0[0], "sum", .double)) }, isOrderSensitive: true
      ) { types in
        CollectedState(types, required: []) { grouped in
          let weights = grouped.arguments[1]
          return TopCounts.lists(grouped, name: "sum", limit: grouped.arguments[2]) { rows in
            let known = rows.filter { !weights.isNull($0) }
            if known.isEmpty { return .null }
            return .double(known.reduce(0) { $0 + weights.float64s[$1] })
          }
        }
      }
    ])

  static let quantileBounds = AggregateFunction(
    FunctionDocumentation(
      "approx_quantiles", .aggregate,
      "The least value, the greatest, and those between that cut the values into so many equal "
        + "parts; khoi computes them exactly.",
      examples: [
        FunctionExample(
          "FROM UNNEST([1, 2, 3, 4, 5]) AS x |> AGGREGATE APPROX_QUANTILES(x, 2)", "[1, 3, 5]")
      ]),
    overloads: [
      AggregateOverload([.any, .type(.bigint)], returns: .derived { .list($0[0]) }) { types in
        CollectedState(types) { grouped throws(Diagnostic) in
          let ranking = RowRanking(grouped.arguments[0])
          var lists = ListBuilder()
          for group in 0..<grouped.groupCount {
            let sorted = ranking.sorted(grouped.rows(of: group))
            if let first = grouped.rows(of: group).first {
              let parts = grouped.arguments[1].optionalNumber(first) ?? 0
              guard parts > 0, parts < 1_000_000 else {
                throw .badArgument("APPROX_QUANTILES", "the number of parts must be positive")
              }
              for part in 0...Int(parts) {
                let place = Double(part) / Double(parts) * Double(sorted.count - 1)
                lists.append(UInt32(truncatingIfNeeded: sorted[Int(place.rounded())]))
              }
              lists.finishRow()
            } else {
              lists.finishNullRow()
            }
          }
          return lists.finished(grouped.arguments[0])
        }
      }
    ])
}

/// Lists of values with a number each, the greatest numbers first.
private enum TopCounts {
  static func pair(_ value: LogicalType, _ name: String, _ number: LogicalType) -> LogicalType {
    .structure([Field("value", value), Field(name, number)])
  }

  static func lists(
    _ grouped: GroupedRows, name: String, limit: Vector, number: ([Int]) -> Value
  ) -> Vector {
    let values = grouped.arguments[0]
    let numbers = ValueNumbers(values).numbers
    let type = name == "sum" ? LogicalType.double : .bigint
    let pair = pair(values.type, name, type)
    guard case .structure(let fields) = pair else { return Vector(nulls: .null, count: 0) }
    var results: [Value] = []
    for group in 0..<grouped.groupCount {
      let members = grouped.rows(of: group)
      guard let first = members.first else {
        results.append(.null)
        continue
      }
      var rowsOfValue: [UInt32: [Int]] = [:]
      for row in members { rowsOfValue[numbers[row], default: []].append(row) }
      var ranked = rowsOfValue.values.map { (rows: $0, number: number($0)) }
      ranked.sort { left, right in
        let (one, two) = (left.number.number ?? -.infinity, right.number.number ?? -.infinity)
        return one != two ? one > two : left.rows[0] < right.rows[0]
      }
      let wanted = Int(clamping: limit.optionalNumber(first) ?? 0)
      results.append(
        .list(
          ranked.prefix(Swift.max(0, wanted)).map {
            .structure([values[$0.rows[0]], $0.number], fields)
          }, element: pair))
    }
    return Vector(values: results, type: .list(pair))
  }
}
