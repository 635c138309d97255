package import KhoiData

/// The cells of one vector as text.
///
/// A column is spelled out in one loop for its physical form, then rows are put together by copying
/// bytes; choosing the form anew for every cell takes several times as long.
package struct ColumnText {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private let isConstant: Bool

  package init(_ vector: Vector, encoding: CellEncoding, nullText: [UInt8]) {
    isConstant = vector.isConstant
    let count = vector.isConstant ? min(1, vector.count) : vector.count
    ends.reserveCapacity(count)
    bytes.reserveCapacity(count * 8)
    let quote = Self.quote(vector, encoding)
    switch vector.values {
    case .boolean(let buffer):
      fill(vector, count, nullText, quote) { ValueText.append(buffer[$0] != 0, into: &$1) }
    case .int8(let buffer):
      fill(vector, count, nullText, quote) {
        Self.append(Int64(buffer[$0]), vector.type, into: &$1)
      }
    case .int16(let buffer):
      fill(vector, count, nullText, quote) {
        Self.append(Int64(buffer[$0]), vector.type, into: &$1)
      }
    case .int32(let buffer):
      fill(vector, count, nullText, quote) {
        Self.append(Int64(buffer[$0]), vector.type, into: &$1)
      }
    case .int64(let buffer):
      fill(vector, count, nullText, quote) { Self.append(buffer[$0], vector.type, into: &$1) }
    case .float64(let buffer):
      let isFloat = vector.type == .float
      fill(vector, count, nullText, quote) {
        Self.append(buffer[$0], isFloat: isFloat, encoding, into: &$1)
      }
    case .interval(let buffer):
      fill(vector, count, nullText, quote) { ValueText.append(buffer[$0], into: &$1) }
    case .int128:
      fill(vector, count, nullText, quote) { vector.appendText($0, into: &$1) }
    case .list, .structure: fillNested(vector, count, nullText, encoding)
    case .text where vector.type == .blob, .codes8 where vector.type == .blob,
      .codes16 where vector.type == .blob, .codes32 where vector.type == .blob:
      fill(vector, count, nullText, nil) { row, bytes in
        encoding.append(Array(vector[row].text.utf8), into: &bytes)
      }
    case .text, .codes8, .codes16, .codes32:
      fill(vector, count, nullText, nil) { row, bytes in
        unsafe vector.textView(row).withBytes { unsafe encoding.append($0, into: &bytes) }
      }
    }
  }

  /// Appends the cell of a row.
  package func append(_ row: Int, into output: inout [UInt8]) {
    let place = isConstant ? 0 : row
    let start = place == 0 ? 0 : ends[place - 1]
    output.append(contentsOf: bytes[start..<ends[place]])
  }

  /// The sign around cells that are not text, if the encoding needs one.
  private static func quote(_ vector: Vector, _ encoding: CellEncoding) -> UInt8? {
    let isBare = vector.type.isNumeric || vector.type == .boolean || vector.type == .null
    switch encoding {
    case .json(let asText, _): return asText || !isBare ? UInt8(ascii: "\"") : nil
    case .literal: return isBare ? nil : UInt8(ascii: "'")
    case .csv(let quoting): return quoting.quotesValues ? quoting.quote : nil
    case .plain, .tsv, .markdown, .html: return nil
    }
  }

  @inline(__always)
  private mutating func fill(
    _ vector: Vector, _ count: Int, _ nullText: [UInt8], _ quote: UInt8?,
    _ append: (Int, inout [UInt8]) -> Void
  ) {
    let validity = vector.validity
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        bytes.append(contentsOf: nullText)
      } else if let quote {
        bytes.append(quote)
        append(row, &bytes)
        bytes.append(quote)
      } else {
        append(row, &bytes)
      }
      ends.append(bytes.count)
    }
  }

  @inline(__always)
  private static func append(_ number: Int64, _ type: LogicalType, into bytes: inout [UInt8]) {
    switch type {
    case .date: ValueText.append(date: Int32(truncatingIfNeeded: number), into: &bytes)
    case .timestamp, .roundedTimestamp:
      ValueText.append(timestamp: number, into: &bytes)
    case .zonedTimestamp: ValueText.append(zonedTimestamp: number, into: &bytes)
    case .time: ValueText.append(time: number, into: &bytes)
    case .decimal(_, let scale):
      ValueText.append(decimal: Int128(number), scale: scale, into: &bytes)
    default: ValueText.append(number, into: &bytes)
    }
  }

  private static func append(
    _ number: Double, isFloat: Bool, _ encoding: CellEncoding, into bytes: inout [UInt8]
  ) {
    if case .json(let asText, let nonFinite) = encoding, !asText, !number.isFinite {
      switch nonFinite {
      case .null: bytes.append(contentsOf: "null".utf8)
      case .string:
        bytes.append(UInt8(ascii: "\""))
        ValueText.append(number, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
      }
    } else if isFloat {
      ValueText.append(float: number, into: &bytes)
    } else {
      ValueText.append(number, into: &bytes)
    }
  }

  /// Lists, structures and maps: as JSON where the encoding is, else spelled like any text.
  private mutating func fillNested(
    _ vector: Vector, _ count: Int, _ nullText: [UInt8], _ encoding: CellEncoding
  ) {
    fill(vector, count, nullText, nil) { row, bytes in
      if case .json(asText: false, _) = encoding {
        JSONSpelling.append(vector[row], into: &bytes)
      } else {
        encoding.append(Array(vector[row].text.utf8), into: &bytes)
      }
    }
  }
}
