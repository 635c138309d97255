import KhoiData

/// Which integers occur among the keys of one side of a join, one bit each.
///
/// Rows of the other side whose key is not among them need not be read. A look-up touches one bit,
/// so that the keys of millions of rows stay in the processor's cache.
struct KeyFilter: Sendable {
  private let least: Int64
  /// One bit for each integer from `least` on; one more stands for all others and is zero.
  private let bits: Buffer<UInt64>
  /// The number of integers from the least to the greatest key.
  let span: Int
  /// The number of different keys.
  let keyCount: Int

  /// The keys of all vectors; nil where they are no integers, or so far apart that more than
  /// `limit` bits would be needed.
  init?(_ vectors: [Vector], limit: Int) {
    let flat = vectors.map { $0.flattened() }
    var bounds: (least: Int64, greatest: Int64)?
    for vector in flat where vector.count > 0 {
      guard vector.isInteger else { return nil }
      guard let own = vector.integerBounds else { continue }
      bounds = (
        min(bounds?.least ?? own.least, own.least),
        max(bounds?.greatest ?? own.greatest, own.greatest)
      )
    }
    // Without a key no row has a partner: a span of one integer that does not occur.
    let (least, greatest) = bounds ?? (0, 0)
    let distance = UInt64(bitPattern: greatest &- least)
    guard distance < UInt64(max(limit, 1)) else { return nil }
    let span = Int(distance) + 1
    self.least = least
    self.span = span
    bits = unsafe Buffer(count: span / 64 + 1) { words in
      unsafe words.initialize(repeating: 0, count: span / 64 + 1)
      for vector in flat {
        vector.forEachInteger { number in
          let place = Int(truncatingIfNeeded: number &- least)
          unsafe words[place >> 6] |= 1 << UInt64(place & 63)
        }
      }
    }
    var count = 0
    for index in 0..<bits.count { count += bits[index].nonzeroBitCount }
    keyCount = count
  }

  /// Whether one of the integers in the range is a key.
  func holds(anyIn range: ClosedRange<Int64>) -> Bool {
    let lower = max(range.lowerBound, least)
    let upper = min(range.upperBound, least &+ Int64(span - 1))
    if lower > upper { return false }
    let (first, last) = (Int(lower &- least), Int(upper &- least))
    for word in (first >> 6)...(last >> 6) {
      var mask = UInt64.max
      if word == first >> 6 { mask &= UInt64.max << UInt64(first & 63) }
      if word == last >> 6 { mask &= UInt64.max >> UInt64(63 - last & 63) }
      if bits[word] & mask != 0 { return true }
    }
    return false
  }

  /// The rows, of those given or of all, whose key occurs; nil where it occurs in all rows.
  func select(_ vector: Vector, among rows: Buffer<UInt32>?) -> Buffer<UInt32>? {
    switch vector.values {
    case .int8(let values): return select(values, vector.validity, among: rows)
    case .int16(let values): return select(values, vector.validity, among: rows)
    case .int32(let values): return select(values, vector.validity, among: rows)
    case .int64(let values): return select(values, vector.validity, among: rows)
    default: return rows
    }
  }

  private func select<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, among rows: Buffer<UInt32>?
  ) -> Buffer<UInt32>? {
    var accumulator = RowAccumulator(capacity: rows?.count ?? values.count)
    let target = unsafe accumulator.room
    var written = 0
    if let rows {
      precondition(rows.count == 0 || rows[rows.count - 1] < values.count, "row out of range")
      for index in 0..<rows.count {
        let row = unsafe rows.base[index]
        unsafe target[written] = row
        written &+= unsafe hit(values.base[Int(row)])
      }
    } else {
      for row in 0..<values.count {
        unsafe target[written] = UInt32(truncatingIfNeeded: row)
        written &+= unsafe hit(values.base[row])
      }
    }
    accumulator.advance(by: written)
    var kept = accumulator.take()
    if let validity, validity.nullCount > 0 {
      kept = Selection.intersection(kept, validity.validRows)
    }
    return kept.count == values.count ? nil : kept
  }

  @inline(__always)
  private func hit<Element: FixedWidthInteger>(_ value: Element) -> Int {
    let distance = UInt64(truncatingIfNeeded: value) &- UInt64(bitPattern: least)
    let place = min(distance, UInt64(span))
    let word = unsafe bits.base[Int(truncatingIfNeeded: place >> 6)]
    return Int(truncatingIfNeeded: word >> (place & 63) & 1)
  }
}

extension Vector {
  fileprivate var isInteger: Bool {
    switch values {
    case .int8, .int16, .int32, .int64: true
    default: false
    }
  }

  /// The integers of the rows of a flat vector that are not null.
  fileprivate func forEachInteger(_ body: (Int64) -> Void) {
    switch values {
    case .int8(let values): values.forEach(validity, body)
    case .int16(let values): values.forEach(validity, body)
    case .int32(let values): values.forEach(validity, body)
    case .int64(let values): values.forEach(validity, body)
    default: break
    }
  }
}

extension Buffer where Element: FixedWidthInteger {
  @inline(__always)
  fileprivate func forEach(_ validity: Validity?, _ body: (Int64) -> Void) {
    for row in 0..<count where validity?.isValid(row) ?? true {
      unsafe body(Int64(truncatingIfNeeded: base[row]))
    }
  }
}
