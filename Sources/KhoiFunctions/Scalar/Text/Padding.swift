import KhoiData
import KhoiText

extension ScalarFunction {
  static let padLeft = padding(
    "lpad", "The text brought to a length by filling its start, or cut at its end.",
    [FunctionExample("lpad('7', 3, '0')", "007"), FunctionExample("lpad('đua', 2)", "đu")],
    atStart: true)
  static let padRight = padding(
    "rpad", "The text brought to a length by filling its end, or cut there.",
    [FunctionExample("rpad('a', 3, '.')", "a..")], atStart: false)

  private static func padding(
    _ name: String, _ summary: String, _ examples: [FunctionExample], atStart: Bool
  ) -> ScalarFunction {
    func overload(_ parameters: [LogicalType]) -> ScalarOverload {
      .texts(parameters, name, canFail: true) { arguments, _ throws(Diagnostic) in
        let source = arguments[0].textViews
        let lengths = arguments[1].integers
        let fillings = arguments.count > 2 ? arguments[2].textViews : nil
        return { (row, output) throws(Diagnostic) in
          guard lengths[row] <= TextLimit.byteCount else { throw .textTooLong(name) }
          let length = Int(max(0, lengths[row]))
          unsafe try source.withBytes(row) { (bytes) throws(Diagnostic) in
            let missing = unsafe length - UTF8Text.scalarCount(bytes)
            if missing <= 0 {
              unsafe output.append(contentsOf: bytes[TextSlices.left(bytes, Int64(length))])
              return
            }
            if let fillings, fillings[row].count == 0 {
              throw .badArgument(name, "there is nothing to fill up with")
            }
            if !atStart { unsafe output.append(contentsOf: bytes) }
            if let fillings {
              unsafe fillings.withBytes(row) { unsafe fill(missing, with: $0, &output) }
            } else {
              output.append(contentsOf: repeatElement(0x20, count: missing))
            }
            if atStart { unsafe output.append(contentsOf: bytes) }
          }
        }
      }
    }
    return ScalarFunction(
      FunctionDocumentation(name, .text, summary, examples: examples),
      overloads: [overload([.varchar, .bigint]), overload([.varchar, .bigint, .varchar])])
  }

  /// Appends `count` characters of the filling, again and again; nothing if it is empty.
  private static func fill(_ count: Int, with filling: TextBytes, _ output: inout [UInt8]) {
    if filling.isEmpty { return }
    var left = count
    var place = 0
    while left > 0 && output.count <= TextLimit.byteCount {
      let end = unsafe UTF8Text.end(of: place, in: filling)
      unsafe output.append(contentsOf: filling[place..<end])
      place = end < filling.count ? end : 0
      left -= 1
    }
  }

  static let repetition = ScalarFunction(
    FunctionDocumentation(
      "repeat", .text, "The text, bytes or list so many times.",
      examples: [
        FunctionExample("repeat('ab', 3)", "ababab"), FunctionExample("repeat([1], 2)", "[1, 1]"),
      ]),
    overloads: [repeating(.varchar), repeating(.blob), repeatingLists])

  private static func repeating(_ type: LogicalType) -> ScalarOverload {
    ScalarOverload(
      [.type(type), .type(.bigint)], returns: .type(type), canFail: true, takesAnyForm: true
    ) { arguments, count, _ throws(Diagnostic) in
      let source = arguments[0].textViews
      let counts = arguments[1].integers
      return try TextKernel.texts(arguments, count: count, function: "repeat") {
        (row, output) throws(Diagnostic) in
        let (total, overflow) =
          Int64(source[row].count).multipliedReportingOverflow(by: max(0, counts[row]))
        if overflow || total > TextLimit.byteCount { throw .textTooLong("repeat") }
        if total == 0 { return }
        for _ in 0..<counts[row] { source[row].append(to: &output) }
      }.retyped(type)
    }
  }

  private static let repeatingLists = ScalarOverload(
    [.list, .type(.bigint)], returns: .argument(0), canFail: true
  ) { arguments, count, _ throws(Diagnostic) in
    let lists = arguments[0].lists
    let counts = arguments[1].integers
    let validity = rowsWithoutNull(arguments)
    var places: [UInt32] = []
    var sizes = [Int](repeating: 0, count: count)
    for row in 0..<count where validity?.isValid(row) ?? true {
      let entry = lists.entries[row]
      let (total, overflow) =
        Int64(entry.count).multipliedReportingOverflow(by: max(0, counts[row]))
      if overflow || total > Int64(TextLimit.byteCount / 16) { throw .textTooLong("repeat") }
      if total == 0 { continue }
      for _ in 0..<counts[row] { places.append(contentsOf: entry.range.map { UInt32($0) }) }
      sizes[row] = Int(total)
    }
    return Vector(
      arguments[0].type,
      .list(ListValues(counts: sizes, elements: lists.elements.gather(Buffer(places)))),
      count: count)
  }
}
