import CByteScan

/// Where the fields of a piece of a CSV file end: the first of the two steps of reading it.
///
/// The bytes are looked at once, 64 at a time, as bit masks of delimiters, line feeds and quotes;
/// the positions of those that separate fields go into one array. The second step (`ColumnParser`)
/// walks that array a column at a time, so each loop knows its type and its branches are
/// predictable. A piece that breaks the assumptions of the masks (a quote inside an unquoted field,
/// a lone carriage return, …) is indexed again byte by byte (`FieldIndex+Exact.swift`); then
/// `arrange` checks that every record has as many fields as there are columns.
@safe final class FieldIndex {
  enum Outcome: Equatable {
    /// The records end at this offset of the buffer, where the next range starts.
    case complete(end: Int)
    /// The last record goes on behind the buffer.
    case needsMore
    /// The file ends inside the quotes that open here.
    case unclosedQuote(Int)
  }

  /// `ends[0] ..< ends[count]`: the offsets of the bytes that end fields.
  ///
  /// `ends[-1]` exists.
  private(set) var ends: UnsafeMutablePointer<UInt32>
  private var allocation: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  var count = 0
  /// Records found by the masks.
  var recordCount = 0
  /// Records that end with CR LF, as the masks count them.
  var returnCount = 0
  /// Whether the masks could tell the fields, so that the piece follows RFC 4180.
  var followsMasks: Bool { returnCount >= 0 }
  /// Whether any byte is outside ASCII.
  var hasWide = false
  /// Whether any byte is a quote.
  var hasQuotes = false
  var rows = FieldRows()
  /// Whether blocks in the middle of a piece go through `khoi_index_csv`, where the processor can.
  var usesWideVectors = khoi_can_index_csv()

  init() {
    capacity = 1 << 12
    unsafe allocation = .allocate(capacity: capacity + 80)
    unsafe ends = unsafe allocation + 1
  }

  deinit { unsafe allocation.deallocate() }

  func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: wanted * 2 + 80)
    unsafe larger.update(from: allocation, count: count + 1)
    unsafe allocation.deallocate()
    unsafe allocation = unsafe larger
    unsafe ends = unsafe allocation + 1
    capacity = wanted * 2
  }

  /// Indexes the records that start at or behind `start` and before `boundary`.
  func build(
    _ buffer: ScanBuffer, start: Int, boundary: Int, isAtEnd: Bool, dialect: CSVDialect
  ) -> Outcome {
    count = 0
    recordCount = 0
    returnCount = 0
    hasWide = false
    hasQuotes = false
    if start >= boundary || start >= buffer.count { return .complete(end: start) }
    if dialect.allowsMaskedScan,
      let outcome = buildMasked(
        buffer, start: start, boundary: boundary, isAtEnd: isAtEnd, dialect: dialect)
    {
      return outcome
    }
    return buildExactly(
      buffer, start: start, boundary: boundary, isAtEnd: isAtEnd, dialect: dialect)
  }

  /// Nil where the bytes are not what the masks can tell.
  private func buildMasked(
    _ buffer: ScanBuffer, start: Int, boundary: Int, isAtEnd: Bool, dialect: CSVDialect
  ) -> Outcome? {
    var scan = MaskedScan(dialect: dialect)
    let available = buffer.count
    var position = start
    while position < available {
      if count &+ 64 > capacity {
        // The rest is likely to be as dense as what came before.
        let share = Double(boundary - start) / Double(max(1, position - start))
        reserve(max(count * 2, Int(Double(count) * min(share, 64) * 1.05)) + 4096)
      }
      if usesWideVectors {
        position = indexWide(buffer, from: position, to: boundary, dialect.delimiter, &scan)
        if position == available { break }
        // It ended for want of room.
        if count &+ 64 > capacity { continue }
      }
      var masks = unsafe khoi_scan_csv(buffer.base + position, dialect.delimiter, 10, scan.quote)
      let left = available &- position
      var present = UInt64.max
      if left < 64 {
        masks.keepLowest(left)
        present = (1 as UInt64) &<< UInt64(left) &- 1
      }
      guard scan.step(&masks, present: present) else { return nil }
      if position &+ 64 >= boundary {
        let first = UInt64(truncatingIfNeeded: max(0, boundary &- 1 &- position))
        let behind = first > 63 ? 0 : masks.newlines & (UInt64.max &<< first)
        if behind != 0 {
          let last = Int(khoi_lowest_bit(behind))
          masks.keepLowest(last + 1)
          append(masks, at: position, scan: scan)
          adopt(scan)
          return .complete(end: position + last + 1)
        }
      }
      append(masks, at: position, scan: scan)
      position &+= 64
    }
    adopt(scan)
    if !isAtEnd { return .needsMore }
    // The exact scan says where the quotes open, and deals with a carriage return at the end.
    if scan.isInsideQuotes || scan.endsWithReturn { return nil }
    unsafe closeLastRecord(start: start, end: available, bytes: buffer.base)
    return .complete(end: available)
  }

  /// Indexes whole blocks that neither reach the boundary nor end the buffer, as many as there is
  /// room for and as follow RFC 4180; returns where the next block begins.
  private func indexWide(
    _ buffer: ScanBuffer, from position: Int, to boundary: Int, _ delimiter: UInt8,
    _ scan: inout MaskedScan
  ) -> Int {
    let blocks = (min(boundary &- 1, buffer.count) &- position) / 64
    guard blocks > 0 else { return position }
    var out = unsafe khoi_csv_ends(
      ends: ends, capacity: capacity, count: count, records: recordCount, returns: returnCount)
    let done = unsafe khoi_index_csv(
      buffer.base + position, blocks, delimiter, scan.quote,
      UInt32(truncatingIfNeeded: position), &scan.state, &out)
    unsafe count = out.count
    unsafe recordCount = out.records
    unsafe returnCount = out.returns
    return position &+ done &* 64
  }

  private func adopt(_ scan: MaskedScan) {
    hasWide = scan.state.saw_wide != 0
    hasQuotes = scan.state.saw_quotes != 0
  }

  /// A last record without a line end ends with the file.
  func closeLastRecord(start: Int, end: Int, bytes: UnsafePointer<UInt8>) {
    let afterLast = unsafe count == 0 ? start : Int(ends[count - 1]) + 1
    let endsWithDelimiter =
      unsafe count > 0 && afterLast == end && bytes[end - 1] != 10
      && bytes[end - 1] != 13
    if afterLast < end || endsWithDelimiter {
      append(end: UInt32(truncatingIfNeeded: end))
      recordCount += 1
    }
  }

  @inline(__always)
  func append(end: UInt32) {
    if count &+ 64 > capacity { reserve(count * 2) }
    unsafe ends[count] = end
    count &+= 1
  }

  @inline(__always)
  private func append(_ masks: khoi_csv_masks, at position: Int, scan: MaskedScan) {
    var bits = masks.delimiters | masks.newlines
    recordCount &+= masks.newlines == 0 ? 0 : masks.newlines.nonzeroBitCount
    if masks.returns != 0 { returnCount &+= masks.returns.nonzeroBitCount }
    let base = UInt32(truncatingIfNeeded: position)
    let found = bits.nonzeroBitCount
    var out = unsafe ends + count
    count &+= found
    // Eight at a time without asking how many there are: writing too many is cheaper than a
    // branch per separator, and the array has room.
    var written = 0
    repeat {
      for slot in 0..<8 {
        unsafe out[slot] = base &+ khoi_lowest_bit(bits)
        bits &= bits &- 1
      }
      unsafe out += 8
      written &+= 8
    } while written < found
  }
}

