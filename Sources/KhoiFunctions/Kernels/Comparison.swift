package import KhoiData

/// One of the six ways two values of a type can be compared.
package enum Comparison: String, Sendable, CaseIterable {
  case equal = "="
  case notEqual = "<>"
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// The comparison that holds with the sides exchanged.
  package var flipped: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  /// Whether it holds between two values whose order (negative, zero, positive) is known.
  @inline(__always)
  func holds(_ order: Int) -> Bool {
    switch self {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }
}

extension Comparison {
  /// Compares two vectors of one type row by row: bytes 0 or 1, arbitrary where a side is null.
  ///
  /// Integers are compared as narrow as they are stored and text by dictionary code where the
  /// dictionary allows it.
  package func bytes(_ left: Vector, _ right: Vector, count: Int) -> Buffer<UInt8> {
    if left.isConstant && !right.isConstant {
      return flipped.bytes(right, left, count: count)
    }
    switch left.type.canonicalPhysicalType {
    case .boolean: return compare(left.flags, right.flags, count: count)
    case .float64: return compareDoubles(left.doubles, right.doubles, count: count)
    case .interval:
      return RowKernel.map(left.spans, right.spans, count: count) { first, second in
        let (one, two) = (first.comparableMicroseconds, second.comparableMicroseconds)
        return holds(one < two ? -1 : one > two ? 1 : 0) ? 1 : 0
      }
    case .text: return compareTexts(left, right, count: count)
    case .int128: return compare(left.wideIntegers, right.wideIntegers, count: count)
    case .list, .structure:
      return compareTexts(left.sortKeys(), right.sortKeys(), count: count)
    default: return compareIntegers(left, right, count: count)
    }
  }

  private func compareIntegers(_ left: Vector, _ right: Vector, count: Int) -> Buffer<UInt8> {
    if right.isConstant && !left.isConstant {
      let constant = right.integers[0]
      switch left.values {
      case .int8(let values): return compare(values, constant)
      case .int16(let values): return compare(values, constant)
      case .int32(let values): return compare(values, constant)
      case .int64(let values): return compare(values, constant)
      default: break
      }
    }
    switch (left.values, right.values) {
    case (.int8(let first), .int8(let second)):
      return compare(operand(first, left), operand(second, right), count: count)
    case (.int16(let first), .int16(let second)):
      return compare(operand(first, left), operand(second, right), count: count)
    case (.int32(let first), .int32(let second)):
      return compare(operand(first, left), operand(second, right), count: count)
    default: return compare(left.integers, right.integers, count: count)
    }
  }

  private func operand<Element>(_ buffer: Buffer<Element>, _ vector: Vector) -> Operand<Element> {
    Operand(buffer, isConstant: vector.isConstant)
  }

  /// A narrow column against a constant, which may lie outside of the narrow range.
  private func compare<Narrow: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Narrow>, _ constant: Int64
  ) -> Buffer<UInt8> {
    if let narrow = Narrow(exactly: constant) {
      return compare(
        Operand(values, isConstant: false), Operand(Buffer([narrow]), isConstant: true),
        count: values.count)
    }
    return Buffer(repeating: holds(constant > 0 ? -1 : 1) ? 1 : 0, count: values.count)
  }

  /// One loop per comparison, null-blind.
  private func compare<Element: Comparable & BitwiseCopyable>(
    _ left: Operand<Element>, _ right: Operand<Element>, count: Int
  ) -> Buffer<UInt8> {
    switch self {
    case .equal: RowKernel.map(left, right, count: count) { $0 == $1 ? 1 : 0 }
    case .notEqual: RowKernel.map(left, right, count: count) { $0 != $1 ? 1 : 0 }
    case .less: RowKernel.map(left, right, count: count) { $0 < $1 ? 1 : 0 }
    case .lessOrEqual: RowKernel.map(left, right, count: count) { $0 <= $1 ? 1 : 0 }
    case .greater: RowKernel.map(left, right, count: count) { $0 > $1 ? 1 : 0 }
    case .greaterOrEqual: RowKernel.map(left, right, count: count) { $0 >= $1 ? 1 : 0 }
    }
  }

  /// Doubles in a total order: NaN equals itself and comes after everything else.
  private func compareDoubles(
    _ left: Operand<Double>, _ right: Operand<Double>, count: Int
  ) -> Buffer<UInt8> {
    // `!(a <= b)` is also true for NaN on the left, which is what "greater" wants unless the right
    // side is NaN too.
    switch self {
    case .equal:
      RowKernel.map(left, right, count: count) { ($0 == $1 ? 1 : 0) | (bothNaN($0, $1)) }
    case .notEqual:
      RowKernel.map(left, right, count: count) { (($0 == $1 ? 1 : 0) | (bothNaN($0, $1))) ^ 1 }
    case .less:
      RowKernel.map(left, right, count: count) { ($0 >= $1 ? 0 : 1) & ($0 == $0 ? 1 : 0) }
    case .lessOrEqual:
      RowKernel.map(left, right, count: count) { ($0 <= $1 ? 1 : 0) | ($1 == $1 ? 0 : 1) }
    case .greater:
      RowKernel.map(left, right, count: count) { ($0 <= $1 ? 0 : 1) & ($1 == $1 ? 1 : 0) }
    case .greaterOrEqual:
      RowKernel.map(left, right, count: count) { ($0 >= $1 ? 1 : 0) | ($0 == $0 ? 0 : 1) }
    }
  }

  private func compareTexts(_ left: Vector, _ right: Vector, count: Int) -> Buffer<UInt8> {
    if let byCode = compareCodes(left, right, count: count) { return byCode }
    let first = left.textViews
    let second = right.textViews
    switch self {
    case .equal: return RowKernel.map(first, second, count: count) { $0 == $1 ? 1 : 0 }
    case .notEqual: return RowKernel.map(first, second, count: count) { $0 == $1 ? 0 : 1 }
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      return RowKernel.map(first, second, count: count) {
        holds(TextView.compare($0, $1)) ? 1 : 0
      }
    }
  }

  /// Equality by code, and order by rank or by a table over a small dictionary; nil where the forms
  /// allow neither.
  private func compareCodes(_ left: Vector, _ right: Vector, count: Int) -> Buffer<UInt8>? {
    guard let dictionary = left.values.dictionary, !left.isConstant else { return nil }
    if right.isConstant {
      return compareCodes(left.values, dictionary, right.textViews[0])
    }
    guard right.values.dictionary === dictionary, dictionary.hasUniqueEntries else { return nil }
    switch self {
    case .equal, .notEqual:
      switch (left.values, right.values) {
      case (.codes8(let first, _), .codes8(let second, _)):
        return compare(operand(first, left), operand(second, right), count: count)
      case (.codes16(let first, _), .codes16(let second, _)):
        return compare(operand(first, left), operand(second, right), count: count)
      default:
        return compare(
          operand(left.values.codes32, left), operand(right.values.codes32, right), count: count)
      }
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      // Sorting a large dictionary costs more than comparing a few rows.
      guard dictionary.count <= Chunk.defaultCapacity else { return nil }
      let ranks = dictionary.ranks
      return compare(
        Operand(left.values.lookedUp(ranks, filler: 0), isConstant: false),
        Operand(right.values.lookedUp(ranks, filler: 0), isConstant: false), count: count)
    }
  }

  private func compareCodes(
    _ values: Vector.Values, _ dictionary: TextDictionary, _ constant: TextView
  ) -> Buffer<UInt8>? {
    if dictionary.hasUniqueEntries, self == .equal || self == .notEqual {
      guard let code = dictionary.code(of: constant) else {
        return Buffer(repeating: self == .equal ? 0 : 1, count: values.count)
      }
      switch values {
      case .codes8(let codes, _): return compare(codes, Int64(code))
      case .codes16(let codes, _): return compare(codes, Int64(code))
      case .codes32(let codes, _): return compare(codes, Int64(code))
      default: return nil
      }
    }
    guard dictionary.count <= values.count else { return nil }
    let table = RowKernel.map(
      Operand(dictionary.entries, isConstant: false), count: dictionary.count
    ) { (entry: TextView) -> UInt8 in holds(TextView.compare(entry, constant)) ? 1 : 0 }
    return values.lookedUp(table, filler: 0)
  }
}

