import KhoiData
import KhoiText

extension ScalarFunction {
  static let listConcat = ScalarFunction(
    FunctionDocumentation(
      "list_concat", aliases: ["list_cat", "array_concat", "array_cat"], .list,
      "The elements of the lists, one list after the other; lists that are NULL are left out.",
      examples: [
        FunctionExample("list_concat([1], [2, 3])", "[1, 2, 3]"),
        FunctionExample("list_concat([1], NULL)", "[1]"),
      ]),
    overloads: [
      ScalarOverload([.commonList], variadic: true, returns: .commonList, nulls: .explicit) {
        arguments, count, _ in ListConcatenation.lists(arguments, count: count)
      }
    ])

  static let listAppend = ScalarFunction(
    FunctionDocumentation(
      "list_append", aliases: ["array_append", "array_push_back"], .list,
      "The list with a value at its end.",
      examples: [FunctionExample("list_append([1, 2], 3)", "[1, 2, 3]")]),
    overloads: [
      ScalarOverload([.commonList, .common], returns: .commonList, nulls: .explicit) {
        arguments, count, _ in
        ListConcatenation.lists(
          [arguments[0], ListConcatenation.single(arguments[1])], count: count)
      }
    ])

  static let listPrepend = ScalarFunction(
    FunctionDocumentation(
      "list_prepend", aliases: ["array_prepend"], .list, "The list with a value before it.",
      examples: [FunctionExample("list_prepend(1, [2, 3])", "[1, 2, 3]")]),
    overloads: [
      ScalarOverload([.common, .commonList], returns: .commonList, nulls: .explicit) {
        arguments, count, _ in
        ListConcatenation.lists(
          [ListConcatenation.single(arguments[0]), arguments[1]], count: count)
      }
    ])

  static let listPushFront = ScalarFunction(
    FunctionDocumentation(
      "array_push_front", .list, "The list with a value before it.",
      examples: [FunctionExample("array_push_front([2, 3], 1)", "[1, 2, 3]")]),
    overloads: [
      ScalarOverload([.commonList, .common], returns: .commonList, nulls: .explicit) {
        arguments, count, _ in
        ListConcatenation.lists(
          [ListConcatenation.single(arguments[1]), arguments[0]], count: count)
      }
    ])

  static let listPopBack = part(
    "array_pop_back", "The list without its last element.", "array_pop_back([1, 2, 3])", "[1, 2]"
  ) { $0.dropLast() }

  static let listPopFront = part(
    "array_pop_front", "The list without its first element.", "array_pop_front([1, 2, 3])",
    "[2, 3]"
  ) { $0.dropFirst() }

