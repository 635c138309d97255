import KhoiData

/// The values of one column in one range of a file, before the ranges become segments.
struct RangeColumn: Sendable {
  var kind: ColumnKind
  var rowCount: Int
  var values: Values
  /// One bit a row, nil where no row is null.
  var validity: Buffer<UInt64>?
  var nullCount: Int
  /// Least and greatest of the valid values where the kind is bigint, date or timestamp.
  var least = Int64.max
  var greatest = Int64.min
  /// The interner whose codes the values are.
  var interner: TextInterner?
  /// The heaps that views point into.
  var heaps: [TextHeap] = []
  /// Whether fields taken for NULL would be texts in a column of texts: `""`, or blanks.
  var mayHoldTexts = false
  /// What the fractions of doubles show, where that was asked for.
  var fractions = Fractions.none

  /// What the fractions of a column of doubles show.
  enum Fractions: Sendable {
    /// There are none, or nobody asked.
    case none
    /// All could be groups of three digits: `74.958`.
    case ambiguous
    case decided
  }

  enum Values: Sendable {
    /// Every row is null.
    case nothing
    case booleans(Buffer<UInt8>)
    case int8(Buffer<Int8>)
    case int16(Buffer<Int16>)
    case int32(Buffer<Int32>)
    case int64(Buffer<Int64>)
    case doubles(Buffer<Double>)
    case codes8(Buffer<UInt8>)
    case codes16(Buffer<UInt16>)
    case codes32(Buffer<UInt32>)
    case views(Buffer<TextView>)
  }

  /// `rowCount` rows of NULL.
  init(nulls rowCount: Int) {
    kind = .null
    self.rowCount = rowCount
    values = .nothing
    nullCount = rowCount
  }

  init(
    kind: ColumnKind, rowCount: Int, values: Values, nulls: NullMarks, slabs: SlabAllocator
  ) {
    self.kind = kind
    self.rowCount = rowCount
    self.values = values
    validity = nulls.buffer(slabs)
    nullCount = nulls.count
    if nulls.count == rowCount && kind != .varchar {
      self.kind = .null
      self.values = .nothing
      validity = nil
      mayHoldTexts = true
    }
  }

  func isNull(_ row: Int) -> Bool {
    if case .nothing = values { return true }
    guard let validity else { return false }
    return validity[row >> 6] >> UInt64(row & 63) & 1 == 0
  }
}

extension RangeColumn.Values {
  /// Whole numbers as narrow as their bounds allow.
  static func narrowed(
    _ source: UnsafePointer<Int64>, count: Int, least: Int64, greatest: Int64,
    slabs: SlabAllocator
  ) -> Self {
    if least >= Int64(Int8.min) && greatest <= Int64(Int8.max) {
      return unsafe .int8(narrow(source, count, slabs))
    }
    if least >= Int64(Int16.min) && greatest <= Int64(Int16.max) {
      return unsafe .int16(narrow(source, count, slabs))
    }
    if least >= Int64(Int32.min) && greatest <= Int64(Int32.max) {
      return unsafe .int32(narrow(source, count, slabs))
    }
    return unsafe .int64(slabs.buffer(copying: source, count: count))
  }

  /// Codes below `limit`, as narrow as that allows.
  static func narrowedCodes(
    _ source: UnsafePointer<UInt32>, count: Int, limit: Int, slabs: SlabAllocator
  ) -> Self {
    if limit <= 1 << 8 { return unsafe .codes8(narrow(source, count, slabs)) }
    if limit <= 1 << 16 { return unsafe .codes16(narrow(source, count, slabs)) }
    return unsafe .codes32(slabs.buffer(copying: source, count: count))
  }

  @inline(__always)
  private static func narrow<
    Source: FixedWidthInteger & BitwiseCopyable, Target: FixedWidthInteger & BitwiseCopyable
  >(_ source: UnsafePointer<Source>, _ count: Int, _ slabs: SlabAllocator) -> Buffer<Target> {
    unsafe slabs.buffer(count: count) { out in
      for index in 0..<count {
        unsafe out[index] = unsafe Target(truncatingIfNeeded: source[index])
      }
    }
  }
}

/// The rows of a column that hold no value, as they are found.
///
/// The bits are made when the first NULL comes up; most columns have none.
@safe struct NullMarks {
  private(set) var count = 0
  private let words: UnsafeMutablePointer<UInt64>
  private let rowCount: Int

  /// `words` has room for one bit per row.
  init(words: UnsafeMutablePointer<UInt64>, rowCount: Int) {
    unsafe self.words = unsafe words
    self.rowCount = rowCount
  }

  @inline(__always)
  mutating func mark(_ row: Int) {
    if count == 0 { start() }
    count &+= 1
    unsafe words[row &>> 6] &= ~((1 as UInt64) &<< UInt64(row & 63))
  }

  private func start() {
    let wordCount = (rowCount + 63) >> 6
    unsafe words.update(repeating: UInt64.max, count: wordCount)
    if rowCount & 63 != 0 {
      unsafe words[wordCount - 1] = (1 as UInt64) << UInt64(rowCount & 63) - 1
    }
  }

  /// A copy of the bits, nil where no row is marked.
  func buffer(_ slabs: SlabAllocator) -> Buffer<UInt64>? {
    unsafe count == 0 ? nil : slabs.buffer(copying: words, count: (rowCount + 63) >> 6)
  }
}
