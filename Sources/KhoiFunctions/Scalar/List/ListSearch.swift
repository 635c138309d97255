import KhoiData
import KhoiText

extension ScalarFunction {
  static let listContains = ScalarFunction(
    FunctionDocumentation(
      "list_contains", aliases: ["array_contains", "list_has", "array_has", "array_includes"],
      .list, "Whether an element of the list equals the value; NULL where the value is NULL.",
      examples: [
        FunctionExample("list_contains([1, 2], 2)", "true"),
        FunctionExample("list_contains([1, NULL], NULL)", "NULL"),
      ]),
    overloads: [
      ScalarOverload([.commonList, .common], returns: .type(.boolean)) { arguments, _, _ in
        let places = ListSearch.places(arguments)
        return Vector(.boolean, .boolean(Buffer(places.map { $0 == nil ? 0 : 1 })))
      }
    ])

  static let listPosition = ScalarFunction(
    FunctionDocumentation(
      "list_position", aliases: ["array_position", "list_indexof", "array_indexof"], .list,
      "The place, from 1, of the first element that equals the value; NULL where there is none.",
      examples: [
        FunctionExample("list_position([4, 5, 5], 5)", "2"),
        FunctionExample("list_position([4], 5)", "NULL"),
      ]),
    overloads: [
      ScalarOverload(
        [.commonList, .common], returns: .type(.bigint), nulls: .explicit
      ) { arguments, count, _ in
        let places = ListSearch.places(arguments)
        return Vector(
          .bigint, .int64(Buffer(places.map { Int64($0 ?? 0) })),
          validity: Validity(count: count) { places[$0] != nil })
      }
    ])

  static let listHasAny = matching(
    "list_has_any", ["array_has_any", "array_includes_any"],
    "Whether the lists have an element in common.",
    [FunctionExample("list_has_any([1, 2], [2, 3])", "true")]
  ) { left, right in !left.isDisjoint(with: right) }

  static let listHasAll = matching(
    "list_has_all", ["array_has_all", "@>", "array_includes_all"],
    "Whether every element of the second list is in the first.",
    [FunctionExample("list_has_all([1, 2, 3], [3, 1])", "true")]
  ) { left, right in right.isSubset(of: left) }

  static let listIsIn = matching(
    "<@", [], "Whether every element of the first list is in the second.",
    [FunctionExample("[1] <@ [1, 2]", "true")]
  ) { left, right in left.isSubset(of: right) }

