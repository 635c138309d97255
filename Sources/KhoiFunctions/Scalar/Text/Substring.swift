import KhoiData
import KhoiText

extension ScalarFunction {
  static let substring = ScalarFunction(
    FunctionDocumentation(
      "substr", aliases: ["substring"], .text,
      "The part of a text from a position (negative: from the end), to its end or so long.",
      examples: [
        FunctionExample("substr('khối thi đua', 6)", "thi đua"),
        FunctionExample("substr('khối thi đua', 6, 3)", "thi"),
        FunctionExample("substr('khối thi đua', -3)", "đua"),
      ]),
    overloads: [
      slices([.varchar, .bigint]) { arguments, count in
        let starts = arguments[1].integers
        return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
          unsafe TextSlices.substring(bytes, start: starts[row], length: nil)
        }
      },
      slices([.varchar, .bigint, .bigint]) { arguments, count in
        let starts = arguments[1].integers
        let lengths = arguments[2].integers
        return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
          unsafe TextSlices.substring(bytes, start: starts[row], length: lengths[row])
        }
      },
    ], parameterNames: ["str", "start_pos", "length"])

  static let left = ScalarFunction(
    FunctionDocumentation(
      "left", .text,
      "The first so many characters; a negative number leaves out that many at the end.",
      examples: [
        FunctionExample("left('đơn vị', 3)", "đơn"), FunctionExample("left('abc', -1)", "ab"),
      ]),
    overloads: [
      slices([.varchar, .bigint]) { arguments, count in
        let lengths = arguments[1].integers
        return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
          unsafe TextSlices.left(bytes, lengths[row])
        }
      }
    ])

  static let right = ScalarFunction(
    FunctionDocumentation(
      "right", .text,
      "The last so many characters; a negative number leaves out that many at the start.",
      examples: [
        FunctionExample("right('đơn vị', 2)", "vị"), FunctionExample("right('abc', -1)", "bc"),
      ]),
    overloads: [
      slices([.varchar, .bigint]) { arguments, count in
        let lengths = arguments[1].integers
        return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
          unsafe TextSlices.right(bytes, lengths[row])
        }
      }
    ])

  static let splitPart = ScalarFunction(
    FunctionDocumentation(
      "split_part", .text,
      "The n-th part of a text cut at a separator; negative numbers count from the end.",
      examples: [
        FunctionExample("split_part('a/b/c', '/', 2)", "b"),
        FunctionExample("split_part('a/b/c', '/', -1)", "c"),
      ]),
    overloads: [
      slices([.varchar, .varchar, .bigint]) { arguments, count in
        let separators = arguments[1].textViews
        let numbers = arguments[2].integers
        return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
          unsafe separators.withBytes(row) { unsafe TextSlices.part(bytes, $0, numbers[row]) }
        }
      }
    ])

  static let trim = trimming("trim", ["btrim"], "both ends", atStart: true, atEnd: true, "a")
  static let trimLeft = trimming("ltrim", [], "the start", atStart: true, atEnd: false, "a  ")
  static let trimRight = trimming("rtrim", [], "the end", atStart: false, atEnd: true, "  a")

  private static func trimming(
    _ name: String, _ aliases: [String], _ where: String, atStart: Bool, atEnd: Bool,
    _ answer: String
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, .text,
        "The text without white space, or without the characters given, at \(`where`).",
        examples: [
          FunctionExample("\(name)('  a  ')", answer),
          FunctionExample(
            "\(name)('xyaxy', 'xy')", atStart && atEnd ? "a" : atStart ? "axy" : "xya"),
        ]),
      overloads: [
        slices([.varchar]) { arguments, count in
          unsafe TextKernel.slices(arguments, count: count) { _, bytes in
            unsafe TextSlices.trimmed(bytes, nil, atStart: atStart, atEnd: atEnd)
          }
        },
        slices([.varchar, .varchar]) { arguments, count in
          let sets = arguments[1].textViews
          return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
            unsafe sets.withBytes(row) {
              unsafe TextSlices.trimmed(bytes, $0, atStart: atStart, atEnd: atEnd)
            }
          }
        },
      ])
  }

  private static func slices(
    _ parameters: [LogicalType], _ body: @escaping @Sendable ([Vector], Int) -> Vector
  ) -> ScalarOverload {
    ScalarOverload(
      parameters.map { .type($0) }, returns: .type(.varchar), takesAnyForm: true
    ) { arguments, count, _ in body(arguments, count) }
  }
}
