package import KhoiData

/// The one table of implicit casts.
///
/// A value goes over by itself only where nothing can be lost or misread: NULL to everything,
/// BIGINT to DOUBLE, DATE to TIMESTAMP. Text never becomes another type by itself, except a string
/// *literal*, which takes the type of the other side (design: the binder parses it there).
package enum TypeCoercion {
  /// How far an implicit cast goes, lower being better; nil where there is none.
  package static func cost(from source: LogicalType, to target: LogicalType) -> Int? {
    if source == target { return 0 }
    return switch (source, target) {
    case (.null, _): 1
    case (.bigint, .double): 2
    case (.date, .timestamp): 2
    default: nil
    }
  }

  /// The type both can go over to, or nil.
  package static func commonType(_ left: LogicalType, _ right: LogicalType) -> LogicalType? {
    if cost(from: left, to: right) != nil { return right }
    if cost(from: right, to: left) != nil { return left }
    return nil
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
}
