import KhoiData
import KhoiText

extension AggregateFunction {
  static let min = AggregateFunction(
    FunctionDocumentation(
      "min", .aggregate, "The least value that is not NULL.",
      examples: [FunctionExample("FROM UNNEST([2, 1, NULL]) AS x |> AGGREGATE MIN(x)", "1")]),
    overloads: [extreme(wantsGreatest: false)])

  static let max = AggregateFunction(
    FunctionDocumentation(
      "max", .aggregate, "The greatest value that is not NULL.",
      examples: [FunctionExample("FROM UNNEST([2, 1, NULL]) AS x |> AGGREGATE MAX(x)", "2")]),
    overloads: [extreme(wantsGreatest: true)])

  private static func extreme(wantsGreatest: Bool) -> AggregateOverload {
    AggregateOverload([.any], returns: .argument(0), ignoresDuplicates: true) { types in
      if types[0] == .varchar { return TextExtremeState(wantsGreatest: wantsGreatest) }
      if OrderedKey.exists(for: types[0]) {
        return NumberExtremeState(types[0], wantsGreatest: wantsGreatest)
      }
      return ArgumentExtremeState(value: types[0], key: types[0], wantsGreatest: wantsGreatest)
    }
  }
}
