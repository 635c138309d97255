import KhoiData
import KhoiText

extension ScalarFunction {
  static let listWhere = ScalarFunction(
    FunctionDocumentation(
      "list_where", aliases: ["array_where"], .list,
      "The elements where the second list, as long as the first, is true.",
      examples: [FunctionExample("list_where([1, 2, 3], [true, false, true])", "[1, 3]")]),
    overloads: [
      ScalarOverload(
        [.list, .type(.list(.boolean))], returns: .argument(0), nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        let flags = arguments[1].lists.elements
        return try select(arguments, count: count) { (lists, entry, wanted) throws(Diagnostic) in
          for offset in 0..<wanted.count {
            let place = Int(wanted.offset + offset)
            if flags.isNull(place) {
              throw .badArgument("LIST_WHERE", "the second list must not hold NULL")
            }
            guard flags[place] == .boolean(true) else { continue }
            if offset < entry.count {
              lists.append(entry.offset + offset)
            } else {
              lists.appendNull()
            }
          }
        }
      }
    ])

  static let listSelect = ScalarFunction(
    FunctionDocumentation(
      "list_select", aliases: ["array_select"], .list,
      "The elements at the places, from 1, that the second list names.",
      examples: [FunctionExample("list_select([4, 5, 6], [3, 1, 9])", "[6, 4, NULL]")]),
    overloads: [
      ScalarOverload(
        [.list, .type(.list(.bigint))], returns: .argument(0), nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        let places = arguments[1].lists.elements.canonical()
        return try select(arguments, count: count) { (lists, entry, wanted) throws(Diagnostic) in
          for place in wanted.range {
            if let number = places.optionalInteger(place),
              let offset = ListPlace.offset(number, count: Int(entry.count))
            {
              lists.append(entry.offset + UInt32(offset))
            } else {
              lists.appendNull()
            }
          }
        }
      }
    ])

  private static func select(
    _ arguments: [Vector], count: Int,
    _ body: (inout ListBuilder, ListEntry, ListEntry) throws(Diagnostic) -> Void
  ) throws(Diagnostic) -> Vector {
    var lists = ListBuilder()
    for row in 0..<count {
      if arguments[0].isNull(row) || arguments[1].isNull(row) {
        lists.finishNullRow()
        continue
      }
      try body(&lists, arguments[0].listEntry(row), arguments[1].listEntry(row))
      lists.finishRow()
    }
    return lists.finished(arguments[0].lists.elements)
  }

  static let listRemove = ScalarFunction(
    FunctionDocumentation(
      "array_remove", aliases: ["array_remove_all", "list_remove"], .list,
      "The list without the elements that equal a value.",
      examples: [FunctionExample("array_remove([1, 2, 1], 1)", "[2]")]),
    overloads: [
      ScalarOverload([.commonList, .common], returns: .commonList, nulls: .explicit) {
        arguments, count, _ in
        let elements = arguments[0].lists.elements
        let numbers = ValueNumbers(
          Vector.concatenate([elements, arguments[1]], type: arguments[1].type)
        ).numbers
        var lists = ListBuilder()
        for row in 0..<count {
          if arguments[0].isNull(row) {
            lists.finishNullRow()
            continue
          }
          for place in arguments[0].listEntry(row).range
          where numbers[place] != numbers[elements.count + row] {
            lists.append(UInt32(place))
          }
          lists.finishRow()
        }
        return lists.finished(elements)
      }
    ])

  static let listReplace = ScalarFunction(
    FunctionDocumentation(
      "array_replace", aliases: ["array_replace_all", "list_replace"], .list,
      "The list with another value for each element that equals a value.",
      examples: [FunctionExample("array_replace([1, 2, 1], 1, 9)", "[9, 2, 9]")]),
    overloads: [
      ScalarOverload([.commonList, .common, .common], returns: .commonList, nulls: .explicit) {
        arguments, count, _ in
        let elements = arguments[0].lists.elements
        let source = Vector.concatenate(
          [elements, arguments[1], arguments[2]], type: arguments[1].type)
        let numbers = ValueNumbers(source).numbers
        var lists = ListBuilder()
        for row in 0..<count {
          if arguments[0].isNull(row) {
            lists.finishNullRow()
            continue
          }
          for place in arguments[0].listEntry(row).range {
            let isWanted = numbers[place] == numbers[elements.count + row]
            lists.append(UInt32(isWanted ? elements.count + count + row : place))
          }
          lists.finishRow()
        }
        return lists.finished(source)
      }
    ])

