import KhoiData

/// What the values of a column turned out to be so far, from nothing known to text.
enum ColumnKind: UInt8, Sendable, CaseIterable {
  /// Every value so far is NULL.
  case null
  case boolean
  case bigint
  case double
  case date
  case timestamp
  case zonedTimestamp
  case time
  case varchar

  /// The narrowest kind that holds the values of both.
  func joined(_ other: ColumnKind) -> ColumnKind {
    if self == other || other == .null { return self }
    if self == .null { return other }
    switch (self, other) {
    case (.bigint, .double), (.double, .bigint): return .double
    case (.date, .timestamp), (.timestamp, .date): return .timestamp
    case (.zonedTimestamp, .date), (.zonedTimestamp, .timestamp), (.date, .zonedTimestamp),
      (.timestamp, .zonedTimestamp):
      return .zonedTimestamp
    default: return .varchar
    }
  }

  /// The type of the column; a column of nothing but NULL is text.
  var logicalType: LogicalType {
    switch self {
    case .null, .varchar: .varchar
    case .boolean: .boolean
    case .bigint: .bigint
    case .double: .double
    case .date: .date
    case .timestamp: .timestamp
    case .zonedTimestamp: .zonedTimestamp
    case .time: .time
    }
  }

  /// The kind whose values have the type; nil for types that files do not hold.
  init?(_ type: LogicalType) {
    switch type {
    case .varchar: self = .varchar
    case .boolean: self = .boolean
    case .bigint: self = .bigint
    case .double: self = .double
    case .date: self = .date
    case .timestamp: self = .timestamp
    case .zonedTimestamp: self = .zonedTimestamp
    case .time: self = .time
    default: return nil
    }
  }

  /// The kind that values of the type are read as, before a cast where the type is another.
  static func reading(_ type: LogicalType) -> ColumnKind {
    switch type {
    case .narrow: .bigint
    case .float: .double
    case .roundedTimestamp: .timestamp
    default: ColumnKind(type) ?? .varchar
    }
  }
}
