package import KhoiData

/// A comparison of a column with a constant in the one form that kernels know: the rows whose value
/// lies in a closed range, or those whose value does not.
package struct RangeTest: Sendable {
  enum Bounds: Sendable {
    case integers(least: Int64, greatest: Int64)
    /// NaN is greater than every number.
    case doubles(least: Double, greatest: Double, holdsNaN: Bool)
    /// One text, as the first row of a vector.
    case text(Vector)
  }

  let bounds: Bounds
  /// Whether the rows outside of the range are meant.
  let isInverted: Bool
  /// Whether rows that are null pass, too.
  var keepsNulls = false

  /// The test `column comparison value`; nil for types that have none. The value must be of the
  /// column's type and not null.
  package init?(_ comparison: Comparison, _ value: Value, type: LogicalType) {
    isInverted = comparison == .notEqual
    switch (type.canonicalPhysicalType, value) {
    case (.text, _):
      guard comparison == .equal || comparison == .notEqual, value.type == type else { return nil }
      bounds = .text(Vector(constant: value, type: type, count: 1))
    case (.float64, .double(let number)): bounds = Self.doubles(comparison, number)
    case (.float64, .float(let number)): bounds = Self.doubles(comparison, Double(number))
    case (.int32, _), (.int64, _):
      guard let number = value.integerBits,
        value.type == type || (type.isWithinBigint && value.type.isWithinBigint)
      else { return nil }
      bounds = Self.integers(comparison, number)
    default: return nil
    }
  }

  private init(_ bounds: Bounds) {
    self.bounds = bounds
    isInverted = false
  }

  private static func integers(_ comparison: Comparison, _ number: Int64) -> Bounds {
    // Nothing is below the least integer, nor above the greatest: a range that holds nothing.
    switch comparison {
    case .equal, .notEqual: .integers(least: number, greatest: number)
    case .lessOrEqual: .integers(least: .min, greatest: number)
    case .greaterOrEqual: .integers(least: number, greatest: .max)
    case .less:
      number == .min
        ? .integers(least: 1, greatest: 0) : .integers(least: .min, greatest: number - 1)
    case .greater:
      number == .max
        ? .integers(least: 1, greatest: 0) : .integers(least: number + 1, greatest: .max)
    }
  }

  private static func doubles(_ comparison: Comparison, _ number: Double) -> Bounds {
    let infinity = Double.infinity
    let none = Bounds.doubles(least: infinity, greatest: -infinity, holdsNaN: false)
    let onlyNaN = Bounds.doubles(least: infinity, greatest: -infinity, holdsNaN: true)
    if number.isNaN {
      return switch comparison {
      case .equal, .notEqual, .greaterOrEqual: onlyNaN
      case .less: .doubles(least: -infinity, greatest: infinity, holdsNaN: false)
      case .lessOrEqual: .doubles(least: -infinity, greatest: infinity, holdsNaN: true)
      case .greater: none
      }
    }
    return switch comparison {
    case .equal, .notEqual: .doubles(least: number, greatest: number, holdsNaN: false)
    case .lessOrEqual: .doubles(least: -infinity, greatest: number, holdsNaN: false)
    case .greaterOrEqual: .doubles(least: number, greatest: infinity, holdsNaN: true)
    case .less:
      number == -infinity
        ? none : .doubles(least: -infinity, greatest: number.nextDown, holdsNaN: false)
    case .greater:
      number == infinity
        ? onlyNaN : .doubles(least: number.nextUp, greatest: infinity, holdsNaN: true)
    }
  }

  /// The rows whose place in an order is not behind that of a row with this key (see `OrderedKey`,
  /// inverted for a descending order).
  package init(notBehind key: Int64, type: LogicalType, isDescending: Bool, nullsFirst: Bool) {
    let comparison = isDescending ? Comparison.greaterOrEqual : .lessOrEqual
    let number = isDescending ? ~key : key
    if type.canonicalPhysicalType == .float64 {
      bounds = Self.doubles(comparison, OrderedKey.double(number))
    } else {
      bounds = Self.integers(comparison, number)
    }
    isInverted = false
    keepsNulls = nullsFirst
  }

  /// The test that both pass; nil where that is no range.
  package func intersection(_ other: RangeTest) -> RangeTest? {
    if isInverted || other.isInverted || keepsNulls || other.keepsNulls { return nil }
    switch (bounds, other.bounds) {
    case (.integers(let low, let high), .integers(let otherLow, let otherHigh)):
      return RangeTest(.integers(least: max(low, otherLow), greatest: min(high, otherHigh)))
    case (.doubles(let low, let high, let nan), .doubles(let otherLow, let otherHigh, let other)):
      return RangeTest(
        .doubles(
          least: max(low, otherLow), greatest: min(high, otherHigh), holdsNaN: nan && other))
    default: return nil
    }
  }

  /// Whether a value between `least` and `greatest` may pass; doubles among them may be NaN if
  /// `mayHoldNaN`.
  package func mayHold(least: Value, greatest: Value, mayHoldNaN: Bool) -> Bool {
    if isInverted { return true }
    switch bounds {
    case .integers(let low, let high):
      guard let first = least.integerBits, let last = greatest.integerBits else { return true }
      return low <= last && first <= high
    case .doubles(let low, let high, let holdsNaN):
      guard let first = least.number, let last = greatest.number else { return true }
      return (holdsNaN && mayHoldNaN) || (low <= last && first <= high)
    case .text: return true
    }
  }
}

