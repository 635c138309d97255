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
/// | TIMESTAMP_S, TIMESTAMP_MS | a finer one, TIMESTAMP |
/// | TIMESTAMP | TIMESTAMP WITH TIME ZONE, and back: both are told in UTC |
/// | JSON, UUID | VARCHAR |
/// | lists, maps | where each part goes over |
/// | structures | where each field goes over to the one of its name, rows by place |
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
    case (.date, .roundedTimestamp): return 2
    case (.roundedTimestamp(let from), .roundedTimestamp(let to)):
      return from.step > to.step ? 1 : nil
    case (.roundedTimestamp, .timestamp): return 1
    case (.roundedTimestamp, .zonedTimestamp): return 4
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
      return structureCost(from: fields, to: others)
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
    let met = common
    return types.allSatisfy { meets($0, in: met) } ? common : nil
  }

  /// Whether the structures in a type go over to those of a common type that was found pair by
  /// pair: a row may have met fields by place that a later structure added to.
  package static func meets(_ type: LogicalType, in common: LogicalType) -> Bool {
    switch (type, common) {
    case (.list(let element), .list(let wanted)): return meets(element, in: wanted)
    case (.map(let key, let value), .map(let wantedKey, let wantedValue)):
      return meets(key, in: wantedKey) && meets(value, in: wantedValue)
    case (.structure(let fields), .structure(let wanted)):
      guard let matching = StructureMatching(from: fields, to: wanted) else { return false }
      return matching.pairs.count == fields.count
        && matching.pairs.allSatisfy {
          meets(fields[$0.source].type, in: wanted[$0.target].type)
        }
    default: return true
    }
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

  /// Fields go over by name, those of a row by place; a field that only the target has is NULL.
  private static func structureCost(from source: [Field], to target: [Field]) -> Int? {
    guard let matching = StructureMatching(from: source, to: target),
      matching.pairs.count == source.count
    else { return nil }
    var total = 1 + target.count - source.count
    for pair in matching.pairs {
      guard let part = cost(from: source[pair.source].type, to: target[pair.target].type) else {
        return nil
      }
      total += part
    }
    return total
  }

  /// The fields of the left side and those that only the right side has; of rows, place by place.
  private static func commonStructure(_ left: [Field], _ right: [Field]) -> LogicalType? {
    var fields = left
    if let matching = StructureMatching(from: right, to: left) {
      for (source, target) in matching.pairs {
        guard let type = commonType(left[target].type, right[source].type) else { return nil }
        let name = left[target].name.isEmpty ? right[source].name : left[target].name
        fields[target] = Field(name, type)
      }
      let matched = Set(matching.pairs.map(\.source))
      fields += right.indices.filter { !matched.contains($0) }.map { right[$0] }
    } else if left.allSatisfy({ !$0.name.isEmpty }) && right.allSatisfy({ !$0.name.isEmpty }) {
      fields += right
    } else {
      return nil
    }
    return .structure(fields)
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
