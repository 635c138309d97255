import KhoiData
import KhoiText

extension ScalarFunction {
  static let cosineSimilarity = measure(
    "list_cosine_similarity", ["array_cosine_similarity"],
    "The cosine of the angle between two lists of numbers, from -1 to 1.",
    "list_cosine_similarity([1, 0], [1, 0])", "1.0", ListMeasure.cosine)

  static let cosineDistance = measure(
    "list_cosine_distance", ["array_cosine_distance", "cosine_distance"],
    "One minus the cosine of the angle between two lists of numbers.",
    "list_cosine_distance([1, 0], [0, 1])", "1.0"
  ) { left, right in ListMeasure.cosine(left, right).map { 1 - $0 } }

  static let euclideanDistance = measure(
    "list_distance", ["array_distance", "euclidean_distance"],
    "The distance of two points given as lists of numbers.",
    "list_distance([0, 0], [3, 4])", "5.0"
  ) { left, right in
    zip(left, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  static let innerProduct = measure(
    "list_inner_product",
    ["array_inner_product", "list_dot_product", "array_dot_product"],
    "The sum of the products of the numbers at the same places.",
    "list_inner_product([1, 2], [3, 4])", "11.0", ListMeasure.product)

  static let negativeInnerProduct = measure(
    "list_negative_inner_product",
    ["array_negative_inner_product", "list_negative_dot_product", "array_negative_dot_product"],
    "The negative sum of the products of the numbers at the same places.",
    "list_negative_inner_product([1, 2], [3, 4])", "-11.0"
  ) { left, right in ListMeasure.product(left, right).map { -$0 } }

  private static func measure(
    _ name: String, _ aliases: [String], _ summary: String, _ example: String, _ answer: String,
    _ body: @escaping @Sendable ([Double], [Double]) -> Double?
  ) -> ScalarFunction {
    let list = ParameterType.type(.list(.double))
    return ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .list, summary, examples: [FunctionExample(example, answer)]),
      overloads: [
        ScalarOverload([list, list], returns: .type(.double), nulls: .explicit, canFail: true) {
          arguments, count, _ throws(Diagnostic) in
          var results: [Double?] = []
          for row in 0..<count {
            if arguments[0].isNull(row) || arguments[1].isNull(row) {
              results.append(nil)
              continue
            }
            let left = try ListMeasure.numbers(arguments[0], row, name)
            let right = try ListMeasure.numbers(arguments[1], row, name)
            if left.count != right.count {
              throw .badArgument(
                name.uppercased(),
                "the lists must be equally long, not \(left.count) and \(right.count)")
            }
            results.append(body(left, right))
          }
          return Vector(
            .double, .float64(Buffer(results.map { $0 ?? 0 })),
            validity: Validity(count: count) { results[$0] != nil })
        }
      ])
  }

  static let crossProduct = ScalarFunction(
    FunctionDocumentation(
      "array_cross_product", .list, "The cross product of two lists of three numbers.",
      examples: [FunctionExample("array_cross_product([1, 0, 0], [0, 1, 0])", "[0.0, 0.0, 1.0]")]),
    overloads: [
      ScalarOverload(
        [.type(.list(.double)), .type(.list(.double))], returns: .type(.list(.double)),
        nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        var values: [Value] = []
        for row in 0..<count {
          if arguments[0].isNull(row) || arguments[1].isNull(row) {
            values.append(.null)
            continue
          }
          let a = try ListMeasure.numbers(arguments[0], row, "array_cross_product")
          let b = try ListMeasure.numbers(arguments[1], row, "array_cross_product")
          guard a.count == 3, b.count == 3 else {
            throw .badArgument("ARRAY_CROSS_PRODUCT", "the lists must hold three numbers each")
          }
          let product = [
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0],
          ]
          values.append(.list(product.map { .double($0) }, element: .double))
        }
        return Vector(values: values, type: .list(.double))
      }
    ])
}

/// Lists of numbers as vectors of geometry.
private enum ListMeasure {
  static func numbers(
    _ vector: Vector, _ row: Int, _ name: String
  ) throws(Diagnostic) -> [Double] {
    let elements = vector.lists.elements.canonical()
    let range = vector.listEntry(row).range
    if range.contains(where: { elements.isNull($0) }) {
      throw .badArgument(name.uppercased(), "a list must not hold NULL")
    }
    return range.map { elements.float64s[$0] }
  }

  static func product(_ left: [Double], _ right: [Double]) -> Double? {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func cosine(_ left: [Double], _ right: [Double]) -> Double? {
    let lengths = zip(left, right).reduce(into: (0.0, 0.0)) {
      $0.0 += $1.0 * $1.0
      $0.1 += $1.1 * $1.1
    }
    let product = zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    return max(-1, min(1, product / (lengths.0 * lengths.1).squareRoot()))
  }
}
