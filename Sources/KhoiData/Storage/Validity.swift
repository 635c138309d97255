/// Which rows of a vector hold a value: one bit a row, set where the row is not null.
///
/// Bits beyond `count` in the last word are zero, so words can be compared and counted whole.
public struct Validity: Sendable {
  /// The bits, 64 rows a word.
  public let words: Buffer<UInt64>
  /// The number of rows.
  public let count: Int

  /// The rows whose bits are set.
  public init(words: Buffer<UInt64>, count: Int) {
    self.words = words
    self.count = count
  }

  /// Every row valid, or every row null.
  public init(allValid: Bool, count: Int) {
    self.init(count: count) { _ in allValid }
  }

  /// One call of `isValid` per row.
  @inlinable
  public init(count: Int, isValid: (Int) -> Bool) {
    self.count = count
    words = unsafe Buffer(count: (count &+ 63) / 64) { out in
      var row = 0
      var index = 0
      while row < count {
        var word: UInt64 = 0
        let end = min(64, count &- row)
        for bit in 0..<end where isValid(row &+ bit) { word |= 1 << UInt64(bit) }
        unsafe out[index] = word
        index &+= 1
        row &+= 64
      }
    }
  }

  /// Whether a row holds a value.
  @inlinable
  public func isValid(_ row: Int) -> Bool {
    words[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// The number of rows that are not null.
  public var validCount: Int {
    var total = 0
    for index in 0..<words.count { total += words[index].nonzeroBitCount }
    return total
  }

  /// The number of rows that are null.
  public var nullCount: Int { count - validCount }

  /// Rows valid in both.
  public static func and(_ left: Validity?, _ right: Validity?) -> Validity? {
    guard let left else { return right }
    guard let right else { return left }
    precondition(left.count == right.count, "validities of one length")
    let words = unsafe Buffer<UInt64>(count: left.words.count) { out in
      for index in 0..<left.words.count {
        unsafe out[index] = left.words[index] & right.words[index]
      }
    }
    return Validity(words: words, count: left.count)
  }

  /// The bits of `count` rows from `offset`, moved to start at bit zero; nil if all are set.
  public func slice(_ offset: Int, _ count: Int) -> Validity? {
    precondition(offset >= 0 && offset + count <= self.count, "slice out of range")
    let wordCount = (count + 63) / 64
    let shift = UInt64(offset & 63)
    let first = offset >> 6
    var allSet = true
    let sliced = unsafe Buffer<UInt64>(count: wordCount) { out in
      for index in 0..<wordCount {
        var word = words[first + index] >> shift
        if shift > 0, first + index + 1 < words.count {
          word |= words[first + index + 1] << (64 - shift)
        }
        let bits = min(64, count - index * 64)
        let mask = bits == 64 ? UInt64.max : (1 << UInt64(bits)) - 1
        word &= mask
        if word != mask { allSet = false }
        unsafe out[index] = word
      }
    }
    return allSet ? nil : Validity(words: sliced, count: count)
  }

  /// The bits of the rows named by `rows`, in that order; nil if all are set.
  public func gather(_ rows: Buffer<UInt32>) -> Validity? {
    let gathered = Validity(count: rows.count) { isValid(Int(rows[$0])) }
    return gathered.validCount == rows.count ? nil : gathered
  }

  /// The rows that are not null.
  package var validRows: Buffer<UInt32> {
    let total = validCount
    return unsafe Buffer(count: total) { out in
      var written = 0
      for row in 0..<count where isValid(row) {
        unsafe out[written] = UInt32(truncatingIfNeeded: row)
        written &+= 1
      }
    }
  }
}

extension Validity {
  /// Calls `body` for each word with its first row, its number of rows and a byte for each: all
  /// ones where the row is valid. Loops over bytes run many rows at once, loops over bits do not.
  @inlinable
  public func forEachByteMask(_ body: (_ start: Int, _ length: Int, UnsafePointer<Int8>) -> Void) {
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 8) { eights in
      guard let base = eights.baseAddress else { return }
      let mask = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: Int8.self)
      for index in 0..<words.count {
        let word = unsafe words.base[index]
        for part in 0..<8 {
          // Each bit of eight goes to its byte, and a byte that holds one becomes all ones.
          let bits = (word >> UInt64(part &* 8)) & 0xFF
          let spread = (bits &* 0x0101_0101_0101_0101) & 0x8040_2010_0804_0201
          let ones = ((spread &+ 0x7F7F_7F7F_7F7F_7F7F) | spread) & 0x8080_8080_8080_8080
          unsafe base[part] = (ones >> 7) &* 0xFF
        }
        unsafe body(index &* 64, min(64, count &- index &* 64), mask)
      }
    }
  }

  /// The rows of all parts, one after the other; a part without bits is valid throughout. Nil where
  /// every row is valid.
  static func joining(_ parts: [(validity: Validity?, count: Int)]) -> Validity? {
    guard parts.contains(where: { $0.validity != nil }) else { return nil }
    let count = parts.reduce(0) { $0 + $1.count }
    let wordCount = (count + 63) / 64
    let words = unsafe Buffer<UInt64>(count: wordCount) { out in
      unsafe out.initialize(repeating: 0, count: wordCount)
      var target = 0
      for part in parts {
        var row = 0
        while row < part.count {
          // Up to 64 bits of the part at a time, spread over one or two words.
          let length = min(64, part.count - row)
          let all = length == 64 ? UInt64.max : (1 << UInt64(length)) - 1
          let bits = (part.validity?.words[row >> 6] ?? all) & all
          let shift = UInt64(target & 63)
          unsafe out[target >> 6] |= bits << shift
          if shift > 0 && Int(shift) + length > 64 {
            unsafe out[target >> 6 + 1] |= bits >> (64 - shift)
          }
          row += length
          target += length
        }
      }
    }
    return Validity(words: words, count: count)
  }

  /// The rows that are there: those not `UInt32.max`. Nil where all are.
  static func present(_ rows: Buffer<UInt32>) -> Validity? {
    let wordCount = (rows.count + 63) / 64
    var found = 0
    let words = unsafe Buffer<UInt64>(count: wordCount) { out in
      for index in 0..<wordCount {
        let start = index &* 64
        var word: UInt64 = 0
        for bit in 0..<min(64, rows.count &- start) {
          let isPresent: UInt64 = unsafe rows.base[start &+ bit] == UInt32.max ? 0 : 1
          word |= isPresent << UInt64(bit)
        }
        found &+= word.nonzeroBitCount
        unsafe out[index] = word
      }
    }
    return found == rows.count ? nil : Validity(words: words, count: rows.count)
  }
}