  private static func matching(
    _ name: String, _ aliases: [String], _ summary: String, _ examples: [FunctionExample],
    _ body: @escaping @Sendable (Set<UInt32>, Set<UInt32>) -> Bool
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, aliases: aliases, name == "<@" ? .operator : .list, summary, examples: examples),
      overloads: [
        ScalarOverload([.commonList, .commonList], returns: .type(.boolean)) {
          arguments, count, _ in
          let pairs = ListPair(arguments)
          return Vector(
            .boolean,
            .boolean(
              Buffer((0..<count).map { body(pairs.left($0), pairs.right($0)) ? 1 : 0 })))
        }
      ])
  }

  static let listIntersection = ScalarFunction(
    FunctionDocumentation(
      "list_intersect", aliases: ["array_intersect"], .list,
      "The elements that are in both lists, each once.",
      examples: [FunctionExample("list_intersect([1, 2, 2, 3], [2, 3])", "[2, 3]")]),
    overloads: [
      ScalarOverload([.commonList, .commonList], returns: .commonList, nulls: .explicit) {
        arguments, count, _ in
        let pairs = ListPair(arguments)
        var lists = ListBuilder()
        for row in 0..<count {
          if arguments[0].isNull(row) || arguments[1].isNull(row) {
            lists.finishNullRow()
            continue
          }
          var wanted = pairs.right(row)
          for place in arguments[0].listEntry(row).range
          where wanted.remove(pairs.numbers[place]) != nil {
            lists.append(UInt32(place))
          }
          lists.finishRow()
        }
        return lists.finished(arguments[0].lists.elements)
      }
    ])

  static let listUnion = ScalarFunction(
    FunctionDocumentation(
      "list_union", aliases: ["array_union"], .list, "The elements of both lists, each once.",
      examples: [FunctionExample("list_union([1, 2], [2, 3])", "[1, 2, 3]")]),
    overloads: [
      ScalarOverload([.commonList, .commonList], returns: .commonList) { arguments, count, _ in
        let pairs = ListPair(arguments)
        var lists = ListBuilder()
        for row in 0..<count {
          var seen: Set<UInt32> = []
          for (argument, offset) in [(arguments[0], 0), (arguments[1], pairs.offset)] {
            for place in argument.listEntry(row).range
            where seen.insert(pairs.numbers[place + offset]).inserted {
              lists.append(UInt32(place + offset))
            }
          }
          lists.finishRow()
        }
        return lists.finished(pairs.elements)
      }
    ])

  static let listExcept = ScalarFunction(
    FunctionDocumentation(
      "list_except", aliases: ["array_except"], .list,
      "The elements of the first list that are not in the second, each once.",
      examples: [FunctionExample("list_except([1, 2, 3], [2])", "[1, 3]")]),
    overloads: [
      ScalarOverload([.commonList, .commonList], returns: .commonList) { arguments, count, _ in
        let pairs = ListPair(arguments)
        var lists = ListBuilder()
        for row in 0..<count {
          var seen = pairs.right(row)
          for place in arguments[0].listEntry(row).range
          where seen.insert(pairs.numbers[place]).inserted {
            lists.append(UInt32(place))
          }
          lists.finishRow()
        }
        return lists.finished(arguments[0].lists.elements)
      }
    ])

  static let listDistinct = ScalarFunction(
    FunctionDocumentation(
      "list_distinct", aliases: ["array_distinct"], .list,
      "Each element once, in the order they come first, without NULL.",
      examples: [FunctionExample("list_distinct([2, 1, 2, NULL])", "[2, 1]")]),
    overloads: [
      ScalarOverload([.list], returns: .argument(0), nulls: .explicit) { arguments, count, _ in
        let elements = arguments[0].lists.elements
        let numbers = ValueNumbers(elements).numbers
        var lists = ListBuilder()
        for row in 0..<count {
          if arguments[0].isNull(row) {
            lists.finishNullRow()
            continue
          }
          var seen: Set<UInt32> = [ValueNumbers.null]
          for place in arguments[0].listEntry(row).range
          where seen.insert(numbers[place]).inserted {
            lists.append(UInt32(place))
          }
          lists.finishRow()
        }
        return lists.finished(elements)
      }
    ])

  static let listUnique = ScalarFunction(
    FunctionDocumentation(
      "list_unique", aliases: ["array_unique"], .list,
      "The number of different elements, without NULL.",
      examples: [FunctionExample("list_unique([2, 1, 2, NULL])", "2")]),
    overloads: [
      ScalarOverload([.list], returns: .type(.bigint)) { arguments, count, _ in
        let numbers = ValueNumbers(arguments[0].lists.elements).numbers
        return Vector(
          .bigint,
          .int64(
            Buffer(
              (0..<count).map { row in
                var seen = Set(arguments[0].listEntry(row).range.map { numbers[$0] })
                seen.remove(ValueNumbers.null)
                return Int64(seen.count)
              })))
      }
    ])

  static let listIsDistinct = ScalarFunction(
    FunctionDocumentation(
      "array_is_distinct", .list, "Whether no two elements are equal.",
      examples: [FunctionExample("array_is_distinct([1, 2, 1])", "false")]),
    overloads: [
      ScalarOverload([.list], returns: .type(.boolean)) { arguments, count, _ in
        let numbers = ValueNumbers(arguments[0].lists.elements).numbers
        return Vector(
          .boolean,
          .boolean(
            Buffer(
              (0..<count).map { row in
                let range = arguments[0].listEntry(row).range
                return Set(range.map { numbers[$0] }).count == range.count ? 1 : 0
              })))
      }
    ])
}

/// Where a value is in lists.
private enum ListSearch {
  /// For each row the place, from 1, of the first element of the first argument that equals the
  /// second.
  static func places(_ arguments: [Vector]) -> [Int?] {
    let elements = arguments[0].lists.elements
    let wanted = arguments[1]
    let numbers = ValueNumbers(
      Vector.concatenate([elements, wanted], type: wanted.type)
    ).numbers
    return (0..<wanted.count).map { row in
      let number = numbers[elements.count + row]
      let range = arguments[0].listEntry(row).range
      return range.firstIndex { numbers[$0] == number }.map { $0 - range.lowerBound + 1 }
    }
  }
}

/// Two lists a row, their elements as numbers that are the same for equal ones.
private struct ListPair {
  let elements: Vector
  let numbers: [UInt32]
  /// Where the elements of the second lists begin.
  let offset: Int
  private let arguments: [Vector]

  init(_ arguments: [Vector]) {
    self.arguments = arguments
    let parts = arguments.map(\.lists.elements)
    offset = parts[0].count
    elements = Vector.concatenate(parts, type: arguments[0].type.element ?? .null)
    numbers = ValueNumbers(elements).numbers
  }

  /// The elements of the first list, without NULL.
  func left(_ row: Int) -> Set<UInt32> { set(arguments[0].listEntry(row).range, 0) }

  /// The elements of the second list, without NULL.
  func right(_ row: Int) -> Set<UInt32> { set(arguments[1].listEntry(row).range, offset) }

  private func set(_ range: Range<Int>, _ offset: Int) -> Set<UInt32> {
    var members = Set(range.map { numbers[$0 + offset] })
    members.remove(ValueNumbers.null)
    return members
  }
}
