import KhoiData
import KhoiText

extension ScalarFunction {
  static let listSort = ScalarFunction(
    FunctionDocumentation(
      "list_sort", aliases: ["array_sort"], .list,
      "The elements in order; the order ('ASC', 'DESC') and the place of NULL ('NULLS FIRST', "
        + "'NULLS LAST') may follow.",
      examples: [
        FunctionExample("list_sort([3, NULL, 1])", "[1, 3, NULL]"),
        FunctionExample("list_sort([3, NULL, 1], 'DESC', 'NULLS FIRST')", "[NULL, 3, 1]"),
      ]),
    overloads: sorted(returns: .argument(0)) { arguments, row throws(Diagnostic) in
      try ListOrder(arguments, 1, 2, row: row)
    } make: {
      lists, elements in
      lists.finished(elements)
    })

  static let listReverseSort = ScalarFunction(
    FunctionDocumentation(
      "list_reverse_sort", aliases: ["array_reverse_sort"], .list,
      "The elements from the greatest to the least; the place of NULL may follow.",
      examples: [FunctionExample("list_reverse_sort([3, NULL, 1])", "[3, 1, NULL]")]),
    overloads: Array(
      sorted(returns: .argument(0)) { arguments, row throws(Diagnostic) in
        try ListOrder(arguments, nil, 1, row: row)
      } make: {
        lists, elements in
        lists.finished(elements)
      }.prefix(2)))

  static let listGradeUp = ScalarFunction(
    FunctionDocumentation(
      "list_grade_up", aliases: ["array_grade_up", "grade_up"], .list,
      "The places of the elements, from 1, in the order of the elements.",
      examples: [FunctionExample("list_grade_up([30, 10, 20])", "[2, 3, 1]")]),
    overloads: sorted(returns: .type(.list(.bigint)), wantsPlaces: true) {
      arguments, row throws(Diagnostic) in
      try ListOrder(arguments, 1, 2, row: row)
    } make: { lists, _ in
      let numbers = Buffer(lists.places.map { Int64($0) })
      let count = numbers.count
      let identity = (0..<UInt32(truncatingIfNeeded: count)).map { $0 }
      return lists.replacingPlaces(identity).finished(Vector(.bigint, .int64(numbers)))
    })

  private static func sorted(
    returns result: ResultType, wantsPlaces: Bool = false,
    order: @escaping @Sendable ([Vector], Int) throws(Diagnostic) -> ListOrder,
    make: @escaping @Sendable (ListBuilder, Vector) -> Vector
  ) -> [ScalarOverload] {
    let text = ParameterType.type(.varchar)
    return [[], [text], [text, text]].map { rest in
      ScalarOverload(
        [.list] + rest, returns: result, nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        let elements = arguments[0].lists.elements
        let ranking = RowRanking(elements)
        var lists = ListBuilder()
        for row in 0..<count {
          if arguments[0].isNull(row) {
            lists.finishNullRow()
            continue
          }
          let order = try order(arguments, row)
          let range = arguments[0].listEntry(row).range
          let known = ranking.sorted(
            rows: range.filter { !elements.isNull($0) }, isDescending: order.isDescending)
          let unknown = range.filter { elements.isNull($0) }
          for place in order.nullsFirst ? unknown + known : known + unknown {
            lists.append(UInt32(wantsPlaces ? place - range.lowerBound + 1 : place))
          }
          lists.finishRow()
        }
        return make(lists, elements)
      }
    }
  }

  static let listReverse = ScalarFunction(
    FunctionDocumentation(
      "list_reverse", aliases: ["array_reverse"], .list, "The elements from the last to the first.",
      examples: [FunctionExample("list_reverse([1, 2, 3])", "[3, 2, 1]")]),
    overloads: [
      ScalarOverload([.list], returns: .argument(0), nulls: .explicit) { arguments, count, _ in
        var lists = ListBuilder()
        for row in 0..<count {
          if arguments[0].isNull(row) {
            lists.finishNullRow()
            continue
          }
          for place in arguments[0].listEntry(row).range.reversed() {
            lists.append(UInt32(place))
          }
          lists.finishRow()
        }
        return lists.finished(arguments[0].lists.elements)
      }
    ])
}

/// The order that words such as 'DESC' and 'NULLS FIRST' ask for.
struct ListOrder {
  var isDescending = false
  var nullsFirst = false

  /// `order` and `nulls` are the places of the arguments that say it; without an order it is from
  /// the greatest to the least.
  init(_ arguments: [Vector], _ order: Int?, _ nulls: Int, row: Int) throws(Diagnostic) {
    if let order {
      if order < arguments.count {
        switch Self.word(arguments[order], row) {
        case "ASC", "ASCENDING": break
        case "DESC", "DESCENDING": isDescending = true
        default: throw .badArgument("LIST_SORT", "the order must be 'ASC' or 'DESC'")
        }
      }
    } else {
      isDescending = true
    }
    guard nulls < arguments.count else { return }
    switch Self.word(arguments[nulls], row) {
    case "NULLS FIRST": nullsFirst = true
    case "NULLS LAST": break
    default:
      throw .badArgument("LIST_SORT", "the place of NULL must be 'NULLS FIRST' or 'NULLS LAST'")
    }
  }

  private static func word(_ vector: Vector, _ row: Int) -> String {
    if case .text(let word) = vector[row] { return word.uppercased() }
    return ""
  }
}
