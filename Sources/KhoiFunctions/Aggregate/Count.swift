import KhoiData
import KhoiText

extension AggregateFunction {
  static let count = AggregateFunction(
    FunctionDocumentation(
      "count", aliases: ["count_star"], .aggregate,
      "The number of rows, or of rows where no argument is NULL.",
      examples: [
        FunctionExample("FROM UNNEST([1, 2, NULL]) AS x |> AGGREGATE COUNT(*)", "3"),
        FunctionExample("FROM UNNEST([1, 2, NULL]) AS x |> AGGREGATE COUNT(x)", "2"),
      ]),
    overloads: [
      AggregateOverload([], returns: .type(.bigint)) { _ in CountState(.rows) },
      AggregateOverload([.any], returns: .type(.bigint)) { _ in CountState(.values) },
      AggregateOverload([.any, .any], variadic: true, returns: .type(.bigint)) { _ in
        CountState(.values)
      },
    ])

  static let countIf = AggregateFunction(
    FunctionDocumentation(
      "countif", aliases: ["count_if"], .aggregate, "The number of rows where a condition is true.",
      examples: [
        FunctionExample("FROM UNNEST([1, 2, NULL]) AS x |> AGGREGATE COUNTIF(x > 1)", "1")
      ]),
    overloads: [
      AggregateOverload([.type(.boolean)], returns: .type(.bigint)) { _ in CountState(.truths) }
    ])
}
