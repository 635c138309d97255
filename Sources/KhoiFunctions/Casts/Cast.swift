package import KhoiData
package import KhoiText

/// Values of one type made values of another, as `CAST` and `TRY_CAST` do.
///
/// | from | to | how |
/// |---|---|---|
/// | any | VARCHAR | as results print them |
/// | VARCHAR | any | strictly (see `TextParsing`) |
/// | numbers | numbers | nearest, halves away from zero (of FLOAT and DOUBLE to even); out of range
///   is an error |
/// | BOOLEAN | numbers | 0 or 1 |
/// | numbers | BOOLEAN | whether it is not zero |
/// | DATE | TIMESTAMP | its midnight |
/// | TIMESTAMP | TIMESTAMP_S, TIMESTAMP_MS | the nearest second or millisecond |
/// | TIMESTAMP | DATE, TIME | its day, its time of day |
/// | TIMESTAMP | TIMESTAMP WITH TIME ZONE | the moment in UTC, and back |
/// | TIME | INTERVAL | the time since midnight |
/// | VARCHAR, JSON, BLOB, UUID | each other | the same bytes, where they are one |
/// | lists, maps | lists, maps | element by element |
/// | structures | structures | field by field: by name, those of a row by place |
package enum Cast {
  /// Whether a cast between the types exists.
  package static func isPossible(from source: LogicalType, to target: LogicalType) -> Bool {
    if source == target || target == .varchar || source == .null { return true }
    if source == .boolean && target.isNumeric || source.isNumeric && target == .boolean {
      return true
    }
    if source.isNumeric && target.isNumeric { return true }
    return switch (source, target) {
    case (_, .null): false
    case (_, .roundedTimestamp): isPossible(from: source, to: .timestamp)
    case (.roundedTimestamp, _): isPossible(from: .timestamp, to: target)
    case (.varchar, _): true
    case (.json, _): true
    case (_, .json): true
    case (.blob, .uuid), (.uuid, .blob): false
    case (.date, .timestamp), (.timestamp, .date), (.timestamp, .time): true
    case (.zonedTimestamp, .timestamp), (.zonedTimestamp, .date), (.zonedTimestamp, .time): true
    case (.timestamp, .zonedTimestamp), (.date, .zonedTimestamp): true
    case (.time, .interval): true
    case (.list(let from), .list(let to)): isPossible(from: from, to: to)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      isPossible(from: key, to: otherKey) && isPossible(from: value, to: otherValue)
    case (.structure(let fields), .structure(let others)):
      StructureMatching(from: fields, to: others)?.pairs.allSatisfy {
        isPossible(from: fields[$0.source].type, to: others[$0.target].type)
      } ?? false
    default: false
    }
  }

  /// Whether a cast that exists can fail for some value.
  package static func canFail(from source: LogicalType, to target: LogicalType) -> Bool {
    if source == target || target == .varchar { return false }
    if source.isTextual || source.isNested { return true }
    if source == .date && (target == .timestamp || target.isRoundedTimestamp) { return true }
    if source == .boolean || target == .boolean || target == .double { return false }
    return source.isNumeric && TypeCoercion.cost(from: source, to: target) == nil
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
    if target == .varchar {
      if vector.type == .json || vector.type == .uuid { return vector.retyped(.varchar) }
      return text(of: vector)
    }
    if case .roundedTimestamp(let precision) = target {
      let moments = try evaluate(vector, to: .timestamp, isTry: isTry)
      return moments.recast(
        target,
        .int64(
          RowKernel.map(moments.integers, count: vector.count) { rounded($0, precision.step) }))
    }
    if vector.type.isRoundedTimestamp {
      return try evaluate(vector.retyped(.timestamp), to: target, isTry: isTry)
    }
    if vector.type == .varchar { return try parse(vector, to: target, isTry: isTry) }
    let count = vector.count
    if vector.type.isNumeric && (target.isNumeric || target == .boolean)
      || vector.type == .boolean && target.isNumeric
    {
      return try number(vector, to: target, isTry: isTry)
    }
    switch (vector.type, target) {
    case (.timestamp, .zonedTimestamp), (.zonedTimestamp, .timestamp):
      return vector.retyped(target)
    case (.list, .list), (.map, .map), (.structure, .structure):
      return try nested(vector, to: target, isTry: isTry)
    case (.json, _): return try JSONDecoding.vector(vector.canonical(), as: target, isTry: isTry)
    case (_, .json): return try json(vector, isTry: isTry)
    case (.date, .zonedTimestamp):
      return try evaluateFlat(vector, to: .timestamp, isTry: isTry).retyped(target)
    case (.zonedTimestamp, _):
      return try evaluateFlat(vector.retyped(.timestamp), to: target, isTry: isTry)
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

  /// The nearest multiple, halves away from zero; infinity and the outermost moments stay.
  private static func rounded(_ moment: Int64, _ step: Int64) -> Int64 {
    let half = moment < 0 ? -step / 2 : step / 2
    let (sum, overflow) = moment.addingReportingOverflow(half)
    return overflow || Calendar.isInfinite(timestamp: moment) ? moment : sum - sum % step
  }

  /// Integers of any width as doubles, without widening them first.
  static func doubles(_ vector: Vector) -> Buffer<Double> {
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
