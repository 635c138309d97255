import KhoiData
import KhoiText

extension ScalarFunction {
  static let toCodePoints = ScalarFunction(
    FunctionDocumentation(
      "to_code_points", .text, "The numbers of the characters of a text, as a list.",
      examples: [FunctionExample("to_code_points('ađ')", "[97, 273]")]),
    overloads: [
      ScalarOverload(
        [.type(.varchar)], returns: .type(.list(.bigint)), takesAnyForm: true
      ) { arguments, count, _ in
        let source = arguments[0].textViews
        let validity = rowsWithoutNull(arguments)
        var numbers: [Int64] = []
        var counts = [Int](repeating: 0, count: count)
        for row in 0..<count where validity?.isValid(row) ?? true {
          let scalars = unsafe source.withBytes(row) { unsafe TextDistance.scalars($0) }
          for scalar in scalars { numbers.append(Int64(scalar)) }
          counts[row] = scalars.count
        }
        let elements = Vector(.bigint, .int64(Buffer(numbers)))
        return Vector(
          .list(.bigint), .list(ListValues(counts: counts, elements: elements)), count: count)
      }
    ])

  static let codePointsToText = ScalarFunction(
    FunctionDocumentation(
      "code_points_to_string", .text, "The text of the characters with these numbers.",
      examples: [FunctionExample("code_points_to_string([97, 273])", "ađ")]),
    overloads: [
      ScalarOverload(
        [.type(.list(.bigint))], returns: .type(.varchar), canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        let lists = arguments[0].lists
        let elements = lists.elements
        let numbers = elements.integers
        return try TextKernel.texts(arguments, count: count, function: "code_points_to_string") {
          (row, output) throws(Diagnostic) in
          for place in lists.entries[row].range {
            guard !elements.isNull(place), let code = UInt32(exactly: numbers[place]),
              Unicode.Scalar(code) != nil
            else {
              throw .badArgument(
                "code_points_to_string", "\(elements[place].text) is not the number of a character")
            }
            UTF8Scan.append(code, to: &output)
          }
        }
      }
    ])
}
