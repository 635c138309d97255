extension LogicalType {
  /// The type named by a word of the language or of the big dialects, or nil.
  package init?(word: String) {
    guard let type = Self.words[word.uppercased()] else { return nil }
    self = type
  }

  /// The words for types that take no parameters, in capitals; for suggestions, too.
  package static let words: [String: LogicalType] = {
    var words: [String: LogicalType] = [:]
    func add(_ type: LogicalType, _ names: String...) { for name in names { words[name] = type } }
    add(.boolean, "BOOLEAN", "BOOL", "LOGICAL")
    add(.narrow(.tinyint), "TINYINT", "INT1", "BYTE")
    add(.narrow(.smallint), "SMALLINT", "INT2", "INT16", "SHORT")
    add(.integer, "INTEGER", "INT", "INT4", "INT32", "MEDIUMINT", "SIGNED")
    add(.bigint, "BIGINT", "INT8", "INT64", "LONG", "OID")
    add(.narrow(.utinyint), "UTINYINT", "UINT8")
    add(.narrow(.usmallint), "USMALLINT", "UINT16")
    add(.narrow(.uinteger), "UINTEGER", "UINT32")
    add(.ubigint, "UBIGINT", "UINT64")
    add(.hugeint, "HUGEINT", "INT128")
    add(.float, "FLOAT", "REAL", "FLOAT4", "FLOAT32")
    add(.double, "DOUBLE", "FLOAT8", "FLOAT64", "DOUBLE PRECISION")
    add(
      .varchar, "VARCHAR", "TEXT", "STRING", "CHAR", "CHARACTER", "CHARACTER VARYING", "BPCHAR",
      "NVARCHAR")
    add(.blob, "BLOB", "BYTES", "BYTEA", "BINARY", "VARBINARY")
    add(.json, "JSON", "JSONB")
    add(.uuid, "UUID", "GUID")
    add(.date, "DATE")
    add(
      .timestamp, "TIMESTAMP", "DATETIME", "TIMESTAMP WITHOUT TIME ZONE", "TIMESTAMP_US",
      "TIMESTAMP_NS", "TIMESTAMP_NTZ")
    for precision in TimestampPrecision.allCases {
      add(.roundedTimestamp(precision), precision.rawValue)
    }
    add(.zonedTimestamp, "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_TZ", "TIMESTAMP_LTZ")
    add(.time, "TIME", "TIME WITHOUT TIME ZONE")
    add(.interval, "INTERVAL")
    return words
  }()

  /// The words for exact decimals, which take a precision and a scale.
  package static let decimalWords: Set<String> = [
    "DECIMAL", "NUMERIC", "DEC", "BIGDECIMAL", "BIGNUMERIC",
  ]
}
