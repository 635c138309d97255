import KhoiData
import KhoiText

extension ScalarFunction {
  static let listValue = ScalarFunction(
    FunctionDocumentation(
      "list_value", aliases: ["list_pack", "array_value"], .list,
      "The list of the arguments, as `[a, b]` writes it.",
      examples: [
        FunctionExample("[1, 2, NULL]", "[1, 2, NULL]"), FunctionExample("list_value('a')", "[a]"),
      ]),
    overloads: [
      ScalarOverload([], returns: .type(.list(.null))) { _, count, _ in
        Vector(constant: .list([], element: .null), count: count)
      },
      ScalarOverload([.common], variadic: true, returns: .commonList, nulls: .explicit) {
        arguments, count, _ in
        let type = arguments[0].type
        let width = arguments.count
        // Argument a of row r lies at a * count + r of all arguments one after the other.
        let all = Vector.concatenate(arguments, type: type)
        let places = (0..<count * width).map { UInt32($0 % width * count + $0 / width) }
        let lists = ListValues(
          counts: Array(repeating: width, count: count), elements: all.gather(Buffer(places)))
        return Vector(.list(type), .list(lists), count: count)
      },
    ])

  static let listExtract = ScalarFunction(
    FunctionDocumentation(
      "list_extract", aliases: ["list_element", "array_extract"], .list,
      "The element at a place, from 1, or from the end if negative; NULL where there is none.",
      examples: [
        FunctionExample("list_extract([4, 5, 6], 2)", "5"), FunctionExample("[4, 5, 6][-1]", "6"),
        FunctionExample("[4, 5, 6][9]", "NULL"),
      ]),
    overloads: [
      ScalarOverload(
        [.list, .type(.bigint)], returns: .derived { $0[0].element ?? .null }
      ) { arguments, count, _ in
        let lists = arguments[0].lists
        let places = arguments[1].int64s
        var rows = [UInt32](repeating: .max, count: count)
        for row in 0..<count where !arguments[0].isNull(row) && !arguments[1].isNull(row) {
          let entry = lists.entries[row]
          if let place = ListPlace.offset(places[row], count: Int(entry.count)) {
            rows[row] = entry.offset + UInt32(place)
          }
        }
        return lists.elements.gatherOrNull(Buffer(rows))
      },
      ScalarOverload(
        [.type(.varchar), .type(.bigint)], returns: .type(.varchar), takesAnyForm: true
      ) {
        arguments, count, _ in
        let places = arguments[1].integers
        return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
          unsafe TextSlices.character(bytes, places[row])
        }
      },
    ])

  static let listSlice = ScalarFunction(
    FunctionDocumentation(
      "list_slice", aliases: ["array_slice"], .list,
      "The elements from one place to another, both included; a third number is the step.",
      examples: [
        FunctionExample("list_slice([4, 5, 6], 2, 3)", "[5, 6]"),
        FunctionExample("[4, 5, 6][:2]", "[4, 5]"), FunctionExample("[4, 5, 6][:-1:2]", "[4, 6]"),
      ]),
    overloads: [
      sliceOverload([.list, .type(.bigint), .type(.bigint)]),
      sliceOverload([.list, .type(.bigint), .type(.bigint), .type(.bigint)]),
      textSliceOverload,
    ])

  private static func sliceOverload(_ parameters: [ParameterType]) -> ScalarOverload {
    ScalarOverload(parameters, returns: .argument(0), canFail: true) {
      arguments, count, _ throws(Diagnostic) in
      let validity = rowsWithoutNull(arguments)
      let lists = arguments[0].lists
      var places: [UInt32] = []
      var counts: [Int] = []
      for row in 0..<count {
        let entry = lists.entries[row]
        let start = places.count
        if validity?.isValid(row) ?? true {
          let step = arguments.count > 3 ? arguments[3].optionalInteger(row) ?? 1 : 1
          if step == 0 { throw .sliceStep() }
          let selected = ListPlace.slice(
            from: arguments[1].optionalInteger(row), to: arguments[2].optionalInteger(row),
            step: step, count: Int(entry.count))
          for offset in selected { places.append(entry.offset + UInt32(offset)) }
        }
        counts.append(places.count - start)
      }
      return Vector(
        arguments[0].type,
        .list(ListValues(counts: counts, elements: lists.elements.gather(Buffer(places)))),
        validity: arguments[0].validity, count: count)
    }
  }

  private static let textSliceOverload = ScalarOverload(
    [.type(.varchar), .type(.bigint), .type(.bigint)], returns: .type(.varchar),
    takesAnyForm: true
  ) { arguments, count, _ in
    let (starts, ends) = (arguments[1].integers, arguments[2].integers)
    return unsafe TextKernel.slices(arguments, count: count) { row, bytes in
      let total = unsafe UTF8Text.scalarCount(bytes)
      let places = ListPlace.bounds(from: starts[row], to: ends[row], count: total)
      guard places.first <= places.last else { return 0..<0 }
      let lower = unsafe UTF8Text.offset(ofScalar: Int(places.first - 1), in: bytes)
      return unsafe lower..<UTF8Text.offset(ofScalar: Int(places.last), in: bytes)
    }
  }
}

/// Places in lists and texts, from 1, or from the end where negative.
enum ListPlace {
  /// The offset from zero of a place; nil where there is none.
  static func offset(_ place: Int64, count: Int) -> Int? {
    if place > 0 && place <= Int64(count) { return Int(place) - 1 }
    if place < 0 && place >= -Int64(count) { return count + Int(place) }
    return nil
  }

  /// The first and last place of a slice whose ends are included, from 1; nothing where the first
  /// is the greater one.
  static func bounds(from lower: Int64, to upper: Int64, count: Int) -> (first: Int64, last: Int64)
  {
    let length = Int64(count)
    func clamped(_ place: Int64, _ least: Int64, _ greatest: Int64) -> Int64 {
      let positive = place < 0 ? max(place, -length - 1) + length + 1 : place
      return min(max(positive, least), greatest)
    }
    return (
      lower == 0 ? 1 : clamped(lower, 1, length + 1), upper == 0 ? 0 : clamped(upper, 0, length)
    )
  }

  /// The offsets from zero of a slice with a step; backwards the lower end still is the smaller
  /// place, as in DuckDB.
  static func slice(from lower: Int64?, to upper: Int64?, step: Int64, count: Int) -> [Int] {
    let length = Int64(count)
    let (first, last) = bounds(from: lower ?? Int64.min, to: upper ?? Int64.max, count: count)
    guard first <= last else { return [] }
    if step > 0 {
      return stride(from: first, through: last, by: Int(min(step, length + 1))).map { Int($0) - 1 }
    }
    return stride(from: last, through: first, by: Int(max(step, -length - 1))).map { Int($0) - 1 }
  }
}

extension Vector {
  /// The integer of a row of a canonical vector, nil where it is NULL.
  func optionalInteger(_ row: Int) -> Int64? {
    isNull(row) || type == .null ? nil : int64s[place(of: row)]
  }
}
