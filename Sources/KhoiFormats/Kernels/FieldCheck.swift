import KhoiData

/// Whether a field can be a value of the type it must have.
struct FieldCheck: Sendable {
  let kind: ColumnKind
  let format: MomentFormat?
  let decimalSeparator: UInt8

  func accepts(_ content: ArraySlice<UInt8>) -> Bool {
    let scratch = ScanBuffer(capacity: content.count)
    scratch.append(Array(content))
    return FieldCheck.kind(of: scratch, decimal: decimalSeparator, format: format, wanted: kind)
  }

  private static func kind(
    of scratch: ScanBuffer, decimal: UInt8, format: MomentFormat?, wanted: ColumnKind
  ) -> Bool {
    let text = unsafe scratch.base
    var start = 0
    var end = scratch.count
    while start < end && scratch[start] <= 0x20 { start += 1 }
    while end > start && scratch[end - 1] <= 0x20 { end -= 1 }
    let count = end - start
    let field = unsafe UnsafePointer(text + start)
    var integer: Int64 = 0
    var day: Int32 = 0
    var flag = false
    var number = 0.0
    switch wanted {
    case .varchar, .null: return true
    case .bigint: return unsafe FieldParsing.integer(field, count, &integer)
    case .double:
      return unsafe FieldParsing.anyDouble(field, count, decimal: decimal, &number)
    case .boolean: return unsafe FieldParsing.boolean(field, count, &flag)
    case .time: return unsafe FieldParsing.time(field, count, &integer)
    case .date:
      if let format { return unsafe format.parse(field, count, &integer) }
      return unsafe FieldParsing.date(field, count, &day)
    case .zonedTimestamp: return unsafe FieldParsing.zonedTimestamp(field, count, &integer)
    case .timestamp:
      if let format { return unsafe format.parse(field, count, &integer) }
      return unsafe FieldParsing.timestamp(field, count, &integer)
    }
  }
}
