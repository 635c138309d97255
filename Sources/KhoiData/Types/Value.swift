/// One scalar, maybe null.
///
/// For literals, parameters, statistics and the edges of the program only: nothing that runs per
/// row looks at a `Value`.
package indirect enum Value: Hashable, Sendable {
  case null
  case boolean(Bool)
  /// BIGINT, or an integer type below it.
  case integer(Int64)
  /// HUGEINT and UBIGINT.
  case hugeint(Int128)
  /// `unscaled` divided by ten to the power of `scale`.
  case decimal(Int128, precision: Int, scale: Int)
  case float(Float)
  case double(Double)
  case text(String)
  case blob([UInt8])
  case json(String)
  case uuid(String)
  /// Days since 1970-01-01.
  case date(Int32)
  /// Microseconds since 1970-01-01 00:00:00.
  case timestamp(Int64)
  /// Microseconds since 1970-01-01 00:00:00 UTC.
  case zonedTimestamp(Int64)
  /// Microseconds since midnight.
  case time(Int64)
  case interval(Interval)
  case list([Value], element: LogicalType)
  /// One value per field.
  case structure([Value], [Field])
  /// Keys and their values, equally many.
  case map([Value], [Value], key: LogicalType, value: LogicalType)
}

extension Value {
  /// The type of the value; `.null` for NULL.
  package var type: LogicalType {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .integer: .bigint
    case .hugeint: .hugeint
    case .decimal(_, let precision, let scale): .decimal(precision: precision, scale: scale)
    case .float: .float
    case .double: .double
    case .text: .varchar
    case .blob: .blob
    case .json: .json
    case .uuid: .uuid
    case .date: .date
    case .timestamp: .timestamp
    case .zonedTimestamp: .zonedTimestamp
    case .time: .time
    case .interval: .interval
    case .list(_, let element): .list(element)
    case .structure(_, let fields): .structure(fields)
    case .map(_, _, let key, let value): .map(key: key, value: value)
    }
  }

  package var isNull: Bool { self == .null }

  /// The text of a value that is stored as text; nil for others.
  package var storedText: String? {
    switch self {
    case .text(let text), .json(let text), .uuid(let text): text
    default: nil
    }
  }

  /// The whole number that stands for the value in 128-bit vectors; nil for other types.
  package var wideBits: Int128? {
    switch self {
    case .hugeint(let number): number
    case .decimal(let unscaled, _, _): unscaled
    default: integerBits.map { Int128($0) }
    }
  }

  /// The number that stands for the value in integer vectors; nil for other types, and for
  /// decimals and huge integers that need more bits.
  package var integerBits: Int64? {
    switch self {
    case .boolean(let flag): flag ? 1 : 0
    case .integer(let number), .timestamp(let number), .zonedTimestamp(let number),
      .time(let number):
      number
    case .date(let days): Int64(days)
    case .decimal(let unscaled, _, _): Int64(exactly: unscaled)
    case .hugeint(let number): Int64(exactly: number)
    case .null, .float, .double, .text, .blob, .json, .uuid, .interval, .list, .structure, .map: nil
    }
  }

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
    case .hugeint(let value): ValueText.append(wide: value, into: &bytes)
    case .decimal(let value, _, let scale):
      ValueText.append(decimal: value, scale: scale, into: &bytes)
    case .float(let value): ValueText.append(float: Double(value), into: &bytes)
    case .double(let value): ValueText.append(value, into: &bytes)
    case .text(let value), .json(let value), .uuid(let value):
      bytes.append(contentsOf: value.utf8)
    case .blob(let value): ValueText.append(blob: value, into: &bytes)
    case .date(let value): ValueText.append(date: value, into: &bytes)
    case .timestamp(let value): ValueText.append(timestamp: value, into: &bytes)
    case .zonedTimestamp(let value): ValueText.append(zonedTimestamp: value, into: &bytes)
    case .time(let value): ValueText.append(time: value, into: &bytes)
    case .interval(let value): ValueText.append(value, into: &bytes)
    case .list(let values, _):
      ValueText.appendList(count: values.count, into: &bytes) { index, bytes in
        values[index].appendNested(into: &bytes)
      }
    case .structure(let values, let fields):
      ValueText.appendStructure(fields, into: &bytes) { index, bytes in
        values[index].appendNested(into: &bytes)
      }
    case .map(let keys, let values, _, _):
      ValueText.appendMap(count: keys.count, into: &bytes) { index, isKey, bytes in
        (isKey ? keys[index] : values[index]).appendNested(into: &bytes)
      }
    }
  }

  /// Appends the spelling inside of a list or structure, where some texts are quoted.
  private func appendNested(into bytes: inout [UInt8]) {
    guard case .text(let text) = self else { return appendText(into: &bytes) }
    ValueText.append(nestedText: Array(text.utf8), into: &bytes)
  }
}
