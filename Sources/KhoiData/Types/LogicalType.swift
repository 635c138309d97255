/// The type of a value as the language sees it.
///
/// How the values are stored is a `PhysicalType`, chosen from the data; one logical type has
/// several physical ones.
package indirect enum LogicalType: Hashable, Sendable {
  /// The type of a bare `NULL`, which every other type absorbs.
  case null
  case boolean
  case bigint
  case double
  case varchar
  /// A day of the proleptic Gregorian calendar.
  case date
  /// Microseconds on a clock without a zone.
  case timestamp
  /// Time of day in microseconds.
  case time
  /// Months, days and microseconds, kept apart.
  case interval
}

extension LogicalType {
  /// The name khoi prints.
  package var name: String {
    switch self {
    case .null: "NULL"
    case .boolean: "BOOLEAN"
    case .bigint: "BIGINT"
    case .double: "DOUBLE"
    case .varchar: "VARCHAR"
    case .date: "DATE"
    case .timestamp: "TIMESTAMP"
    case .time: "TIME"
    case .interval: "INTERVAL"
    }
  }

  /// Whether arithmetic is defined on the type.
  package var isNumeric: Bool {
    switch self {
    case .bigint, .double: true
    case .null, .boolean, .varchar, .date, .timestamp, .time, .interval: false
    }
  }

  /// Whether the type names a moment or a span of time.
  package var isTemporal: Bool {
    switch self {
    case .date, .timestamp, .time, .interval: true
    case .null, .boolean, .bigint, .double, .varchar: false
    }
  }

  /// The physical type operators compute in when they do not work on a narrower or encoded one.
  package var canonicalPhysicalType: PhysicalType {
    switch self {
    case .null, .boolean: .boolean
    case .bigint, .timestamp, .time: .int64
    case .double: .float64
    case .varchar: .text
    case .date: .int32
    case .interval: .interval
    }
  }

  /// The type named by a word of the language or of the big dialects, or nil.
  ///
  /// Integer names of every width mean BIGINT: the store chooses the width from the data.
  package init?(word: String) {
    switch word.uppercased() {
    case "BOOLEAN", "BOOL", "LOGICAL": self = .boolean
    case "BIGINT", "INTEGER", "INT", "INT2", "INT4", "INT8", "INT16", "INT32", "INT64", "SMALLINT",
      "TINYINT", "LONG", "SHORT", "BYTE", "MEDIUMINT", "SIGNED":
      self = .bigint
    case "DOUBLE", "FLOAT", "REAL", "FLOAT4", "FLOAT8", "FLOAT32", "FLOAT64", "DOUBLE PRECISION",
      "DECIMAL", "NUMERIC", "DEC", "BIGDECIMAL":
      self = .double
    case "VARCHAR", "TEXT", "STRING", "CHAR", "CHARACTER", "CHARACTER VARYING", "BPCHAR",
      "NVARCHAR":
      self = .varchar
    case "DATE": self = .date
    case "TIMESTAMP", "DATETIME": self = .timestamp
    case "TIME": self = .time
    case "INTERVAL": self = .interval
    default: return nil
    }
  }
}

extension LogicalType: CustomStringConvertible {
  package var description: String { name }
}

/// How the values of one vector or stored column lie in memory.
package enum PhysicalType: String, Hashable, Sendable, CaseIterable {
  /// One byte a value, 0 or 1.
  case boolean
  case int8, int16, int32, int64
  case float64
  case interval
  /// 16-byte views into text heaps.
  case text
  /// Codes into a dictionary of text.
  case codes8, codes16, codes32

  /// Bytes that one value takes.
  package var byteWidth: Int {
    switch self {
    case .boolean, .int8, .codes8: 1
    case .int16, .codes16: 2
    case .int32, .codes32: 4
    case .int64, .float64: 8
    case .interval, .text: 16
    }
  }
}
