import KhoiData

/// Tables over dictionaries: what is known per entry, brought to the rows by their codes.
extension Vector.Values {
  /// For each row the value of `table` at its code; zero where a null row carries no code.
  func lookedUp(in table: Vector.Values) -> Vector.Values {
    switch table {
    case .boolean(let entries): .boolean(lookedUp(entries, filler: 0))
    case .int8(let entries): .int8(lookedUp(entries, filler: 0))
    case .int16(let entries): .int16(lookedUp(entries, filler: 0))
    case .int32(let entries): .int32(lookedUp(entries, filler: 0))
    case .int64(let entries): .int64(lookedUp(entries, filler: 0))
    case .int128(let entries): .int128(lookedUp(entries, filler: 0))
    case .float64(let entries): .float64(lookedUp(entries, filler: 0))
    case .interval(let entries): .interval(lookedUp(entries, filler: Interval()))
    case .text(let texts):
      .text(TextValues(views: lookedUp(texts.views, filler: TextView()), heaps: texts.heaps))
    case .codes8(_, let dictionary), .codes16(_, let dictionary), .codes32(_, let dictionary):
      .text(
        TextValues(
          views: lookedUp(dictionary.views(of: table.codes32), filler: TextView()),
          heaps: dictionary.heaps))
    case .list(let lists):
      .list(
        ListValues(
          entries: lookedUp(lists.entries, filler: ListEntry()), elements: lists.elements))
    case .structure:
      // Out of the loops above: rows of the table by place, which a null row must have, too.
      table.gather(lookedUp(Buffer((0..<UInt32(table.count)).map { $0 }), filler: 0))
    }
  }

  /// The values of a table of one element type by code.
  func lookedUp<Element>(_ table: Buffer<Element>, filler: Element) -> Buffer<Element> {
    switch self {
    case .codes8(let codes, _): lookUp(codes, table, filler)
    case .codes16(let codes, _): lookUp(codes, table, filler)
    case .codes32(let codes, _): lookUp(codes, table, filler)
    default: Buffer(repeating: filler, count: count)
    }
  }

  /// The same width of codes, renumbered for another dictionary that has no more entries.
  func recoded(_ table: Buffer<UInt32>, _ dictionary: TextDictionary) -> Vector.Values {
    switch self {
    case .codes8(let codes, _):
      .codes8(lookUp(codes, table.converted(to: UInt8.self), 0), dictionary)
    case .codes16(let codes, _):
      .codes16(lookUp(codes, table.converted(to: UInt16.self), 0), dictionary)
    default: .codes32(lookedUp(table, filler: 0), dictionary)
    }
  }
}

private func lookUp<Code: FixedWidthInteger & BitwiseCopyable, Element: BitwiseCopyable>(
  _ codes: Buffer<Code>, _ table: Buffer<Element>, _ filler: Element
) -> Buffer<Element> {
  let limit = table.count
  return unsafe Buffer(count: codes.count) { out in
    for row in 0..<codes.count {
      let code = unsafe Int(truncatingIfNeeded: codes.base[row])
      unsafe out[row] = unsafe code < limit ? table.base[code] : filler
    }
  }
}
