import KhoiData
import KhoiText

extension ScalarFunction {
  static let listLength = ScalarFunction(
    FunctionDocumentation(
      "array_length", aliases: ["list_length"], .list, "The number of elements of a list.",
      examples: [FunctionExample("array_length([4, 5, 6])", "3")]),
    overloads: ListLength.overloads + [
      ScalarOverload(
        [.list, .type(.bigint)], returns: .type(.bigint), canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        for row in 0..<count where !arguments[1].isNull(row) {
          let dimension = arguments[1].int64s[row]
          if dimension != 1 {
            throw .badArgument("ARRAY_LENGTH", "a list has no dimension \(dimension)")
          }
        }
        return ListLength.lengths(arguments[0], count: count)
      }
    ])

  static let cardinality = ScalarFunction(
    FunctionDocumentation(
      "cardinality", .list, "The number of entries of a map, or of elements of a list.",
      examples: [FunctionExample("cardinality(MAP {'a': 1, 'b': 2})", "2")]),
    overloads: ListLength.overloads)
}

/// How many elements lists, and how many entries maps have.
enum ListLength {
  static let overloads = [ParameterType.list, .map].map { parameter in
    ScalarOverload([parameter], returns: .type(.bigint)) { arguments, count, _ in
      lengths(arguments[0], count: count)
    }
  }

  static func lengths(_ vector: Vector, count: Int) -> Vector {
    Vector(.bigint, .int64(Buffer((0..<count).map { Int64(vector.listEntry($0).count) })))
  }
}