/// The state that masks of 64 bytes hand on to the next 64.
struct MaskedScan {
  let quote: UInt8
  var state = khoi_csv_state()

  init(dialect: CSVDialect) {
    // 0xFF never occurs in UTF-8.
    quote = dialect.quote ?? 0xFF
    state.opens_next = 1
  }

  var isInsideQuotes: Bool { state.inside != 0 }
  var endsWithReturn: Bool { state.return_before != 0 }

  /// Leaves in `masks` what lies outside quotes, in `returns` the line feeds of CR LF.
  ///
  /// False where the bytes do not follow RFC 4180. `khoi_index_csv` does the same.
  @inline(__always)
  mutating func step(_ masks: inout khoi_csv_masks, present: UInt64) -> Bool {
    state.saw_wide |= masks.wide
    if masks.quotes | state.inside | state.closed_before != 0 {
      guard stepQuoted(&masks, present: present) else { return false }
    } else {
      state.opens_next = (masks.delimiters | masks.newlines) &>> 63
    }
    let returns = masks.returns
    if returns | state.return_before != 0 {
      let after = returns &<< 1 | state.return_before
      // A carriage return that no line feed follows is a line end by itself: not for the masks.
      if after & ~masks.newlines != 0 { return false }
      state.return_before = returns &>> 63
      masks.returns = after
    }
    return true
  }

  private mutating func stepQuoted(_ masks: inout khoi_csv_masks, present: UInt64) -> Bool {
    state.saw_quotes |= masks.quotes
    // Prefix exclusive-or: ones from each opening quote up to before its closing one.
    var region = masks.quotes
    region ^= region &<< 1
    region ^= region &<< 2
    region ^= region &<< 4
    region ^= region &<< 8
    region ^= region &<< 16
    region ^= region &<< 32
    region ^= state.inside
    let opening = masks.quotes & region
    let closing = masks.quotes & ~region
    masks.delimiters &= ~region
    masks.newlines &= ~region
    masks.returns &= ~region
    let structural = masks.delimiters | masks.newlines
    let mayOpen = (structural | closing) &<< 1 | state.opens_next
    let mustEnd = closing &<< 1 | state.closed_before
    if opening & ~mayOpen != 0 { return false }
    // What lies behind the end of the file is no text after a quote.
    if mustEnd & ~(structural | opening | masks.returns) & present != 0 { return false }
    state.opens_next = (structural | closing) &>> 63
    state.closed_before = closing &>> 63
    state.inside = region &>> 63 == 1 ? UInt64.max : 0
    return true
  }
}

extension khoi_csv_masks {
  /// Drops what is at or above bit `count`.
  @inline(__always)
  mutating func keepLowest(_ count: Int) {
    guard count < 64 else { return }
    let keep = (1 as UInt64) &<< UInt64(count) &- 1
    delimiters &= keep
    newlines &= keep
    returns &= keep
    quotes &= keep
    wide &= keep
  }
}
