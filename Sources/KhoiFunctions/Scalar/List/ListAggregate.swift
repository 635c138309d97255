import KhoiData
import KhoiText

extension ScalarFunction {
  /// The functions that aggregate the elements of each list; they follow from the aggregates.
  static let listAggregates: [ScalarFunction] =
    [generalListAggregate]
    + [
      shortcut("any_value", "Some element that is not NULL.", "[NULL, 7]", "7"),
      shortcut(
        "approx_count_distinct", "About how many different elements there are.", "[1, 1, 2]", "2"),
      shortcut(
        "avg", aliases: ["mean", "array_avg"], "The mean of the elements.", "[1, 2, 6]", "3.0"),
      shortcut("bit_and", "The bits that all elements have.", "[6, 3]", "2"),
      shortcut("bit_or", "The bits that some element has.", "[6, 3]", "7"),
      shortcut("bit_xor", "The bits that an odd number of elements has.", "[6, 3]", "5"),
      shortcut("bool_and", "Whether all elements are true.", "[true, false]", "false"),
      shortcut("bool_or", "Whether some element is true.", "[true, false]", "true"),
      shortcut("count", "The number of elements that are not NULL.", "[1, NULL, 3]", "2"),
      shortcut("entropy", "The information in an element, in bits.", "[1, 1, 2, 2]", "1.0"),
      shortcut("first", aliases: ["array_first"], "The first element.", "[4, 5]", "4"),
      shortcut("histogram", "How often each element is there.", "[2, 1, 2]", "{1=1, 2=2}"),
      shortcut("kurtosis", "How heavy the tails of the elements are.", "[0, 0, 1, 1]", "-6.0"),
      shortcut(
        "kurtosis_pop", "How heavy the tails of the elements are, as a population.",
        "[1, 1, 4]", "-1.5"),
      shortcut("last", aliases: ["array_last"], "The last element.", "[4, 5]", "5"),
      shortcut("mad", "The median distance of the elements from their median.", "[1, 2, 9]", "1.0"),
      shortcut("max", aliases: ["array_max"], "The greatest element.", "[1, 3, 2]", "3"),
      shortcut("median", "The middle of the elements.", "[1, 2, 9]", "2.0"),
      shortcut("min", aliases: ["array_min"], "The least element.", "[3, 1, 2]", "1"),
      shortcut("mode", "The most frequent element.", "[1, 2, 2]", "2"),
      shortcut(
        "product", aliases: ["array_product"], "The product of the elements.", "[2, 3]", "6.0"),
      shortcut("sem", "The standard error of the mean.", "[1, 1]", "0.0"),
      shortcut("skewness", "How far the elements lean to one side.", "[1, 2, 3]", "0.0"),
      shortcut("stddev_pop", "The standard deviation, as of a population.", "[1, 3]", "1.0"),
      shortcut(
        "stddev", aliases: ["list_stddev_samp"], "The standard deviation, as of a sample.",
        "[1, 2, 3]", "1.0"),
      shortcut(
        "string_agg", "The elements as one text, with a separator.", "['a', 'b']", "a,b"),
      shortcut("sum", aliases: ["array_sum"], "The sum of the elements.", "[1, 2, 3]", "6"),
      shortcut("var_pop", "The variance, as of a population.", "[1, 3]", "1.0"),
      shortcut(
        "variance", aliases: ["list_var_samp"], "The variance of a sample.", "[1, 2, 3]", "1.0"),
    ]

  private static let generalListAggregate = ScalarFunction(
    FunctionDocumentation(
      "list_aggregate", aliases: ["list_aggr", "array_aggregate", "array_aggr", "aggregate"], .list,
      "An aggregate, named by a text, of the elements of a list; further arguments go to it.",
      examples: [
        FunctionExample("list_aggregate([1, 2, 4], 'sum')", "7"),
        FunctionExample("list_aggregate(['a', 'b'], 'string_agg', '-')", "a-b"),
      ]),
    // Which aggregate it is, and so the type, is known where the call is bound.
    overloads: [
      ScalarOverload(
        [.list, .type(.varchar), .any], variadic: true, returns: .type(.null), canFail: true
      ) { _, _, _ throws(Diagnostic) in throw .aggregateNotConstant() },
      ScalarOverload(
        [.list, .type(.varchar)], returns: .type(.null), canFail: true
      ) { _, _, _ throws(Diagnostic) in throw .aggregateNotConstant() },
    ])

  private static func shortcut(
    _ name: String, aliases: [String] = [], _ summary: String, _ list: String, _ answer: String
  ) -> ScalarFunction {
    let documentation = FunctionDocumentation(
      "list_" + name, aliases: aliases.map { $0.contains("_") ? $0 : "list_" + $0 }, .list, summary,
      examples: [FunctionExample("list_\(name)(\(list))", answer)])
    return elementwise(documentation, aggregate: name)
  }

  /// An aggregate applied to the elements of each list.
  private static func elementwise(
    _ documentation: FunctionDocumentation, aggregate name: String
  ) -> ScalarFunction {
    func overload(_ rest: [ParameterType]) -> ScalarOverload {
      ScalarOverload(
        [.list] + rest,
        returns: .derived { types in
          ElementAggregation(aggregate: name, types: types)?.resolved.resultType ?? .null
        }, nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        guard let aggregation = ElementAggregation(aggregate: name, types: arguments.map(\.type))
        else { throw .noListAggregate(name, arguments.map(\.type)) }
        return try aggregation.evaluate(arguments, count: count)
      }
    }
    return ScalarFunction(
      documentation, overloads: [overload([]), overload([.any]), overload([.any, .any])])
  }

  /// `list_aggregate` for one aggregate; nil where there is none of that name.
  package static func listAggregate(named name: String) -> ScalarFunction? {
    guard let aggregate = FunctionLibrary.aggregate(named: name) else { return nil }
    return elementwise(generalListAggregate.documentation, aggregate: aggregate.name)
  }
}

/// Runs an aggregate over the elements of lists: each list is a group.
private struct ElementAggregation {
  let resolved: ResolvedOverload<AggregateOverload>

  /// `types` are those of the list and of further arguments; nil where the aggregate takes none
  /// such.
  init?(aggregate name: String, types: [LogicalType]) {
    guard let function = FunctionLibrary.aggregate(named: name),
      case .list(let element)? = types.first,
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [element] + types.dropFirst(),
        isLiteralText: types.map { _ in false })
    else { return nil }
    self.resolved = resolved
  }

  func evaluate(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    let lists = arguments[0].lists.compacted
    let rows = lists.rowOfElement
    var inputs = [try Cast.evaluate(lists.elements, to: resolved.argumentTypes[0])]
    for (place, argument) in arguments.dropFirst().enumerated() {
      inputs.append(
        try Cast.evaluate(argument.gather(rows), to: resolved.argumentTypes[place + 1]))
    }
    let state = resolved.overload.makeState(resolved.argumentTypes)
    state.reserve(groupCount: count)
    if rows.count > 0 { try state.update(inputs, groups: rows, count: rows.count) }
    let result = try state.finalize(0..<count)
    return result.replacing(validity: Validity.and(result.validity, arguments[0].validity))
  }
}
