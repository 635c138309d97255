import KhoiData
import KhoiText

extension AggregateFunction {
  static let list = AggregateFunction(
    FunctionDocumentation(
      "list", aliases: ["array_agg"], .aggregate,
      "The list of all values, NULLs too, in the order of ORDER BY; NULL without any row.",
      examples: [
        FunctionExample("FROM UNNEST([3, 1, NULL]) AS x |> AGGREGATE ARRAY_AGG(x)", "[3, 1, NULL]"),
        FunctionExample(
          "FROM UNNEST([3, 1, 2]) AS x |> AGGREGATE LIST(x ORDER BY x LIMIT 2)", "[1, 2]"),
      ]),
    overloads: [
      AggregateOverload([.any], returns: .derived { .list($0[0]) }, isOrderSensitive: true) {
        types in
        CollectedState(types, required: []) { grouped in
          let counts = (0..<grouped.groupCount).map { grouped.rows(of: $0).count }
          return Vector(
            .list(types[0]), .list(ListValues(counts: counts, elements: grouped.arguments[0])),
            validity: grouped.filled)
        }
      }
    ])

  static let collectedList = collected(
    "collect_list", "The list of the values that are not NULL; empty without any.",
    "[3, 1, 1]", isSet: false)

  static let collectedSet = collected(
    "collect_set", "The list of the different values that are not NULL; empty without any.",
    "[3, 1]", isSet: true)

  private static func collected(
    _ name: String, _ summary: String, _ answer: String, isSet: Bool
  ) -> AggregateFunction {
    AggregateFunction(
      FunctionDocumentation(
        name, .aggregate, summary,
        examples: [
          FunctionExample(
            "FROM UNNEST([3, 1, NULL, 1]) AS x |> AGGREGATE \(name.uppercased())(x)", answer)
        ]),
      overloads: [
        AggregateOverload(
          [.any], returns: .derived { .list($0[0]) }, isOrderSensitive: true,
          ignoresDuplicates: isSet
        ) { types in
          CollectedState(types) { grouped in
            let numbers = isSet ? ValueNumbers(grouped.arguments[0]).numbers : []
            var lists = ListBuilder()
            for group in 0..<grouped.groupCount {
              var seen: Set<UInt32> = []
              for row in grouped.rows(of: group)
              where !isSet || seen.insert(numbers[row]).inserted {
                lists.append(UInt32(truncatingIfNeeded: row))
              }
              lists.finishRow()
            }
            return lists.finished(grouped.arguments[0])
          }
        }
      ])
  }

  static let listConcatenation = AggregateFunction(
    FunctionDocumentation(
      "array_concat_agg", .aggregate, "All lists that are not NULL, one after the other.",
      examples: [
        FunctionExample(
          "FROM (VALUES ([1]), ([2, 3])) AS t(x) |> AGGREGATE ARRAY_CONCAT_AGG(x)", "[1, 2, 3]")
      ]),
    overloads: [
      AggregateOverload([.list], returns: .argument(0), isOrderSensitive: true) { types in
        CollectedState(types) { grouped in
          let lists = grouped.arguments[0].lists.compacted
          let counts = (0..<grouped.groupCount).map { group in
            grouped.rows(of: group).reduce(0) { $0 + Int(lists.entries[$1].count) }
          }
          return Vector(
            types[0], .list(ListValues(counts: counts, elements: lists.elements)),
            validity: grouped.filled)
        }
      }
    ])

  static let topFrequent = AggregateFunction(
    FunctionDocumentation(
      "approx_top_k", .aggregate,
      "The list of the most frequent values, as many as asked for; khoi counts exactly.",
      examples: [
        FunctionExample(
          "FROM UNNEST([1, 2, 2, 3, 3, 3]) AS x |> AGGREGATE APPROX_TOP_K(x, 2)", "[3, 2]")
      ]),
    overloads: [
      AggregateOverload([.any, .type(.bigint)], returns: .derived { .list($0[0]) }) { types in
        CollectedState(types) { grouped throws(Diagnostic) in
          let ranking = RowRanking(grouped.arguments[0])
          var rows: [UInt32] = []
          var counts: [Int] = []
          for group in 0..<grouped.groupCount {
            let members = grouped.rows(of: group)
            var runs = ranking.runs(members)
            runs.sort { $0.count != $1.count ? $0.count > $1.count : $0.row < $1.row }
            let wanted = members.first.map { grouped.arguments[1].optionalNumber($0) ?? 0 } ?? 1
            if wanted < 1 || wanted >= 1_000_000 {
              throw .badArgument("APPROX_TOP_K", "the number of values must be from 1 to 999999")
            }
            let chosen = runs.prefix(Int(wanted))
            rows += chosen.map { UInt32(truncatingIfNeeded: $0.row) }
            counts.append(chosen.count)
          }
          return Vector(
            .list(types[0]),
            .list(ListValues(counts: counts, elements: grouped.arguments[0].gather(Buffer(rows)))),
            validity: grouped.filled)
        }
      }
    ])
}
