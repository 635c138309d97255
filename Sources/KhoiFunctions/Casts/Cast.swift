package import KhoiData
package import KhoiText

/// Values of one type made values of another, as `CAST` and `TRY_CAST` do.
///
/// | from | to | how |
/// |---|---|---|
/// | any | VARCHAR | as results print them |
/// | VARCHAR | any | strictly (see `TextParsing`) |
/// | BIGINT | DOUBLE | nearest |
/// | DOUBLE | BIGINT | nearest, halves away from zero; out of range is an error |
/// | BOOLEAN | BIGINT, DOUBLE | 0 or 1 |
/// | BIGINT, DOUBLE | BOOLEAN | whether it is not zero |
/// | DATE | TIMESTAMP | its midnight |
/// | TIMESTAMP | DATE, TIME | its day, its time of day |
/// | TIME | INTERVAL | the time since midnight |
package enum Cast {
  /// Whether a cast between the types exists.
  package static func isPossible(from source: LogicalType, to target: LogicalType) -> Bool {
    if source == target || target == .varchar || source == .null { return true }
    return switch (source, target) {
    case (_, .null): false
    case (.varchar, _): true
    case (.boolean, .bigint), (.boolean, .double), (.bigint, .boolean), (.double, .boolean): true
    case (.bigint, .double), (.double, .bigint): true
    case (.date, .timestamp), (.timestamp, .date), (.timestamp, .time): true
    case (.time, .interval): true
    default: false
    }
  }

  /// Whether a cast that exists can fail for some value.
  package static func canFail(from source: LogicalType, to target: LogicalType) -> Bool {
    if source == target { return false }
    return (source == .varchar && target != .varchar) || (source == .double && target == .bigint)
      || (source == .date && target == .timestamp)
  }

  /// The vector as the other type.
  ///
  /// A value that does not go over is an error, or with `isTry` NULL.
  package static func evaluate(
    _ vector: Vector, to target: LogicalType, isTry: Bool = false
  ) throws(Diagnostic) -> Vector {
    let count = vector.count
    if vector.type == target { return vector }
    if count == 0 || vector.type == .null || vector.isConstantNull {
      return Vector(nulls: target, count: count)
    }
    guard vector.isConstant else { return try evaluateFlat(vector, to: target, isTry: isTry) }
    let row = Vector(vector.type, vector.values, validity: vector.validity, count: 1)
    let result = try evaluateFlat(row, to: target, isTry: isTry)
    return Vector(
      target, result.values, validity: result.validity, count: count, isConstant: true)
  }

  private static func evaluateFlat(
    _ vector: Vector, to target: LogicalType, isTry: Bool
  ) throws(Diagnostic) -> Vector {
    if target == .varchar { return text(of: vector) }
    if vector.type == .varchar { return try parse(vector, to: target, isTry: isTry) }
    let count = vector.count
    switch (vector.type, target) {
    case (.boolean, .bigint):
      return vector.recast(target, .int64(RowKernel.map(vector.flags, count: count) { Int64($0) }))
    case (.boolean, .double):
      return vector.recast(
        target, .float64(RowKernel.map(vector.flags, count: count) { Double($0) }))
    case (.bigint, .boolean):
      return vector.recast(
        target, .boolean(RowKernel.map(vector.integers, count: count) { $0 == 0 ? 0 : 1 }))
    case (.double, .boolean):
      return vector.recast(
        target, .boolean(RowKernel.map(vector.doubles, count: count) { $0 == 0 ? 0 : 1 }))
    case (.bigint, .double): return vector.recast(target, .float64(doubles(vector)))
    case (.double, .bigint): return try integers(vector, isTry: isTry)
    case (.date, .timestamp): return try timestamps(vector, isTry: isTry)
    case (.timestamp, .date):
      return vector.recast(
        target,
        .int32(RowKernel.map(vector.integers, count: count) { Calendar.day(timestamp: $0) }))
    case (.timestamp, .time):
      return vector.recast(
        target,
        .int64(
          RowKernel.map(vector.integers, count: count) {
            Calendar.split(timestamp: $0).microseconds
          }))
    case (.time, .interval):
      return vector.recast(
        target,
        .interval(RowKernel.map(vector.integers, count: count) { Interval(microseconds: $0) }))
    default:
      throw .broken("a cast from \(vector.type) to \(target) was planned")
    }
  }

  /// The midnights of days.
  private static func timestamps(_ vector: Vector, isTry: Bool) throws(Diagnostic) -> Vector {
    let days = vector.dates
    var hasFailed = false
    let values = RowKernel.map(days, count: vector.count) { day -> Int64 in
      let midnight = Calendar.midnight(day)
      hasFailed = hasFailed || midnight == nil
      return midnight ?? 0
    }
    guard hasFailed else { return vector.recast(.timestamp, .int64(values)) }
    let fits = Validity(count: vector.count) { Calendar.midnight(days[$0]) != nil }
    if !isTry {
      for row in 0..<vector.count where !fits.isValid(row) && !vector.isNull(row) {
        throw .outOfRange(.date(days[row]), for: .timestamp)
      }
    }
    return Vector(.timestamp, .int64(values), validity: .and(vector.validity, fits))
  }

  /// Integers of any width as doubles, without widening them first.
  private static func doubles(_ vector: Vector) -> Buffer<Double> {
    func convert<Element: FixedWidthInteger & BitwiseCopyable>(
      _ values: Buffer<Element>
    ) -> Buffer<Double> {
      RowKernel.map(Operand(values, isConstant: false), count: values.count) { Double($0) }
    }
    switch vector.values {
    case .int8(let values): return convert(values)
    case .int16(let values): return convert(values)
    case .int32(let values): return convert(values)
    default: return convert(vector.integers.buffer)
    }
  }

  /// The nearest integers, halves away from zero.
  private static func integers(_ vector: Vector, isTry: Bool) throws(Diagnostic) -> Vector {
    let count = vector.count
    let source = vector.doubles
    var hasFailed = false
    let values = RowKernel.map(source, count: count) { value -> Int64 in
      let rounded = value.rounded(.toNearestOrAwayFromZero)
      let fits = rounded >= -0x1p63 && rounded < 0x1p63
      hasFailed = hasFailed || !fits
      return fits ? Int64(rounded) : 0
    }
    guard hasFailed else { return vector.recast(.bigint, .int64(values)) }
    let fits = Validity(count: count) { row in
      let rounded = source[row].rounded(.toNearestOrAwayFromZero)
      return rounded >= -0x1p63 && rounded < 0x1p63
    }
    if !isTry {
      for row in 0..<count where !fits.isValid(row) && !vector.isNull(row) {
        throw .outOfRange(.double(source[row]), for: .bigint)
      }
    }
    return Vector(.bigint, .int64(values), validity: .and(vector.validity, fits))
  }

  /// The spelling of every row that is not null.
  private static func text(of vector: Vector) -> Vector {
    let count = vector.count
    let heap = TextHeap()
    var bytes: [UInt8] = []
    let views = OutputBuffer<TextView>(count: count)
    for row in 0..<count {
      if vector.isNull(row) {
        views[row] = TextView()
        continue
      }
      bytes.removeAll(keepingCapacity: true)
      vector.appendText(row, into: &bytes)
      views[row] = heap.store(bytes)
    }
    return vector.recast(.varchar, .text(TextValues(views: views.finished, heaps: [heap])))
  }
}

extension Vector {
  /// Other values in the same rows.
  func recast(_ type: LogicalType, _ values: Values) -> Vector {
    Vector(type, values, validity: validity, count: count)
  }
}
