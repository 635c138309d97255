import KhoiData
import KhoiText

extension AggregateFunction {
  static let min = AggregateFunction(
    FunctionDocumentation(
      "min", .aggregate, "The least value that is not NULL.",
      examples: [FunctionExample("FROM UNNEST([2, 1, NULL]) AS x |> AGGREGATE MIN(x)", "1")]),
    overloads: [extreme(wantsGreatest: false), several(wantsGreatest: false)])

  static let max = AggregateFunction(
    FunctionDocumentation(
      "max", .aggregate, "The greatest value that is not NULL.",
      examples: [FunctionExample("FROM UNNEST([2, 1, NULL]) AS x |> AGGREGATE MAX(x)", "2")]),
    overloads: [extreme(wantsGreatest: true), several(wantsGreatest: true)])

  private static func extreme(wantsGreatest: Bool) -> AggregateOverload {
    AggregateOverload([.any], returns: .argument(0), ignoresDuplicates: true) { types in
      if types[0] == .varchar { return TextExtremeState(wantsGreatest: wantsGreatest) }
      if OrderedKey.exists(for: types[0]) {
        return NumberExtremeState(types[0], wantsGreatest: wantsGreatest)
      }
      return ArgumentExtremeState(value: types[0], key: types[0], wantsGreatest: wantsGreatest)
    }
  }

  /// With a second argument the list of as many values, best first.
  private static func several(wantsGreatest: Bool) -> AggregateOverload {
    AggregateOverload([.any, .type(.bigint)], returns: .derived { .list($0[0]) }) { types in
      TopValues.state(types, key: 0, required: [0], wantsGreatest: wantsGreatest)
    }
  }
}
