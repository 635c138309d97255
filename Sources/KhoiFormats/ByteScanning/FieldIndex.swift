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
  /// Records that end with CR LF.
  var returnCount = 0
  /// Whether any byte is outside ASCII.
  var hasWide = false
  /// Whether any byte is a quote.
  var hasQuotes = false
  var rows = FieldRows()

  init() {
    capacity = 1 << 12
    unsafe allocation = .allocate(capacity: capacity + 80)
    unsafe ends = unsafe allocation + 1
  }

  deinit { unsafe allocation.deallocate() }

  func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: wanted * 2 + 80)
    unsafe larger.update(from: allocation, count: min(capacity, count) + 1)
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

  private func adopt(_ scan: MaskedScan) {
    hasWide = scan.sawWide
    hasQuotes = scan.sawQuotes
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
  /// All ones inside quotes.
  private var inside: UInt64 = 0
  /// Bit 0: whether the byte before may stand before an opening quote.
  private var opensNext: UInt64 = 1
  /// Bit 0: whether the byte before closed quotes.
  private var closedBefore: UInt64 = 0
  private var returnBefore: UInt64 = 0
  private(set) var sawWide = false
  private(set) var sawQuotes = false

  init(dialect: CSVDialect) {
    // 0xFF never occurs in UTF-8.
    quote = dialect.quote ?? 0xFF
  }

  var isInsideQuotes: Bool { inside != 0 }
  var endsWithReturn: Bool { returnBefore != 0 }

  /// Leaves in `masks` what lies outside quotes, in `returns` the line feeds of CR LF.
  ///
  /// False where the bytes do not follow RFC 4180.
  @inline(__always)
  mutating func step(_ masks: inout khoi_csv_masks, present: UInt64) -> Bool {
    if masks.wide != 0 { sawWide = true }
    if masks.quotes | inside | closedBefore != 0 {
      guard stepQuoted(&masks, present: present) else { return false }
    } else {
      opensNext = (masks.delimiters | masks.newlines) &>> 63
    }
    let returns = masks.returns
    if returns | returnBefore != 0 {
      let after = returns &<< 1 | returnBefore
      // A carriage return that no line feed follows is a line end by itself: not for the masks.
      if after & ~masks.newlines != 0 { return false }
      returnBefore = returns &>> 63
      masks.returns = after
    }
    return true
  }

  private mutating func stepQuoted(_ masks: inout khoi_csv_masks, present: UInt64) -> Bool {
    sawQuotes = sawQuotes || masks.quotes != 0
    // Prefix exclusive-or: ones from each opening quote up to before its closing one.
    var region = masks.quotes
    region ^= region &<< 1
    region ^= region &<< 2
    region ^= region &<< 4
    region ^= region &<< 8
    region ^= region &<< 16
    region ^= region &<< 32
    region ^= inside
    let opening = masks.quotes & region
    let closing = masks.quotes & ~region
    masks.delimiters &= ~region
    masks.newlines &= ~region
    masks.returns &= ~region
    let structural = masks.delimiters | masks.newlines
    let mayOpen = (structural | closing) &<< 1 | opensNext
    let mustEnd = closing &<< 1 | closedBefore
    if opening & ~mayOpen != 0 { return false }
    // What lies behind the end of the file is no text after a quote.
    if mustEnd & ~(structural | opening | masks.returns) & present != 0 { return false }
    opensNext = (structural | closing) &>> 63
    closedBefore = closing &>> 63
    inside = region &>> 63 == 1 ? UInt64.max : 0
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
