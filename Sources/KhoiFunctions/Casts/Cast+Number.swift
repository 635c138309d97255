import KhoiData
import KhoiText

/// Numbers of one type as numbers of another.
///
/// Whole numbers and decimals go over by way of 128-bit integers and a shift of the decimal point;
/// what falls off behind the point is rounded half away from zero.
extension Cast {
  static func number(
    _ vector: Vector, to target: LogicalType, isTry: Bool
  ) throws(Diagnostic) -> Vector {
    let source = vector.type
    switch (source, target) {
    case (.boolean, .float), (.boolean, .double):
      return vector.recast(
        target, .float64(RowKernel.map(vector.flags, count: vector.count) { Double($0) }))
    case (.boolean, _):
      let numbers = Vector(
        .narrow(.utinyint),
        .int64(RowKernel.map(vector.flags, count: vector.count) { Int64($0) }),
        validity: vector.validity)
      return try number(numbers, to: target, isTry: isTry)
    case (_, .boolean): return truth(vector)
    case (.float, .double): return vector.retyped(.double)
    case (.double, .float): return try rounded32(vector, isTry: isTry)
    case (_, .double) where source.isWithinBigint:
      return vector.recast(target, .float64(doubles(vector)))
    case (_, .float) where source.isWithinBigint:
      let values = doubles(vector)
      return vector.recast(
        target,
        .float64(
          RowKernel.map(Operand(values, isConstant: false), count: vector.count) {
            Double(Float($0))
          }))
    case (_, .double), (_, .float): return approximate(vector, to: target)
    case (.double, _), (.float, _): return try exact(vector, to: target, isTry: isTry)
    case (_, _) where source.isWithinBigint && target.isWithinBigint:
      return try withinBigint(vector, to: target, isTry: isTry)
    default: return try shifted(vector, to: target, isTry: isTry)
    }
  }

  private static func truth(_ vector: Vector) -> Vector {
    let flags: Buffer<UInt8>
    if vector.type.canonicalPhysicalType == .float64 {
      flags = RowKernel.map(vector.doubles, count: vector.count) { $0 == 0 ? 0 : 1 }
    } else {
      flags = RowKernel.map(vector.wideIntegers, count: vector.count) { $0 == 0 ? 0 : 1 }
    }
    return vector.recast(.boolean, .boolean(flags))
  }

  private static func rounded32(_ vector: Vector, isTry: Bool) throws(Diagnostic) -> Vector {
    let source = vector.doubles
    let values = RowKernel.map(source, count: vector.count) { Double(Float($0)) }
    return try checked(vector, to: .float, .float64(values), isTry: isTry) { row in
      values[row].isFinite || !source[row].isFinite
    }
  }

  /// DECIMAL and wide integers as doubles.
  private static func approximate(_ vector: Vector, to target: LogicalType) -> Vector {
    let scale = vector.type.decimalScale
    let isFloat = target == .float
    let values = RowKernel.map(vector.wideIntegers, count: vector.count) { unscaled -> Double in
      let number = scale == 0 ? Double(unscaled) : DecimalPower.double(unscaled, scale: scale)
      return isFloat ? Double(Float(number)) : number
    }
    return vector.recast(target, .float64(values))
  }

  /// Doubles as whole numbers or decimals.
  private static func exact(
    _ vector: Vector, to target: LogicalType, isTry: Bool
  ) throws(Diagnostic) -> Vector {
    let source = vector.doubles
    let bounds = target.wideBounds
    let factor = Double(DecimalPower.power(target.decimalScale))
    var values = [Int128](repeating: 0, count: vector.count)
    var fits = [Bool](repeating: true, count: vector.count)
    // As in PostgreSQL: what a double shows as a half mostly is none.
    let rule: FloatingPointRoundingRule =
      target.isDecimal ? .toNearestOrAwayFromZero : .toNearestOrEven
    for row in 0..<vector.count {
      let rounded = (source[row] * factor).rounded(rule)
      if rounded.magnitude < 0x1p127, bounds.contains(Int128(rounded)) {
        values[row] = Int128(rounded)
      } else {
        fits[row] = false
      }
    }
    return try checked(vector, to: target, target.wholeValues(values), isTry: isTry) { fits[$0] }
  }

  /// Integers of at most 64 bits: the same values under another name, checked where it is narrower.
  private static func withinBigint(
    _ vector: Vector, to target: LogicalType, isTry: Bool
  ) throws(Diagnostic) -> Vector {
    guard case .narrow(let narrow) = target else { return vector.retyped(target) }
    if case .narrow(let source) = vector.type,
      narrow.bounds.contains(source.bounds.lowerBound),
      narrow.bounds.contains(source.bounds.upperBound)
    {
      return vector.retyped(target)
    }
    let numbers = vector.integers
    let bounds = narrow.bounds
    return try checked(vector, to: target, .int64(numbers.buffer), isTry: isTry) {
      bounds.contains(numbers[$0])
    }
  }

  /// Whole numbers and decimals, the decimal point moved.
  private static func shifted(
    _ vector: Vector, to target: LogicalType, isTry: Bool
  ) throws(Diagnostic) -> Vector {
    let source = vector.wideIntegers
    let bounds = target.wideBounds
    let scale = target.decimalScale
    let shift = scale - vector.type.decimalScale
    var values = [Int128](repeating: 0, count: vector.count)
    var fits = [Bool](repeating: true, count: vector.count)
    for row in 0..<vector.count {
      var number = source[row]
      var overflow = false
      if shift > 0 {
        (number, overflow) = number.multipliedReportingOverflow(by: DecimalPower.power(shift))
      } else {
        number = DecimalPower.dividingRounded(number, digits: -shift)
      }
      fits[row] = !overflow && bounds.contains(number)
      values[row] = fits[row] ? number : 0
    }
    return try checked(vector, to: target, target.wholeValues(values), isTry: isTry) { fits[$0] }
  }

  /// The values where all rows that are not null fit; else an error for the first that does not, or
  /// NULL for each.
  static func checked(
    _ vector: Vector, to target: LogicalType, _ values: Vector.Values, isTry: Bool,
    _ fits: (Int) -> Bool
  ) throws(Diagnostic) -> Vector {
    var allFit = true
    for row in 0..<vector.count where !fits(row) && !vector.isNull(row) {
      if !isTry { throw .outOfRange(vector[row], for: target) }
      allFit = false
    }
    guard !allFit else { return vector.recast(target, values) }
    let good = Validity(count: vector.count, isValid: fits)
    return Vector(target, values, validity: .and(vector.validity, good), count: vector.count)
  }
}

extension LogicalType {
  /// The scale of a DECIMAL, zero for integers.
  var decimalScale: Int { asDecimal.scale }

  /// The unscaled values that an integer type or DECIMAL allows.
  var wideBounds: ClosedRange<Int128> {
    switch self {
    case .narrow(let narrow): Int128(narrow.bounds.lowerBound)...Int128(narrow.bounds.upperBound)
    case .bigint: Int128(Int64.min)...Int128(Int64.max)
    case .ubigint: 0...Int128(UInt64.max)
    case .decimal(let precision, _):
      (1 - DecimalPower.power(precision))...(DecimalPower.power(precision) - 1)
    default: Int128.min...Int128.max
    }
  }

  /// Whole numbers in the canonical form of the type, which must hold them.
  func wholeValues(_ numbers: [Int128]) -> Vector.Values {
    if canonicalPhysicalType == .int128 { return .int128(Buffer(numbers)) }
    return .int64(Buffer(numbers.map { Int64(truncatingIfNeeded: $0) }))
  }
}
