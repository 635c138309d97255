import KhoiData
import KhoiText

/// Functions that take parts out of a text, count or find them by regular expressions.
extension ScalarFunction {
  static let regularExpressionExtract = ScalarFunction(
    FunctionDocumentation(
      "regexp_extract", .text,
      "The first part of the text that fits a regular expression, or the group with a number; "
        + "an empty text where nothing fits.",
      examples: [
        FunctionExample("regexp_extract('năm 2024', '[0-9]+')", "2024"),
        FunctionExample("regexp_extract('2024-05', '([0-9]+)-([0-9]+)', 2)", "05"),
      ]),
    overloads: [
      extracting([.varchar, .varchar]), extracting([.varchar, .varchar, .bigint]),
      extracting([.varchar, .varchar, .bigint, .varchar]),
    ],
    check: .pattern(at: 1, options: 3, "regexp_extract"))

  private static func extracting(_ parameters: [LogicalType]) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(.varchar), canFail: true, takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      var source = PatternSource(
        arguments[1], options: arguments.count > 3 ? arguments[3] : nil,
        function: "regexp_extract", context: context)
      let numbers = arguments.count > 2 ? arguments[2].integers : nil
      return unsafe try TextKernel.parts(arguments, count: count) {
        (row, bytes) throws(Diagnostic) in
        let expression = try source.entry(row).expression
        let number = numbers?[row] ?? 0
        guard number >= 0, number <= 9 else {
          throw .badArgument("regexp_extract", "the group must be between 0 and 9, not \(number)")
        }
        guard number <= Int64(expression.groupCount) else { return 0..<0 }
        return unsafe PatternPlaces.first(
          expression, bytes, group: Int(number), from: 0, occurrence: 1) ?? 0..<0
      }
    }
  }

  static let regularExpressionSubstring = ScalarFunction(
    FunctionDocumentation(
      "regexp_substr", .text,
      "The part of the text that fits a regular expression, from a position on and the n-th one "
        + "if given; NULL where nothing fits.",
      examples: [
        FunctionExample("regexp_substr('a1 b22', '[0-9]+')", "1"),
        FunctionExample("regexp_substr('a1 b22', '[0-9]+', 1, 2)", "22"),
      ]),
    overloads: [
      substring([.varchar, .varchar]), substring([.varchar, .varchar, .bigint]),
      substring([.varchar, .varchar, .bigint, .bigint]),
    ],
    check: .pattern(at: 1, options: nil, "regexp_substr"))

  private static func substring(_ parameters: [LogicalType]) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(.varchar), canFail: true, takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      var source = PatternSource(arguments[1], function: "regexp_substr", context: context)
      let starts = arguments.count > 2 ? arguments[2].integers : nil
      let numbers = arguments.count > 3 ? arguments[3].integers : nil
      return unsafe try TextKernel.parts(arguments, count: count) {
        (row, bytes) throws(Diagnostic) in
        let expression = try source.entry(row).expression
        let start = unsafe try PatternPlaces.start(starts?[row] ?? 1, bytes, "regexp_substr")
        let number = try PatternPlaces.occurrence(numbers?[row] ?? 1, "regexp_substr")
        guard let start else { return nil }
        let group = expression.groupCount > 0 ? 1 : 0
        return unsafe PatternPlaces.first(
          expression, bytes, group: group, from: start, occurrence: number)
      }
    }
  }

  static let regularExpressionCount = ScalarFunction(
    FunctionDocumentation(
      "regexp_count", .text,
      "How many places of the text fit a regular expression, from a position on if given.",
      examples: [
        FunctionExample("regexp_count('a1 b22 c3', '[0-9]+')", "3"),
        FunctionExample("regexp_count('AbA', 'a', 2, 'i')", "1"),
      ]),
    overloads: [
      counting([.varchar, .varchar]), counting([.varchar, .varchar, .bigint]),
      counting([.varchar, .varchar, .bigint, .varchar]),
    ],
    check: .pattern(at: 1, options: 3, "regexp_count"))

  private static func counting(_ parameters: [LogicalType]) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(.bigint), canFail: true, takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      var source = PatternSource(
        arguments[1], options: arguments.count > 3 ? arguments[3] : nil,
        function: "regexp_count", context: context)
      let starts = arguments.count > 2 ? arguments[2].integers : nil
      return unsafe try TextKernel.integers(arguments, count: count) {
        (row, bytes) throws(Diagnostic) in
        let expression = try source.entry(row).expression
        guard
          let start = unsafe try PatternPlaces.start(starts?[row] ?? 1, bytes, "regexp_count")
        else { return 0 }
        var total: Int64 = 0
        unsafe expression.forEachMatch(
          in: bytes, from: start, groups: 0, skipsEmptyAfterMatch: true
        ) { _ in
          total += 1
          return true
        }
        return total
      }
    }
  }

  static let regularExpressionPosition = ScalarFunction(
    FunctionDocumentation(
      "regexp_instr", aliases: ["regexp_position"], .text,
      "Where a regular expression fits, from 1; 0 where it does not. A position to begin at, the "
        + "number of the place, options and the number of a group may follow.",
      examples: [
        FunctionExample("regexp_instr('năm 2024', '[0-9]')", "5"),
        FunctionExample("regexp_instr('a1 b2', '[0-9]', 1, 2)", "5"),
      ]),
    overloads: [
      locating([.varchar, .varchar]), locating([.varchar, .varchar, .bigint]),
      locating([.varchar, .varchar, .bigint, .bigint]),
      locating([.varchar, .varchar, .bigint, .bigint, .varchar]),
      locating([.varchar, .varchar, .bigint, .bigint, .varchar, .bigint]),
    ],
    check: .pattern(at: 1, options: 4, "regexp_instr"))

  private static func locating(_ parameters: [LogicalType]) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(.bigint), canFail: true, takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      var source = PatternSource(
        arguments[1], options: arguments.count > 4 ? arguments[4] : nil,
        function: "regexp_instr", context: context)
      let starts = arguments.count > 2 ? arguments[2].integers : nil
      let numbers = arguments.count > 3 ? arguments[3].integers : nil
      let groups = arguments.count > 5 ? arguments[5].integers : nil
      return unsafe try TextKernel.integers(arguments, count: count) {
        (row, bytes) throws(Diagnostic) in
        let expression = try source.entry(row).expression
        let start = unsafe try PatternPlaces.start(starts?[row] ?? 1, bytes, "regexp_instr")
        let number = try PatternPlaces.occurrence(numbers?[row] ?? 1, "regexp_instr")
        let group = groups?[row] ?? 0
        guard let start, group >= 0, group <= Int64(expression.groupCount) else { return 0 }
        let place = unsafe PatternPlaces.first(
          expression, bytes, group: Int(group), from: start, occurrence: number)
        guard let place else { return 0 }
        return unsafe Int64(UTF8Text.scalarCount(TextBytes(rebasing: bytes[..<place.lowerBound])))
          + 1
      }
    }
  }
}

