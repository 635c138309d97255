import KhoiData
import KhoiText

extension AggregateFunction {
  static let boolAnd = AggregateFunction(
    FunctionDocumentation(
      "bool_and", aliases: ["logical_and", "every"], .aggregate,
      "Whether a condition is true in every row where it is not NULL.",
      examples: [FunctionExample("FROM UNNEST([1, 2]) AS x |> AGGREGATE BOOL_AND(x > 1)", "false")]
    ),
    overloads: [
      AggregateOverload([.type(.boolean)], returns: .type(.boolean), ignoresDuplicates: true) {
        _ in NumberExtremeState(.boolean, wantsGreatest: false)
      }
    ])

  static let boolOr = AggregateFunction(
    FunctionDocumentation(
      "bool_or", aliases: ["logical_or", "some"], .aggregate,
      "Whether a condition is true in some row.",
      examples: [FunctionExample("FROM UNNEST([1, 2]) AS x |> AGGREGATE BOOL_OR(x > 1)", "true")]),
    overloads: [
      AggregateOverload([.type(.boolean)], returns: .type(.boolean), ignoresDuplicates: true) {
        _ in NumberExtremeState(.boolean, wantsGreatest: true)
      }
    ])

  static let bitAnd = bits(
    "bit_and", "The bits set in every integer.", "FROM UNNEST([6, 3]) AS x |> AGGREGATE BIT_AND(x)",
    "2", start: -1, ignoresDuplicates: true, { $0 & $1 }, { $0 & $1 })

  static let bitOr = bits(
    "bit_or", "The bits set in some integer.", "FROM UNNEST([6, 3]) AS x |> AGGREGATE BIT_OR(x)",
    "7", start: 0, ignoresDuplicates: true, { $0 | $1 }, { $0 | $1 })

  static let bitXor = bits(
    "bit_xor", "The bits set in an odd number of integers.",
    "FROM UNNEST([6, 3]) AS x |> AGGREGATE BIT_XOR(x)", "5", start: 0, ignoresDuplicates: false,
    { $0 ^ $1 }, { $0 ^ $1 })

  static let product = AggregateFunction(
    FunctionDocumentation(
      "product", .aggregate, "The product of the values that are not NULL.",
      examples: [FunctionExample("FROM UNNEST([2, 3, 4]) AS x |> AGGREGATE PRODUCT(x)", "24.0")]),
    overloads: [
      AggregateOverload([.type(.double)], returns: .type(.double)) { _ in
        FoldState(
          .double, start: 1.0, values: { $0.float64s }, result: { .float64($0) },
          fold: { $0 * $1 })
      }
    ])

  private static func bits(
    _ name: String, _ summary: String, _ example: String, _ answer: String, start: Int64,
    ignoresDuplicates: Bool, _ fold: @escaping @Sendable (Int64, Int64) -> Int64,
    _ wideFold: @escaping @Sendable (Int128, Int128) -> Int128
  ) -> AggregateFunction {
    AggregateFunction(
      FunctionDocumentation(
        name, .aggregate, summary, examples: [FunctionExample(example, answer)]),
      overloads: [
        AggregateOverload(
          [.type(.bigint)], returns: .type(.bigint), ignoresDuplicates: ignoresDuplicates
        ) { _ in
          FoldState(
            .bigint, start: start, values: { $0.int64s }, result: { .int64($0) }, fold: fold)
        },
        AggregateOverload(
          [.type(.hugeint)], returns: .type(.hugeint), ignoresDuplicates: ignoresDuplicates
        ) { _ in
          FoldState(
            .hugeint, start: Int128(start), values: { $0.int128s }, result: { .int128($0) },
            fold: wideFold)
        },
      ])
  }
}
