package import KhoiData

/// The one table of implicit casts.
///
/// A value goes over by itself only where nothing can be lost or misread:
///
/// | from | to |
/// |---|---|
/// | NULL | everything |
/// | an integer type | every wider one, DECIMAL, FLOAT, DOUBLE |
/// | DECIMAL | a wider DECIMAL, FLOAT, DOUBLE |
/// | FLOAT | DOUBLE |
/// | DATE | TIMESTAMP, TIMESTAMP WITH TIME ZONE |
/// | TIMESTAMP | TIMESTAMP WITH TIME ZONE, and back: both are told in UTC |
/// | JSON, UUID | VARCHAR |
/// | lists, maps, structures | where each part goes over |
///
/// Text never becomes another type by itself, except a string *literal*, which takes the type of
/// the other side (design: the binder parses it there).
package enum TypeCoercion {
  /// How far an implicit cast goes, lower being better; nil where there is none.
  package static func cost(from source: LogicalType, to target: LogicalType) -> Int? {
    if source == target { return 0 }
    switch (source, target) {
    case (.null, _): return 1
    case (_, _) where source.isInteger && target.isInteger:
      return commonInteger(source, target) == target ? (target == .bigint ? 1 : 2) : nil
    case (_, .decimal(let precision, let scale)) where source.isInteger:
      return source.integerDigits <= precision - scale ? 3 : nil
    case (_, .double) where source.isWithinBigint: return 2
    case (_, .double) where source.isNumeric: return source == .float ? 3 : 4
    // Dearer than DOUBLE, but cheap enough that FLOAT and an integer meet in FLOAT.
    case (_, .float) where source.isWithinBigint: return 4
    case (_, .float) where source.isNumeric && source != .double: return 5
    case (.decimal(let precision, let scale), .decimal(let wider, let finer)):
      return finer >= scale && wider - finer >= precision - scale ? 1 : nil
    case (.date, .timestamp): return 2
    case (.timestamp, .zonedTimestamp): return 3
    case (.date, .zonedTimestamp): return 4
    case (.zonedTimestamp, .timestamp): return 6
    case (.json, .varchar), (.uuid, .varchar): return 1
    case (.list(let from), .list(let to)): return cost(from: from, to: to)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      guard let first = cost(from: key, to: otherKey),
        let second = cost(from: value, to: otherValue)
      else { return nil }
      return first + second
    case (.structure(let fields), .structure(let others)):
      guard fields.count == others.count, Self.namesAgree(fields, others) else { return nil }
      var total = 1
      for (field, other) in zip(fields, others) {
        guard let part = cost(from: field.type, to: other.type) else { return nil }
        total += part
      }
      return total
    default: return nil
    }
  }

  /// The type both can go over to, or nil.
  package static func commonType(_ left: LogicalType, _ right: LogicalType) -> LogicalType? {
    if left == right || right == .null { return left }
    if left == .null { return right }
    switch (left, right) {
    case (.zonedTimestamp, .timestamp), (.timestamp, .zonedTimestamp): return .zonedTimestamp
    case (_, _) where left.isInteger && right.isInteger: return commonInteger(left, right)
    case (.decimal, .decimal): return commonDecimal(left, right)
    case (.decimal, _) where right.isInteger: return commonDecimal(left, right)
    case (_, .decimal) where left.isInteger: return commonDecimal(left, right)
    case (_, _) where left.isNumeric && right.isNumeric:
      return left == .double || right == .double ? .double : .float
    case (.list(let first), .list(let second)):
      return commonType(first, second).map { .list($0) }
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      guard let first = commonType(key, otherKey), let second = commonType(value, otherValue)
      else { return nil }
      return .map(key: first, value: second)
    case (.structure(let fields), .structure(let others)):
      return commonStructure(fields, others)
    default:
      if cost(from: left, to: right) != nil { return right }
      if cost(from: right, to: left) != nil { return left }
      return nil
    }
  }

  /// The type all can go over to, or nil; `.null` for no types.
  package static func commonType(of types: [LogicalType]) -> LogicalType? {
    var common = LogicalType.null
    for type in types {
      guard let wider = commonType(common, type) else { return nil }
      common = wider
    }
    return common
  }

  private static func commonInteger(_ left: LogicalType, _ right: LogicalType) -> LogicalType {
    switch (left, right) {
    case (.narrow(let first), .narrow(let second)):
      let least = min(first.bounds.lowerBound, second.bounds.lowerBound)
      let greatest = max(first.bounds.upperBound, second.bounds.upperBound)
      let fitting = NarrowInteger.allCases.first {
        $0.bounds.contains(least) && $0.bounds.contains(greatest)
          && (least < 0 || $0.bounds.lowerBound == 0 || $0 == first || $0 == second)
      }
      return fitting.map { .narrow($0) } ?? .bigint
    case (.narrow, .bigint), (.bigint, .narrow), (.bigint, .bigint): return .bigint
    case (.ubigint, .ubigint): return .ubigint
    case (.ubigint, .narrow(let other)), (.narrow(let other), .ubigint):
      return other.bounds.lowerBound == 0 ? .ubigint : .hugeint
    default: return .hugeint
    }
  }

  private static func commonDecimal(_ left: LogicalType, _ right: LogicalType) -> LogicalType {
    let (first, second) = (left.asDecimal, right.asDecimal)
    let scale = max(first.scale, second.scale)
    let whole = max(first.precision - first.scale, second.precision - second.scale)
    // A few digits too many are left to the check of each value, as sums have room to spare; with
    // many too many hardly any value would fit, and DOUBLE holds them approximately.
    if whole + scale > LogicalType.greatestPrecision + 18 { return .double }
    return .decimal(precision: min(whole + scale, LogicalType.greatestPrecision), scale: scale)
  }

  private static func commonStructure(_ left: [Field], _ right: [Field]) -> LogicalType? {
    guard left.count == right.count, namesAgree(left, right) else { return nil }
    var fields: [Field] = []
    for (first, second) in zip(left, right) {
      guard let type = commonType(first.type, second.type) else { return nil }
      fields.append(Field(first.name.isEmpty ? second.name : first.name, type))
    }
    return .structure(fields)
  }

  /// Whether the fields have the same names in the same order, or one side has none.
  private static func namesAgree(_ left: [Field], _ right: [Field]) -> Bool {
    if left.allSatisfy(\.name.isEmpty) || right.allSatisfy(\.name.isEmpty) { return true }
    return zip(left, right).allSatisfy { $0.name.lowercased() == $1.name.lowercased() }
  }
}

extension LogicalType {
  /// Whether the type is a DECIMAL of any precision.
  package var isDecimal: Bool {
    if case .decimal = self { return true }
    return false
  }

  /// The digits that every value of an integer type fits in.
  package var integerDigits: Int {
    switch self {
    case .narrow(.tinyint), .narrow(.utinyint): 3
    case .narrow(.smallint), .narrow(.usmallint): 5
    case .narrow: 10
    case .bigint: 19
    case .ubigint: 20
    default: 38
    }
  }

  /// Precision and scale of a DECIMAL, or of the DECIMAL that holds an integer type.
  package var asDecimal: (precision: Int, scale: Int) {
    if case .decimal(let precision, let scale) = self { return (precision, scale) }
    return (integerDigits, 0)
  }
}
