import KhoiData
import KhoiText

extension ScalarFunction {
  static let overlay = ScalarFunction(
    FunctionDocumentation(
      "overlay", .text,
      "The text with another written over it at a position, in the place of as many characters as "
        + "it has or as are given.",
      examples: [
        FunctionExample("overlay('abcdef' PLACING 'XY' FROM 3)", "abXYef"),
        FunctionExample("overlay('abcdef' PLACING 'X' FROM 3 FOR 3)", "abXf"),
      ]),
    overloads: [
      overlay([.varchar, .varchar, .bigint]), overlay([.varchar, .varchar, .bigint, .bigint]),
    ])

  private static func overlay(_ parameters: [LogicalType]) -> ScalarOverload {
    .texts(parameters, "overlay", canFail: true) { arguments, _ in
      let (texts, others) = (arguments[0].textViews, arguments[1].textViews)
      let starts = arguments[2].integers
      let counts = arguments.count > 3 ? arguments[3].integers : nil
      return { (row, output) throws(Diagnostic) in
        let start = starts[row]
        guard start >= 1 else {
          throw .badArgument("overlay", "the position must be at least 1, not \(start)")
        }
        unsafe texts.withBytes(row) { text in
          unsafe others.withBytes(row) { other in
            let total = unsafe Int64(UTF8Text.scalarCount(text))
            let count = unsafe counts?[row] ?? Int64(UTF8Text.scalarCount(other))
            let first = min(start - 1, total)
            let (sum, overflow) = first.addingReportingOverflow(count)
            // A negative count goes back, so that characters before the position come again.
            let rest = overflow ? total : max(0, min(sum, total))
            let end = unsafe UTF8Text.offset(ofScalar: Int(first), in: text)
            let next = unsafe UTF8Text.offset(ofScalar: Int(rest), in: text)
            unsafe output.append(contentsOf: text[..<end])
            unsafe output.append(contentsOf: other)
            unsafe output.append(contentsOf: text[next...])
          }
        }
      }
    }
  }

  static let findInSet = ScalarFunction(
    FunctionDocumentation(
      "find_in_set", .text,
      "Which part of a text cut at commas equals another text, from 1; 0 for none.",
      examples: [FunctionExample("find_in_set('b', 'a,b,c')", "2")]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.varchar)], returns: .type(.bigint), takesAnyForm: true
      ) { arguments, count, _ throws(Diagnostic) in
        let lists = arguments[1].textViews
        return unsafe try TextKernel.integers(arguments, count: count) { (row, wanted) in
          unsafe lists.withBytes(row) { list in
            var place = 0
            var number: Int64 = 1
            while place <= list.count {
              let end = unsafe list[place...].firstIndex(of: 0x2C) ?? list.count
              let isSame = unsafe ByteSearch.matches(wanted, in: list, at: place)
              if isSame && end - place == wanted.count { return number }
              number += 1
              place = end + 1
            }
            return 0
          }
        }
      }
    ])

  static let substringIndex = ScalarFunction(
    FunctionDocumentation(
      "substring_index", aliases: ["substr_index", "substrindex"], .text,
      "The text before the n-th separator; with a negative number, after the n-th from the end.",
      examples: [
        FunctionExample("substring_index('a.b.c', '.', 2)", "a.b"),
        FunctionExample("substring_index('a.b.c', '.', -1)", "c"),
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.varchar), .type(.bigint)], returns: .type(.varchar),
        takesAnyForm: true
      ) { arguments, count, _ in
        let separators = arguments[1].textViews
        let numbers = arguments[2].integers
        return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
          unsafe separators.withBytes(row) {
            unsafe TextSlices.untilSeparator(bytes, $0, numbers[row])
          }
        }
      }
    ])

  static let quote = ScalarFunction(
    FunctionDocumentation(
      "quote", aliases: ["quote_literal"], .text,
      "The value as a literal of the language: a text in quotes, NULL as the word.",
      examples: [FunctionExample("quote('it''s')", "'it''s'"), FunctionExample("quote(7)", "7")]),
    overloads: [
      ScalarOverload([.any], returns: .type(.varchar), nulls: .explicit) {
        arguments, count, _ throws(Diagnostic) in
        let source = arguments[0]
        let isBare = source.type == .boolean || source.type.isNumeric
        let texts = try Cast.evaluate(source, to: .varchar)
        return try TextKernel.texts([], count: count, function: "quote") { (row, output) in
          if source.isNull(row) {
            output.append(contentsOf: "NULL".utf8)
          } else if isBare {
            texts.textView(row).append(to: &output)
          } else {
            quoted(texts.textView(row), 0x27, &output)
          }
        }
      }
    ])

  static let quoteIdentifier = ScalarFunction(
    FunctionDocumentation(
      "quote_ident", .text,
      "The text as an identifier: in double quotes unless it is a plain word.",
      examples: [
        FunctionExample("quote_ident('year')", "year"),
        FunctionExample("quote_ident('a b')", "\"a b\""),
      ]),
    overloads: [
      .texts(1, "quote_ident") { arguments, _ in
        let source = arguments[0].textViews
        return { row, output in
          let isPlain = unsafe source.withBytes(row) { bytes in
            if unsafe bytes.isEmpty || (0x30...0x39).contains(bytes[0]) { return false }
            return unsafe bytes.allSatisfy { byte in
              (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
            }
          }
          if isPlain { source[row].append(to: &output) } else { quoted(source[row], 0x22, &output) }
        }
      }
    ])

  private static func quoted(_ view: TextView, _ sign: UInt8, _ output: inout [UInt8]) {
    output.append(sign)
    unsafe view.withBytes { bytes in
      for index in 0..<bytes.count {
        let byte = unsafe bytes[index]
        if byte == sign { output.append(sign) }
        output.append(byte)
      }
    }
    output.append(sign)
  }

  static let containsFolded = ScalarFunction(
    FunctionDocumentation(
      "contains_substr", .text,
      "Whether a value holds a text, without regard to capitals and marks.",
      examples: [FunctionExample("contains_substr('Khối Thi Đua', 'thi dua')", "true")]),
    overloads: [
      ScalarOverload([.any, .type(.varchar)], returns: .type(.boolean)) {
        arguments, count, _ throws(Diagnostic) in
        let texts = try Cast.evaluate(arguments[0], to: .varchar)
        return unsafe TextKernel.flags([texts, arguments[1]], count: count) { text, part in
          unsafe ByteSearch.contains(folded(text), folded(part))
        }
      }
    ])

  private static func folded(_ bytes: TextBytes) -> [UInt8] {
    var plain: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      unsafe Unaccented.append(UTF8Text.decode(bytes, &offset), to: &plain)
    }
    return Array(String(decoding: plain, as: UTF8.self).lowercased().utf8)
  }
}
