/// The type of a value as the language sees it.
///
/// How the values are stored is a `PhysicalType`, chosen from the data; one logical type has
/// several physical ones.
package indirect enum LogicalType: Hashable, Sendable {
  /// The type of a bare `NULL`, which every other type absorbs.
  case null
  case boolean
  /// A BIGINT that promises to stay in a smaller range; arithmetic makes it a BIGINT.
  case narrow(NarrowInteger)
  case bigint
  /// 128-bit integers without sign below 2^64.
  case ubigint
  /// 128-bit integers.
  case hugeint
  /// Exact decimals: `precision` digits in all (at most 38), `scale` of them after the point.
  case decimal(precision: Int, scale: Int)
  /// Doubles rounded to 32 bits.
  case float
  case double
  case varchar
  /// Bytes that need not be text.
  case blob
  /// Text that is JSON.
  case json
  /// The canonical text of a UUID.
  case uuid
  /// A day of the proleptic Gregorian calendar.
  case date
  /// Microseconds on a clock without a zone.
  case timestamp
  /// A TIMESTAMP that promises whole seconds or milliseconds; arithmetic makes it a TIMESTAMP.
  case roundedTimestamp(TimestampPrecision)
  /// Microseconds since 1970 in UTC.
  case zonedTimestamp
  /// Time of day in microseconds.
  case time
  /// Months, days and microseconds, kept apart.
  case interval
  case list(LogicalType)
  /// Fields in order; their names may be empty (as in a row `(1, 2)`).
  case structure([Field])
  /// Stored as a list of structures of `key` and `value`.
  case map(key: LogicalType, value: LogicalType)
}

/// The integer types below BIGINT.
package enum NarrowInteger: String, Hashable, Sendable, CaseIterable {
  case tinyint = "TINYINT"
  case smallint = "SMALLINT"
  case integer = "INTEGER"
  case utinyint = "UTINYINT"
  case usmallint = "USMALLINT"
  case uinteger = "UINTEGER"

  /// The values that are allowed.
  package var bounds: ClosedRange<Int64> {
    switch self {
    case .tinyint: -128...127
    case .smallint: -32_768...32_767
    case .integer: Int64(Int32.min)...Int64(Int32.max)
    case .utinyint: 0...255
    case .usmallint: 0...65_535
    case .uinteger: 0...Int64(UInt32.max)
    }
  }
}

/// The precisions of timestamps that are coarser than a microsecond.
package enum TimestampPrecision: String, Hashable, Sendable, CaseIterable {
  case seconds = "TIMESTAMP_S"
  case milliseconds = "TIMESTAMP_MS"

  /// The microseconds from one value to the next.
  package var step: Int64 { self == .seconds ? 1_000_000 : 1_000 }
}

extension LogicalType {
  /// INTEGER, the type of 32-bit integers.
  package static let integer = LogicalType.narrow(.integer)

  /// The structure that one entry of a map is stored as.
  package static func mapEntry(key: LogicalType, value: LogicalType) -> LogicalType {
    .structure([Field("key", key), Field("value", value)])
  }

  /// The most digits a DECIMAL can have.
  package static let greatestPrecision = 38

  /// The name khoi prints.
  package var name: String {
    switch self {
    case .null: "NULL"
    case .boolean: "BOOLEAN"
    case .narrow(let integer): integer.rawValue
    case .bigint: "BIGINT"
    case .ubigint: "UBIGINT"
    case .hugeint: "HUGEINT"
    case .decimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
    case .float: "FLOAT"
    case .double: "DOUBLE"
    case .varchar: "VARCHAR"
    case .blob: "BLOB"
    case .json: "JSON"
    case .uuid: "UUID"
    case .date: "DATE"
    case .timestamp: "TIMESTAMP"
    case .roundedTimestamp(let precision): precision.rawValue
    case .zonedTimestamp: "TIMESTAMP WITH TIME ZONE"
    case .time: "TIME"
    case .interval: "INTERVAL"
    case .list(let element): element.name + "[]"
    case .structure(let fields):
      "STRUCT("
        + fields.map { $0.name.isEmpty ? $0.type.name : "\(quoted($0.name)) \($0.type.name)" }
        .joined(separator: ", ") + ")"
    case .map(let key, let value): "MAP(\(key.name), \(value.name))"
    }
  }

  private func quoted(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy { $0 == 95 || $0 >= 128 || (97...122).contains($0 | 32) || isDigit($0) }
      && !(name.utf8.first.map(isDigit) ?? true)
    if isPlain { return name }
    var result = "\""
    for character in name { result += character == "\"" ? "\"\"" : String(character) }
    return result + "\""
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// Whether arithmetic is defined on the type.
  package var isNumeric: Bool {
    switch self {
    case .narrow, .bigint, .ubigint, .hugeint, .decimal, .float, .double: true
    case .null, .boolean, .varchar, .blob, .json, .uuid, .date, .timestamp, .roundedTimestamp,
      .zonedTimestamp, .time, .interval, .list, .structure, .map:
      false
    }
  }

  /// Whether the type has whole numbers only.
  package var isInteger: Bool {
    switch self {
    case .narrow, .bigint, .ubigint, .hugeint: true
    default: false
    }
  }

  /// Whether the type is BIGINT or an integer type below it.
  package var isWithinBigint: Bool {
    switch self {
    case .narrow, .bigint: true
    default: false
    }
  }

  /// Whether the type names a moment or a span of time.
  package var isTemporal: Bool {
    switch self {
    case .date, .timestamp, .roundedTimestamp, .zonedTimestamp, .time, .interval: true
    default: false
    }
  }

  /// Whether the type is a TIMESTAMP of whole seconds or milliseconds.
  package var isRoundedTimestamp: Bool {
    if case .roundedTimestamp = self { return true }
    return false
  }

  /// Whether values consist of other values.
  package var isNested: Bool {
    switch self {
    case .list, .structure, .map: true
    default: false
    }
  }

  /// Whether values are stored as text: VARCHAR and what is spelled in bytes.
  package var isTextual: Bool { canonicalPhysicalType == .text }

  /// The type of the elements of a list, or of the entries of a map; nil for other types.
  package var element: LogicalType? {
    switch self {
    case .list(let element): element
    case .map(let key, let value): .mapEntry(key: key, value: value)
    default: nil
    }
  }

  /// The physical type operators compute in when they do not work on a narrower or encoded one.
  package var canonicalPhysicalType: PhysicalType {
    switch self {
    case .null, .boolean: .boolean
    case .narrow, .bigint, .timestamp, .roundedTimestamp, .zonedTimestamp, .time: .int64
    case .ubigint, .hugeint: .int128
    case .decimal(let precision, _): precision <= 18 ? .int64 : .int128
    case .float, .double: .float64
    case .varchar, .blob, .json, .uuid: .text
    case .date: .int32
    case .interval: .interval
    case .list, .map: .list
    case .structure: .structure
    }
  }
}

extension LogicalType: CustomStringConvertible {
  package var description: String { name }
}
