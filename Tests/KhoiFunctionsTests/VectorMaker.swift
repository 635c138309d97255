import KhoiData
import KhoiFunctions
import KhoiText
import Testing

/// Random vectors in every form, from a seed, so that a failure can be run again.
struct VectorMaker {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  enum Nulls: CaseIterable {
    case none, some, all
  }

  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }

  /// A value that is not null, often one of a few that repeat.
  mutating func value(_ type: LogicalType) -> Value {
    switch type {
    case .boolean: return .boolean(next(2) == 0)
    case .bigint:
      switch next(8) {
      case 0: return .integer([Int64.min, Int64.max, 0, -1][next(4)])
      case 1: return .integer(Int64(next(1 << 40)) - (1 << 39))
      default: return .integer(Int64(next(40)) - 20)
      }
    case .double:
      let special: [Double] = [.nan, .infinity, -.infinity, 0, -0.0, 0.1]
      return next(6) == 0
        ? .double(special[next(6)]) : .double(Double(next(2000) - 1000) / 8)
    case .varchar:
      let texts = ["", "a", "ab", "b", "đơn vị", "khối thi đua", "khối thi đua B", "Hà Nội", "zz"]
      return .text(texts[next(texts.count)])
    case .date: return .date(Int32(next(40_000) - 10_000))
    case .timestamp: return .timestamp(Int64(next(1 << 50)) - (1 << 49))
    case .time: return .time(Int64(next(86_400)) * 1_000_000)
    case .interval:
      return .interval(
        Interval(
          months: Int32(next(30) - 15), days: Int32(next(60) - 30),
          microseconds: Int64(next(1000)) * 1_000_000))
    default: return .null
    }
  }

  mutating func values(_ type: LogicalType, count: Int, nulls: Nulls) -> [Value] {
    (0..<count).map { _ in
      let value = value(type)
      return nulls == .all || (nulls == .some && next(4) == 0) ? .null : value
    }
  }

  /// A vector, flat, constant, narrow or in codes, and its values.
  mutating func vector(
    _ type: LogicalType, count: Int, nulls: Nulls, isSmall: Bool = false
  ) -> (vector: Vector, values: [Value]) {
    if next(5) == 0 {
      let value = nulls == .all || (nulls == .some && next(3) == 0) ? Value.null : value(type)
      return (
        Vector(constant: value, type: type, count: count), Array(repeating: value, count: count)
      )
    }
    var values = values(type, count: count, nulls: nulls)
    if isSmall || next(2) == 0 {
      values = values.map { value in
        if case .integer(let number) = value { return .integer(number % 100) }
        return value
      }
    }
    return (Self.vector(values, type: type, isNarrow: next(2) == 0), values)
  }

  /// The values as a flat vector; narrow integers and codes if wanted.
  static func vector(_ values: [Value], type: LogicalType, isNarrow: Bool = false) -> Vector {
    if values.isEmpty { return Vector(nulls: type, count: 0).flattened() }
    let parts = values.map { Vector(constant: $0, type: type, count: 1) }
    let flat = Vector.concatenate(parts, type: type).flattened()
    guard isNarrow else { return flat }
    let source = type == .varchar ? TextColumnEncoder.encode([flat])[0] : flat
    return StoredColumn(narrowing: source).slice(0, values.count)
  }
}

/// Whether two values are the same, NaN being the same as NaN.
func isSame(_ left: Value, _ right: Value) -> Bool {
  if case .double(let first) = left, case .double(let second) = right {
    return first == second || (first.isNaN && second.isNaN)
  }
  return left == right
}

/// Evaluates functions on single values.
enum Call {
  static let context = EvaluationContext(now: 1_700_000_000_000_000)

  /// The text of the function's value for constant arguments.
  static func text(_ name: String, _ arguments: Value...) throws -> String {
    try value(name, arguments).text
  }

  static func value(_ name: String, _ arguments: [Value]) throws -> Value {
    try vector(
      name, arguments.map { Vector(constant: $0, count: 1) }, count: 1,
      literals: Array(repeating: false, count: arguments.count))[0]
  }

  /// Resolves, casts and calls.
  static func vector(
    _ name: String, _ arguments: [Vector], count: Int, literals: [Bool]? = nil
  ) throws -> Vector {
    let function = try #require(FunctionLibrary.scalar(named: name), "no function \(name)")
    let chosen = try #require(
      OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: arguments.map(\.type),
        isLiteralText: literals ?? []), "no overload of \(name)")
    let cast = try zip(arguments, chosen.argumentTypes).map { argument, type in
      try Cast.evaluate(argument, to: type)
    }
    let result = try chosen.overload.call(arguments: cast, count: count, context: context)
    #expect(result.count == count)
    #expect(result.type == chosen.resultType || arguments.isEmpty)
    return result
  }

  /// The code of the diagnostic that a call throws.
  static func failure(_ name: String, _ arguments: Value...) -> String? {
    do {
      _ = try value(name, arguments)
      return nil
    } catch {
      return (error as? Diagnostic)?.code
    }
  }
}