@inline(__always)
private func bothNaN(_ left: Double, _ right: Double) -> UInt8 {
  (left == left ? 0 : 1) & (right == right ? 0 : 1)
}

extension Comparison {
  /// The order of two rows of vectors of one type: negative, zero or positive.
  ///
  /// The vectors are canonical and the rows not null. For code that is not in a hot loop.
  static func order(_ left: Vector, _ leftRow: Int, _ right: Vector, _ rightRow: Int) -> Int {
    let one = left.place(of: leftRow)
    let two = right.place(of: rightRow)
    switch (left.values, right.values) {
    case (.boolean(let first), .boolean(let second)): return sign(first[one], second[two])
    case (.int32(let first), .int32(let second)): return sign(first[one], second[two])
    case (.int64(let first), .int64(let second)): return sign(first[one], second[two])
    case (.float64(let first), .float64(let second)):
      let (a, b) = (first[one], second[two])
      if a.isNaN || b.isNaN { return (a.isNaN ? 1 : 0) - (b.isNaN ? 1 : 0) }
      return sign(a, b)
    case (.interval(let first), .interval(let second)): return sign(first[one], second[two])
    case (.text(let first), .text(let second)):
      return TextView.compare(first.views[one], second.views[two])
    case (.int128(let first), .int128(let second)): return sign(first[one], second[two])
    case (.list, .list), (.structure, .structure):
      var keys: ([UInt8], [UInt8]) = ([], [])
      left.appendSortKey(leftRow, into: &keys.0)
      right.appendSortKey(rightRow, into: &keys.1)
      return keys.0.lexicographicallyPrecedes(keys.1) ? -1 : keys.0 == keys.1 ? 0 : 1
    default: return sign(left.integers[leftRow], right.integers[rightRow])
    }
  }

  private static func sign<Element: Comparable>(_ left: Element, _ right: Element) -> Int {
    left < right ? -1 : left > right ? 1 : 0
  }
}
