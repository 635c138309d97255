import KhoiData
import KhoiText

extension ScalarFunction {
  static let concat = ScalarFunction(
    FunctionDocumentation(
      "concat", .text, "All arguments as one text, or lists as one list; NULL counts as nothing.",
      examples: [
        FunctionExample("concat('khối ', 7, NULL, '!')", "khối 7!"),
        FunctionExample("concat([1], [2, 3])", "[1, 2, 3]"),
      ]),
    overloads: [
      joining(.type(.varchar)),
      ScalarOverload([.commonList], variadic: true, returns: .commonList, nulls: .explicit) {
        arguments, count, _ in ListConcatenation.lists(arguments, count: count)
      },
      joining(.any),
    ])

  private static func joining(_ parameter: ParameterType) -> ScalarOverload {
    ScalarOverload([parameter], variadic: true, returns: .type(.varchar), nulls: .explicit) {
      arguments, count, _ throws(Diagnostic) in
      let texts = try JoinedTexts(arguments)
      return try TextKernel.texts([], count: count, function: "concat") {
        (row, output) throws(Diagnostic) in
        texts.append(row, separator: nil, to: &output)
      }
    }
  }

  static let concatWithSeparator = ScalarFunction(
    FunctionDocumentation(
      "concat_ws", .text,
      "The arguments after the first as one text, with the first between them; NULLs are left out.",
      examples: [FunctionExample("concat_ws(', ', 'a', NULL, 'b')", "a, b")]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .any], variadic: true, returns: .type(.varchar), nulls: .explicit
      ) { arguments, count, _ throws(Diagnostic) in
        let separators = arguments[0].textViews
        let texts = try JoinedTexts(Array(arguments.dropFirst()))
        return try TextKernel.texts([arguments[0]], count: count, function: "concat_ws") {
          (row, output) throws(Diagnostic) in
          texts.append(row, separator: separators[row], to: &output)
        }.restricted(to: arguments[0].validity)
      }
    ])
}

/// Arguments of any types as texts that are put together row by row.
private struct JoinedTexts {
  private let texts: [Vector]
  private let views: [Operand<TextView>]

  init(_ arguments: [Vector]) throws(Diagnostic) {
    var texts: [Vector] = []
    for argument in arguments { texts.append(try Cast.evaluate(argument, to: .varchar)) }
    self.texts = texts
    views = texts.map(\.textViews)
  }

  func append(_ row: Int, separator: TextView?, to output: inout [UInt8]) {
    var isFirst = true
    for place in texts.indices where !texts[place].isNull(row) {
      if let separator, !isFirst { separator.append(to: &output) }
      views[place][row].append(to: &output)
      isFirst = false
    }
  }
}
