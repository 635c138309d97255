import KhoiData
import KhoiText

/// Texts cut into lists.
extension ScalarFunction {
  static let split = ScalarFunction(
    FunctionDocumentation(
      "string_split", aliases: ["split", "str_split", "string_to_array"], .text,
      "The parts of a text between separators, as a list; every character for an empty separator.",
      examples: [
        FunctionExample("string_split('a, b, c', ', ')", "[a, b, c]"),
        FunctionExample("split('đua', '')", "[đ, u, a]"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.varchar)], returns: .type(.list(.varchar)), nulls: .explicit,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let separators = arguments[1]
        let views = separators.textViews
        return unsafe try TextListBuilder.lists([arguments[0]], count: count) {
          row, bytes, output in
          if arguments[0].isNull(row) { return false }
          if separators.isNull(row) {
            unsafe output.append(0..<bytes.count, of: bytes)
          } else {
            unsafe views.withBytes(row) { unsafe TextSplit.split(bytes, $0, &output) }
          }
          return true
        }
      }
    ])

  static let splitByPattern = ScalarFunction(
    FunctionDocumentation(
      "string_split_regex", aliases: ["str_split_regex", "regexp_split_to_array", "regexp_split"],
      .text, "The parts of a text between places that fit a regular expression, as a list.",
      examples: [FunctionExample("string_split_regex('a1b22c', '[0-9]+')", "[a, b, c]")]),
    overloads: [splittingByPattern(2), splittingByPattern(3)],
    check: .pattern(at: 1, options: 2, "string_split_regex"))

  private static func splittingByPattern(_ parameterCount: Int) -> ScalarOverload {
    ScalarOverload(
      Array(repeating: .type(.varchar), count: parameterCount), returns: .type(.list(.varchar)),
      canFail: true, takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      var source = PatternSource(
        arguments[1], options: arguments.count > 2 ? arguments[2] : nil,
        function: "string_split_regex", context: context)
      return unsafe try TextListBuilder.lists(arguments, count: count) {
        (row, bytes, output) throws(Diagnostic) in
        unsafe TextSplit.split(bytes, try source.entry(row).expression, &output)
        return true
      }
    }
  }

  static let regularExpressionExtractAll = ScalarFunction(
    FunctionDocumentation(
      "regexp_extract_all", .text,
      "Every part of the text that fits a regular expression, or one group of it, as a list.",
      examples: [
        FunctionExample("regexp_extract_all('a1 b22', '[0-9]+')", "[1, 22]"),
        FunctionExample("regexp_extract_all('a1 b22', '([a-z])([0-9]+)', 1)", "[a, b]"),
      ]),
    overloads: [
      extractingAll([.varchar, .varchar]), extractingAll([.varchar, .varchar, .bigint]),
      extractingAll([.varchar, .varchar, .bigint, .varchar]),
    ],
    check: .pattern(at: 1, options: 3, "regexp_extract_all"))

  private static func extractingAll(_ parameters: [LogicalType]) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(.list(.varchar)), canFail: true,
      takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      var source = PatternSource(
        arguments[1], options: arguments.count > 3 ? arguments[3] : nil,
        function: "regexp_extract_all", context: context)
      let numbers = arguments.count > 2 ? arguments[2].integers : nil
      return unsafe try TextListBuilder.lists(arguments, count: count) {
        (row, bytes, output) throws(Diagnostic) in
        let expression = try source.entry(row).expression
        let number = numbers?[row] ?? 0
        guard number >= 0, number <= Int64(expression.groupCount) else {
          if unsafe !expression.matches(bytes, isWhole: false) { return true }
          throw .missingGroup("regexp_extract_all", number, of: expression.groupCount)
        }
        unsafe expression.forEachMatch(in: bytes, groups: Int(number)) { spans in
          unsafe output.append(spans.range(Int(number)), of: bytes)
          return true
        }
        return true
      }
    }
  }

  static let regularExpressionMatch = ScalarFunction(
    FunctionDocumentation(
      "regexp_match", .text,
      "The groups of the first place that fits a regular expression as a list, or the whole match "
        + "where there are none; NULL where nothing fits.",
      examples: [
        FunctionExample("regexp_match('2024-05', '([0-9]+)-([0-9]+)')", "[2024, 05]"),
        FunctionExample("regexp_match('a', 'b')", "NULL"),
      ]),
    overloads: [matching(2), matching(3)],
    check: .pattern(at: 1, options: 2, "regexp_match"))

  private static func matching(_ parameterCount: Int) -> ScalarOverload {
    ScalarOverload(
      Array(repeating: .type(.varchar), count: parameterCount), returns: .type(.list(.varchar)),
      canFail: true, takesAnyForm: true
    ) { arguments, count, context throws(Diagnostic) in
      var source = PatternSource(
        arguments[1], options: arguments.count > 2 ? arguments[2] : nil,
        function: "regexp_match", context: context)
      return unsafe try TextListBuilder.lists(arguments, count: count) {
        (row, bytes, output) throws(Diagnostic) in
        let expression = try source.entry(row).expression
        var isFound = false
        unsafe expression.forEachMatch(in: bytes, groups: expression.groupCount) { spans in
          isFound = true
          for group in min(1, expression.groupCount)...expression.groupCount {
            unsafe output.append(spans.range(group), of: bytes)
          }
          return false
        }
        return isFound
      }
    }
  }

  static let pathParts = ScalarFunction(
    FunctionDocumentation(
      "parse_path", .text, "The parts of a file path, as a list.",
      examples: [FunctionExample("parse_path('/data/awards.csv')", "[/, data, awards.csv]")]),
    overloads: [[LogicalType.varchar], [.varchar, .varchar]].map { types in
      ScalarOverload(
        types.map { .type($0) }, returns: .type(.list(.varchar)), canFail: true,
        takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        unsafe try TextListBuilder.lists(arguments, count: count) {
          (row, bytes, output) throws(Diagnostic) in
          let separators = try FilePath.separators(
            arguments.count > 1 ? arguments[1].textViews[row].string : "both_slash")
          unsafe FilePath.forEachPart(bytes, separators) { unsafe output.append($0, of: bytes) }
          return true
        }
      }
    })
}

/// Cutting texts.
enum TextSplit {
  static func split(
    _ bytes: TextBytes, _ separator: TextBytes, _ output: inout TextListBuilder
  ) {
    var place = 0
    if separator.isEmpty {
      if bytes.isEmpty { unsafe output.append(0..<0, of: bytes) }
      while place < bytes.count {
        let end = unsafe UTF8Text.end(of: place, in: bytes)
        unsafe output.append(place..<end, of: bytes)
        place = end
      }
      return
    }
    while let found = unsafe ByteSearch.first(separator, in: bytes, from: place) {
      unsafe output.append(place..<found, of: bytes)
      place = found + separator.count
    }
    unsafe output.append(place..<bytes.count, of: bytes)
  }

  /// Where the expression fits nothing at the start of the rest, one character is taken off.
  static func split(
    _ bytes: TextBytes, _ expression: RegularExpression, _ output: inout TextListBuilder
  ) {
    var place = 0
    var spans = RegularExpression.emptySpans(1)
    while place < bytes.count, unsafe expression.match(bytes, from: place, into: &spans),
      let match = spans.range(0)
    {
      var end = match.lowerBound
      var next = match.upperBound
      if match.isEmpty && end == place {
        end = unsafe UTF8Text.end(of: place, in: bytes)
        next = end
        if end == bytes.count { break }
      }
      unsafe output.append(place..<end, of: bytes)
      place = next
    }
    unsafe output.append(place..<bytes.count, of: bytes)
  }
}
