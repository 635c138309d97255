import CSelection
package import KhoiData

/// Which rows of a window pass, one bit each, in memory that one worker uses window after window.
///
/// The plain version compares into bytes, turns them into row numbers and gathers what the next
/// comparison needs: eight to twenty times slower than bits, which a processor's compare
/// instructions give 64 at a time (TPC-H 6: 26 ms before, 4 ms with bits).
@safe package final class RowBits {
  private var words: UnsafeMutablePointer<UInt64>
  private var scratch: UnsafeMutablePointer<UInt64>
  private var capacity = 512
  private var count = 0
  /// Whether no row was dropped; the words are then not filled in.
  package private(set) var isAll = true

  package init() {
    unsafe words = .allocate(capacity: capacity)
    unsafe scratch = .allocate(capacity: capacity)
  }

  deinit {
    unsafe words.deallocate()
    unsafe scratch.deallocate()
  }

  /// Starts with `count` rows that all pass.
  package func begin(count: Int) {
    self.count = count
    isAll = true
    guard wordCount > capacity else { return }
    capacity = wordCount
    unsafe words.deallocate()
    unsafe scratch.deallocate()
    unsafe words = .allocate(capacity: capacity)
    unsafe scratch = .allocate(capacity: capacity)
  }

  private var wordCount: Int { (count + 63) / 64 }

  /// The number of rows that pass.
  package var setCount: Int {
    if isAll { return count }
    var total = 0
    for index in 0..<wordCount { unsafe total &+= words[index].nonzeroBitCount }
    return total
  }

  /// The rows that pass, in order.
  package var rows: Buffer<UInt32> {
    if isAll { return Logic.allRows(count) }
    return unsafe Self.rows(of: words, wordCount, setCount: setCount)
  }

  /// The places of the set bits; the kernel may write up to 16 places too many.
  static func rows(
    of words: UnsafeMutablePointer<UInt64>, _ wordCount: Int, setCount: Int
  ) -> Buffer<UInt32> {
    let output = OutputBuffer<UInt32>(count: setCount + 16)
    unsafe khoi_rows(words, wordCount, output.base)
    return output.finished.slice(0, setCount)
  }

  /// The places in `rows` of those that are not `UInt32.max`, which stands for no row.
  package func places(ofPresent rows: Buffer<UInt32>) -> Buffer<UInt32> {
    begin(count: rows.count)
    let base = unsafe UnsafeRawPointer(rows.base).assumingMemoryBound(to: Int32.self)
    unsafe khoi_range_i32(base, count, -1, -1, words)
    unsafe invert(words)
    isAll = false
    return self.rows
  }

  /// Drops the rows that do not pass a test; false, and nothing done, where the form of the vector
  /// has no kernel.
  package func keep(_ test: RangeTest, in vector: Vector) -> Bool {
    precondition(vector.count == count, "a vector of the window")
    let target = unsafe isAll ? words : scratch
    guard !vector.isConstant, unsafe test.writeBits(of: vector.values, to: target, count: count)
    else { return false }
    if test.isInverted { unsafe invert(target) }
    if let validity = vector.validity {
      for index in 0..<wordCount {
        let valid = unsafe validity.words.base[index]
        if test.keepsNulls {
          unsafe target[index] |= ~valid
        } else {
          unsafe target[index] &= valid
        }
      }
      if test.keepsNulls { unsafe clearRest(target) }
    }
    intersect()
    return true
  }

  /// Drops the rows for which a condition is not true.
  package func keep(where condition: Vector) {
    precondition(condition.count == count, "a condition of the window")
    if condition.isConstant {
      if count > 0, condition.isNull(0) || condition.booleans[0] == 0 {
        for index in 0..<wordCount { unsafe words[index] = 0 }
        isAll = false
      }
      return
    }
    let target = unsafe isAll ? words : scratch
    unsafe khoi_flags(condition.booleans.base, count, target)
    if let validity = condition.validity {
      for index in 0..<wordCount { unsafe target[index] &= validity.words.base[index] }
    }
    intersect()
  }

  private func intersect() {
    if isAll {
      isAll = false
    } else {
      for index in 0..<wordCount { unsafe words[index] &= scratch[index] }
    }
  }

  private func invert(_ target: UnsafeMutablePointer<UInt64>) {
    for index in 0..<wordCount { unsafe target[index] = unsafe ~target[index] }
    unsafe clearRest(target)
  }

  /// Clears the bits beyond the last row.
  private func clearRest(_ target: UnsafeMutablePointer<UInt64>) {
    if count & 63 != 0 { unsafe target[wordCount - 1] &= (1 << UInt64(count & 63)) - 1 }
  }
}