/// Where regular expressions fit, by position and number.
enum PatternPlaces {
  /// The bytes of a group in the n-th match at or after `start`; nil where there is none.
  static func first(
    _ expression: RegularExpression, _ bytes: TextBytes, group: Int, from start: Int,
    occurrence: Int64
  ) -> Range<Int>? {
    var left = occurrence
    var found: Range<Int>?
    unsafe expression.forEachMatch(in: bytes, from: start, groups: group) { spans in
      left -= 1
      if left > 0 { return true }
      found = spans.range(group)
      return false
    }
    return found
  }

  /// The byte offset of a position counted in characters from 1; nil beyond the end.
  static func start(
    _ position: Int64, _ bytes: TextBytes, _ function: String
  ) throws(Diagnostic) -> Int? {
    guard position >= 1 else {
      throw .badArgument(function, "the position must be at least 1, not \(position)")
    }
    if position == 1 { return 0 }
    guard position - 1 <= bytes.count else { return nil }
    return unsafe UTF8Text.offset(ofScalar: Int(position - 1), in: bytes)
  }

  static func occurrence(_ number: Int64, _ function: String) throws(Diagnostic) -> Int64 {
    guard number >= 1 else {
      throw .badArgument(function, "the number of the place must be at least 1, not \(number)")
    }
    return number
  }
}