/// The rows, among some, that pass.
extension RangeTest {
  /// Those of the rows (in ascending order) that pass; nil where the form of the vector has no
  /// kernel.
  package func select(_ vector: Vector, among rows: Buffer<UInt32>) -> Buffer<UInt32>? {
    guard !vector.isConstant else { return nil }
    precondition(
      rows.count == 0 || Int(rows[rows.count - 1]) < vector.count, "row out of range")
    let validity = vector.validity
    switch (bounds, vector.values) {
    case (.integers(let least, let greatest), .int8(let values)):
      return select(values, validity, rows, Int8.self, least, greatest)
    case (.integers(let least, let greatest), .int16(let values)):
      return select(values, validity, rows, Int16.self, least, greatest)
    case (.integers(let least, let greatest), .int32(let values)):
      return select(values, validity, rows, Int32.self, least, greatest)
    case (.integers(let least, let greatest), .int64(let values)):
      return select(values, validity, rows, Int64.self, least, greatest)
    case (.doubles(let least, let greatest, let holdsNaN), .float64(let values)):
      if holdsNaN {
        return select(values, validity, rows) { ($0 < least ? 0 : 1) & ($0 > greatest ? 0 : 1) }
      }
      return select(values, validity, rows) { ($0 >= least ? 1 : 0) & ($0 <= greatest ? 1 : 0) }
    case (.text(let text), .codes8(let codes, let dictionary)):
      return select(codes, validity, rows, text, dictionary)
    case (.text(let text), .codes16(let codes, let dictionary)):
      return select(codes, validity, rows, text, dictionary)
    case (.text(let text), .codes32(let codes, let dictionary)):
      return select(codes, validity, rows, text, dictionary)
    default: return nil
    }
  }

  private func select<Number: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Number>, _ validity: Validity?, _ rows: Buffer<UInt32>, _ type: Number.Type,
    _ least: Int64, _ greatest: Int64
  ) -> Buffer<UInt32> {
    guard let (low, high) = Self.clamped(least, greatest, to: type) else {
      return select(values, validity, rows) { _ in 0 }
    }
    return select(values, validity, rows) { ($0 >= low ? 1 : 0) & ($0 <= high ? 1 : 0) }
  }

  private func select<Code: FixedWidthInteger & BitwiseCopyable>(
    _ codes: Buffer<Code>, _ validity: Validity?, _ rows: Buffer<UInt32>, _ text: Vector,
    _ dictionary: TextDictionary
  ) -> Buffer<UInt32>? {
    guard dictionary.hasUniqueEntries else { return nil }
    guard let code = dictionary.code(of: text.textView(0)).flatMap({ Code(exactly: $0) }) else {
      return select(codes, validity, rows) { _ in 0 }
    }
    return select(codes, validity, rows) { $0 == code ? 1 : 0 }
  }

  /// `isInside` gives 1 or 0, so that nothing is guessed: about half of the rows pass often.
  @inline(__always)
  private func select<Element: BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ rows: Buffer<UInt32>,
    _ isInside: (Element) -> Int
  ) -> Buffer<UInt32> {
    let output = OutputBuffer<UInt32>(count: rows.count)
    let flip = isInverted ? 1 : 0
    var found = 0
    if let validity {
      for index in 0..<rows.count {
        let row = unsafe rows.base[index]
        let passes = unsafe isInside(values.base[Int(row)]) ^ flip
        output[found] = row
        found &+= validity.isValid(Int(row)) ? passes : keepsNulls ? 1 : 0
      }
    } else {
      for index in 0..<rows.count {
        let row = unsafe rows.base[index]
        output[found] = row
        found &+= unsafe isInside(values.base[Int(row)]) ^ flip
      }
    }
    return output.finished.slice(0, found)
  }

  /// The range in a narrower type; nil where it holds nothing of that.
  @inline(__always)
  static func clamped<Number: FixedWidthInteger>(
    _ least: Int64, _ greatest: Int64, to type: Number.Type
  ) -> (Number, Number)? {
    if least > greatest || least > Int64(Number.max) || greatest < Int64(Number.min) { return nil }
    return (Number(clamping: least), Number(clamping: greatest))
  }
}