  private static func part(
    _ name: String, _ summary: String, _ example: String, _ answer: String,
    _ body: @escaping @Sendable (Range<Int>) -> Range<Int>
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(name, .list, summary, examples: [FunctionExample(example, answer)]),
      overloads: [
        ScalarOverload([.list], returns: .argument(0), nulls: .explicit) { arguments, count, _ in
          var lists = ListBuilder()
          for row in 0..<count {
            if arguments[0].isNull(row) {
              lists.finishNullRow()
              continue
            }
            for place in body(arguments[0].listEntry(row).range) { lists.append(UInt32(place)) }
            lists.finishRow()
          }
          return lists.finished(arguments[0].lists.elements)
        }
      ])
  }

  static let flatten = ScalarFunction(
    FunctionDocumentation(
      "flatten", aliases: ["array_flatten"], .list, "The elements of all lists in a list of lists.",
      examples: [FunctionExample("flatten([[1, 2], NULL, [3]])", "[1, 2, 3]")]),
    overloads: [
      ScalarOverload(
        [.list],
        returns: .derived { $0[0].element.map { $0 == .null ? .list(.null) : $0 } ?? .null },
        nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        let outer = arguments[0].lists
        let inner = outer.elements.canonical()
        guard case .list = inner.values else {
          if inner.type != .null {
            throw .badArgument("FLATTEN", "\(arguments[0].type) is not a list of lists")
          }
          let none = (0..<count).map { row -> Value in
            arguments[0].isNull(row) ? .null : .list([], element: .null)
          }
          return Vector(values: none, type: .list(.null))
        }
        var lists = ListBuilder()
        for row in 0..<count {
          if arguments[0].isNull(row) {
            lists.finishNullRow()
            continue
          }
          for place in arguments[0].listEntry(row).range { lists.append(inner.listEntry(place)) }
          lists.finishRow()
        }
        return lists.finished(inner.lists.elements)
      }
    ])

  static let listRepetition = ScalarFunction(
    FunctionDocumentation(
      "array_repeat", aliases: ["list_repeat"], .list, "The list of one value so many times.",
      examples: [FunctionExample("array_repeat('a', 2)", "[a, a]")]),
    overloads: [
      ScalarOverload(
        [.any, .type(.bigint)], returns: .derived { .list($0[0]) }, nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        var lists = ListBuilder()
        for row in 0..<count {
          guard let times = arguments[1].optionalInteger(row) else {
            lists.finishNullRow()
            continue
          }
          if times > 100_000_000 {
            throw .badArgument("ARRAY_REPEAT", "the list would be too long")
          }
          for _ in 0..<max(0, times) { lists.append(UInt32(row)) }
          lists.finishRow()
        }
        return lists.finished(arguments[0])
      }
    ])

  static let listResize = ScalarFunction(
    FunctionDocumentation(
      "list_resize", aliases: ["array_resize"], .list,
      "The list with so many elements, filled up with NULL or the value given.",
      examples: [
        FunctionExample("list_resize([1, 2, 3], 2)", "[1, 2]"),
        FunctionExample("list_resize([1], 3, 0)", "[1, 0, 0]"),
      ]),
    overloads: [
      resized([.commonList, .type(.bigint)]), resized([.commonList, .type(.bigint), .common]),
    ])

  private static func resized(_ parameters: [ParameterType]) -> ScalarOverload {
    ScalarOverload(parameters, returns: .commonList, nulls: .explicit, canFail: true) {
      arguments, count, _ throws(Diagnostic) in
      let elements = arguments[0].lists.elements
      let source =
        arguments.count > 2
        ? Vector.concatenate([elements, arguments[2]], type: arguments[2].type) : elements
      var lists = ListBuilder()
      for row in 0..<count {
        if arguments[0].isNull(row) {
          lists.finishNullRow()
          continue
        }
        let size = arguments[1].optionalInteger(row) ?? 0
        if size < 0 || size > 100_000_000 {
          throw .badArgument("LIST_RESIZE", "the size \(size) is not possible")
        }
        let range = arguments[0].listEntry(row).range
        for place in range.prefix(Int(size)) { lists.append(UInt32(place)) }
        for _ in 0..<max(0, Int(size) - range.count) {
          if arguments.count > 2 {
            lists.append(UInt32(elements.count + row))
          } else {
            lists.appendNull()
          }
        }
        lists.finishRow()
      }
      return lists.finished(source)
    }
  }
}

/// Lists after lists.
enum ListConcatenation {
  /// The elements of all lists of a row; NULL where all of them are.
  static func lists(_ arguments: [Vector], count: Int) -> Vector {
    let parts = arguments.map(\.lists)
    var offsets: [UInt32] = []
    var total: UInt32 = 0
    for part in parts {
      offsets.append(total)
      total += UInt32(truncatingIfNeeded: part.elements.count)
    }
    var lists = ListBuilder()
    for row in 0..<count {
      if arguments.allSatisfy({ $0.isNull(row) }) {
        lists.finishNullRow()
        continue
      }
      for (argument, offset) in zip(arguments, offsets) {
        let entry = argument.listEntry(row)
        lists.append(ListEntry(offset: entry.offset + offset, count: entry.count))
      }
      lists.finishRow()
    }
    let type = arguments[0].type.element ?? .null
    return lists.finished(Vector.concatenate(parts.map(\.elements), type: type))
  }

  /// Each value as a list of its own.
  static func single(_ vector: Vector) -> Vector {
    let counts = Array(repeating: 1, count: vector.count)
    return Vector(.list(vector.type), .list(ListValues(counts: counts, elements: vector)))
  }
}
