import KhoiData
import KhoiText

extension AggregateFunction {
  static let argMax = AggregateFunction(
    FunctionDocumentation(
      "arg_max", aliases: ["max_by", "argmax"], .aggregate,
      "The first argument of the row whose second argument is the greatest.",
      examples: [
        FunctionExample(
          "FROM (VALUES ('a', 1), ('b', 2)) AS t(x, y) |> AGGREGATE ARG_MAX(x, y)", "b"),
        FunctionExample(
          "FROM (VALUES ('a', 1), ('b', 2)) AS t(x, y) |> AGGREGATE ARG_MAX(x, y, 2)", "[b, a]"),
      ]),
    overloads: [
      overload(wantsGreatest: true), several(wantsGreatest: true, required: [0, 1]),
    ])

  static let argMin = AggregateFunction(
    FunctionDocumentation(
      "arg_min", aliases: ["min_by", "argmin"], .aggregate,
      "The first argument of the row whose second argument is the least.",
      examples: [
        FunctionExample(
          "FROM (VALUES ('a', 1), ('b', 2)) AS t(x, y) |> AGGREGATE ARG_MIN(x, y)", "a")
      ]),
    overloads: [
      overload(wantsGreatest: false), several(wantsGreatest: false, required: [0, 1]),
    ])

  static let argMaxNull = AggregateFunction(
    FunctionDocumentation(
      "arg_max_null", .aggregate,
      "The first argument, NULL or not, of the row whose second argument is the greatest.",
      examples: [
        FunctionExample(
          "FROM (VALUES ('a', 1), (NULL, 2)) AS t(x, y) |> AGGREGATE ARG_MAX_NULL(x, y)", "NULL")
      ]),
    overloads: [
      overload(wantsGreatest: true, keepsNulls: true),
      several(wantsGreatest: true, required: [1]),
    ])

  static let argMinNull = AggregateFunction(
    FunctionDocumentation(
      "arg_min_null", .aggregate,
      "The first argument, NULL or not, of the row whose second argument is the least.",
      examples: [
        FunctionExample(
          "FROM (VALUES (NULL, 1), ('b', 2)) AS t(x, y) |> AGGREGATE ARG_MIN_NULL(x, y)", "NULL")
      ]),
    overloads: [
      overload(wantsGreatest: false, keepsNulls: true),
      several(wantsGreatest: false, required: [1]),
    ])

  static let argMaxNullsLast = AggregateFunction(
    FunctionDocumentation(
      "arg_max_nulls_last", .aggregate,
      "The first argument of the row whose second argument is the greatest; a row where that is "
        + "NULL counts only if there is no other.",
      examples: [
        FunctionExample(
          "FROM (VALUES ('a', NULL), ('b', 2)) AS t(x, y) |> AGGREGATE ARG_MAX_NULLS_LAST(x, y)",
          "b")
      ]),
    overloads: [
      nullsLast(wantsGreatest: true), several(wantsGreatest: true, required: []),
    ])

  static let argMinNullsLast = AggregateFunction(
    FunctionDocumentation(
      "arg_min_nulls_last", .aggregate,
      "The first argument of the row whose second argument is the least; a row where that is "
        + "NULL counts only if there is no other.",
      examples: [
        FunctionExample(
          "FROM (VALUES ('a', NULL), ('b', 2)) AS t(x, y) |> AGGREGATE ARG_MIN_NULLS_LAST(x, y)",
          "b")
      ]),
    overloads: [
      nullsLast(wantsGreatest: false), several(wantsGreatest: false, required: []),
    ])

  private static func overload(
    wantsGreatest: Bool, keepsNulls: Bool = false
  ) -> AggregateOverload {
    AggregateOverload([.any, .any], returns: .argument(0), breaksTies: true) { types in
      ArgumentExtremeState(
        value: types[0], key: types[1], wantsGreatest: wantsGreatest, keepsNulls: keepsNulls)
    }
  }

  /// With a third argument the list of as many first arguments, best first.
  private static func several(wantsGreatest: Bool, required: [Int]) -> AggregateOverload {
    AggregateOverload(
      [.any, .any, .type(.bigint)], returns: .derived { .list($0[0]) }, breaksTies: true
    ) { types in
      TopValues.state(types, key: 1, required: required, wantsGreatest: wantsGreatest)
    }
  }

  private static func nullsLast(wantsGreatest: Bool) -> AggregateOverload {
    AggregateOverload([.any, .any], returns: .argument(0), breaksTies: true) { types in
      CollectedState(types, required: []) { grouped in
        let keys = grouped.arguments[1]
        let ranking = RowRanking(keys)
        let rows = (0..<grouped.groupCount).map { group -> UInt32 in
          var best: Int?
          for row in grouped.rows(of: group) {
            guard let known = best else {
              best = row
              continue
            }
            if keys.isNull(row) { continue }
            let order = keys.isNull(known) ? 1 : ranking.order(row, known)
            if keys.isNull(known) || (wantsGreatest ? order > 0 : order < 0) { best = row }
          }
          return best.map { UInt32(truncatingIfNeeded: $0) } ?? UInt32.max
        }
        return grouped.arguments[0].gatherOrNull(Buffer(rows))
      }
    }
  }
}