  static let listZip = ScalarFunction(
    FunctionDocumentation(
      "list_zip", aliases: ["array_zip"], .list,
      "The list of rows of the elements that stand at the same place of the lists, as long as the "
        + "longest, or with TRUE at the end as the shortest.",
      examples: [
        FunctionExample("list_zip([1, 2], ['a'])", "[(1, a), (2, NULL)]"),
        FunctionExample("list_zip([1, 2], ['a'], true)", "[(1, a)]"),
      ]),
    overloads: [
      ScalarOverload(
        [.any], variadic: true,
        returns: .derived { types in
          .list(
            .structure(ListZip.lists(types).map { Field("", types[$0].element ?? .null) }))
        }, nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        try ListZip.zip(arguments, count: count)
      }
    ])

  static let listToText = ScalarFunction(
    FunctionDocumentation(
      "array_to_string", aliases: ["list_to_string"], .list,
      "The elements as one text with a separator; NULL is left out, or written as the third text.",
      examples: [
        FunctionExample("array_to_string([1, NULL, 2], '-')", "1-2"),
        FunctionExample("array_to_string([1, NULL, 2], '-', '?')", "1-?-2"),
      ]),
    overloads: [[ParameterType](), [.type(.varchar)]].map { rest in
      ScalarOverload([.list, .type(.varchar)] + rest, returns: .type(.varchar), canFail: true) {
        arguments, count, _ throws(Diagnostic) in
        let elements = try Cast.evaluate(arguments[0].lists.elements, to: .varchar).canonical()
        let separators = arguments[1].textViews
        return try TextKernel.texts(arguments, count: count, function: "ARRAY_TO_STRING") {
          (row, output) throws(Diagnostic) in
          var isFirst = true
          for place in arguments[0].listEntry(row).range {
            if elements.isNull(place) && arguments.count < 3 { continue }
            if !isFirst { separators[row].append(to: &output) }
            isFirst = false
            let source =
              elements.isNull(place) ? arguments[2].textView(row) : elements.textView(place)
            source.append(to: &output)
          }
        }
      }
    })
}

/// Lists side by side.
private enum ListZip {
  /// The places of the arguments that are lists: all but a Boolean at the end.
  static func lists(_ types: [LogicalType]) -> Range<Int> {
    0..<(types.count > 1 && types.last == .boolean ? types.count - 1 : types.count)
  }

  static func zip(_ arguments: [Vector], count: Int) throws(Diagnostic) -> Vector {
    let types = arguments.map(\.type)
    let lists = lists(types)
    for place in lists where types[place].element == nil && types[place] != .null {
      throw .badArgument("LIST_ZIP", "\(types[place]) is not a list")
    }
    let fields = lists.map { Field("", types[$0].element ?? .null) }
    var places = lists.map { _ in [UInt32]() }
    var counts: [Int] = []
    for row in 0..<count {
      let entries = lists.map { place in
        types[place] == .null ? ListEntry() : arguments[place].listEntry(row)
      }
      let lengths = entries.map { Int($0.count) }
      let truncates = lists.count < arguments.count && arguments[lists.count][row] == .boolean(true)
      let length = (truncates ? lengths.min() : lengths.max()) ?? 0
      for (index, entry) in entries.enumerated() {
        for offset in 0..<length {
          places[index].append(
            offset < Int(entry.count) ? entry.offset + UInt32(offset) : UInt32.max)
        }
      }
      counts.append(length)
    }
    let total = counts.reduce(0, +)
    let columns = lists.map { place -> Vector in
      if types[place].element == nil { return Vector(nulls: .null, count: total).flattened() }
      return arguments[place].lists.elements.gatherOrNull(Buffer(places[place]))
    }
    return Vector(
      .list(.structure(fields)),
      .list(
        ListValues(
          counts: counts,
          elements: Vector(
            .structure(fields), .structure(StructureValues(fields: columns, count: total))))))
  }
}