extension RangeTest {
  /// Sets the bits of the rows inside the range, null or not; false where there is no kernel.
  fileprivate func writeBits(
    of values: Vector.Values, to words: UnsafeMutablePointer<UInt64>, count: Int
  ) -> Bool {
    switch (bounds, values) {
    case (.integers(let least, let greatest), _):
      return unsafe Self.writeBits(of: values, least, greatest, to: words, count)
    case (.doubles(let least, let greatest, let holdsNaN), .float64(let numbers)):
      if holdsNaN {
        unsafe khoi_range_or_nan_f64(numbers.base, count, least, greatest, words)
      } else {
        unsafe khoi_range_f64(numbers.base, count, least, greatest, words)
      }
      return true
    case (.text(let text), _):
      guard let dictionary = values.dictionary, dictionary.hasUniqueEntries else { return false }
      guard let code = dictionary.code(of: text.textView(0)) else {
        unsafe Self.clear(words, count)
        return true
      }
      return unsafe Self.writeBits(of: values, code, to: words, count)
    default: return false
    }
  }

  private static func clear(_ words: UnsafeMutablePointer<UInt64>, _ count: Int) {
    unsafe words.initialize(repeating: 0, count: (count + 63) / 64)
  }

  private static func writeBits(
    of values: Vector.Values, _ least: Int64, _ greatest: Int64,
    to words: UnsafeMutablePointer<UInt64>, _ count: Int
  ) -> Bool {
    switch values {
    case .int8(let numbers):
      guard let (low, high) = clamped(least, greatest, to: Int8.self) else { break }
      unsafe khoi_range_i8(numbers.base, count, low, high, words)
      return true
    case .int16(let numbers):
      guard let (low, high) = clamped(least, greatest, to: Int16.self) else { break }
      unsafe khoi_range_i16(numbers.base, count, low, high, words)
      return true
    case .int32(let numbers):
      guard let (low, high) = clamped(least, greatest, to: Int32.self) else { break }
      unsafe khoi_range_i32(numbers.base, count, low, high, words)
      return true
    case .int64(let numbers):
      guard let (low, high) = clamped(least, greatest, to: Int64.self) else { break }
      unsafe khoi_range_i64(numbers.base, count, low, high, words)
      return true
    default: return false
    }
    unsafe clear(words, count)
    return true
  }

  /// The rows of one code. Equality does not see the sign, so codes count as integers of their
  /// width.
  private static func writeBits(
    of values: Vector.Values, _ code: UInt32, to words: UnsafeMutablePointer<UInt64>,
    _ count: Int
  ) -> Bool {
    switch values {
    case .codes8(let codes, _):
      let same = Int8(truncatingIfNeeded: code)
      let base = unsafe UnsafeRawPointer(codes.base).assumingMemoryBound(to: Int8.self)
      unsafe khoi_range_i8(base, count, same, same, words)
    case .codes16(let codes, _):
      let same = Int16(truncatingIfNeeded: code)
      let base = unsafe UnsafeRawPointer(codes.base).assumingMemoryBound(to: Int16.self)
      unsafe khoi_range_i16(base, count, same, same, words)
    case .codes32(let codes, _):
      let same = Int32(truncatingIfNeeded: code)
      let base = unsafe UnsafeRawPointer(codes.base).assumingMemoryBound(to: Int32.self)
      unsafe khoi_range_i32(base, count, same, same, words)
    default: return false
    }
    return true
  }
}
