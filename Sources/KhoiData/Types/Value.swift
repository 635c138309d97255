/// One scalar, maybe null.
///
/// For literals, parameters, statistics and the edges of the program only: nothing that runs per
/// row looks at a `Value`.
package enum Value: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case double(Double)
  case text(String)
  /// Days since 1970-01-01.
  case date(Int32)
  /// Microseconds since 1970-01-01 00:00:00.
  case timestamp(Int64)
  /// Microseconds since midnight.
  case time(Int64)
  case interval(Interval)
}

extension Value {
  /// The type of the value; `.null` for NULL.
  package var type: LogicalType {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .integer: .bigint
    case .double: .double
    case .text: .varchar
    case .date: .date
    case .timestamp: .timestamp
    case .time: .time
    case .interval: .interval
    }
  }

  package var isNull: Bool { self == .null }

  /// The value spelled as `CAST(v AS VARCHAR)` spells it; `NULL` for null.
  package var text: String {
    var bytes: [UInt8] = []
    appendText(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the spelling of `text` as UTF-8.
  package func appendText(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "NULL".utf8)
    case .boolean(let value): ValueText.append(value, into: &bytes)
    case .integer(let value): ValueText.append(value, into: &bytes)
    case .double(let value): ValueText.append(value, into: &bytes)
    case .text(let value): bytes.append(contentsOf: value.utf8)
    case .date(let value): ValueText.append(date: value, into: &bytes)
    case .timestamp(let value): ValueText.append(timestamp: value, into: &bytes)
    case .time(let value): ValueText.append(time: value, into: &bytes)
    case .interval(let value): ValueText.append(value, into: &bytes)
    }
  }
}
