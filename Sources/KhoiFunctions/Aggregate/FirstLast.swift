import KhoiData
import KhoiText

extension AggregateFunction {
  static let anyValue = AggregateFunction(
    FunctionDocumentation(
      "any_value", .aggregate,
      "Some value that is not NULL: the first one met.",
      examples: [
        FunctionExample("FROM UNNEST([NULL, 7, 7]) AS x |> AGGREGATE ANY_VALUE(x)", "7")
      ]),
    overloads: [
      AggregateOverload(
        [.any], returns: .argument(0), breaksTies: true, ignoresDuplicates: true
      ) { types in
        EdgeValueState(types[0], isLast: false, skipsNulls: true)
      }
    ])

  static let first = AggregateFunction(
    FunctionDocumentation(
      "first", aliases: ["arbitrary"], .aggregate, "The value of the first row, NULL or not.",
      examples: [FunctionExample("FROM UNNEST([3, 1, 2]) AS x |> AGGREGATE FIRST(x)", "3")]),
    overloads: [
      AggregateOverload([.any], returns: .argument(0), isOrderSensitive: true) { types in
        EdgeValueState(types[0], isLast: false, skipsNulls: false)
      }
    ])

  static let last = AggregateFunction(
    FunctionDocumentation(
      "last", .aggregate, "The value of the last row, NULL or not.",
      examples: [FunctionExample("FROM UNNEST([3, 1, 2]) AS x |> AGGREGATE LAST(x)", "2")]),
    overloads: [
      AggregateOverload([.any], returns: .argument(0), isOrderSensitive: true) { types in
        EdgeValueState(types[0], isLast: true, skipsNulls: false)
      }
    ])

  static let nth = AggregateFunction(
    FunctionDocumentation(
      "nth", .aggregate,
      "The value of the n-th row, or from the end for a negative n; NULL where there is none.",
      examples: [
        FunctionExample("FROM UNNEST([3, 1, 2]) AS x |> AGGREGATE NTH(x, 2 ORDER BY x)", "2")
      ]),
    overloads: [
      AggregateOverload([.any, .type(.bigint)], returns: .argument(0), isOrderSensitive: true) {
        types in
        CollectedState(types, required: []) { grouped in
          let rows = (0..<grouped.groupCount).map { group -> UInt32 in
            let members = grouped.rows(of: group)
            guard let first = members.first,
              let place = grouped.arguments[1].optionalNumber(first),
              let offset = ListPlace.offset(place, count: members.count)
            else { return UInt32.max }
            return UInt32(truncatingIfNeeded: first + offset)
          }
          return grouped.arguments[0].gatherOrNull(Buffer(rows))
        }
      }
    ])
}
