/// Up to 131,072 rows of a table: one stored column each.
package struct Segment: Sendable {
  package static let capacity = 131_072

  package let columns: [StoredColumn]
  package let rowCount: Int

  package init(columns: [StoredColumn], rowCount: Int) {
    for column in columns { precondition(column.rowCount == rowCount, "columns of one length") }
    self.columns = columns
    self.rowCount = rowCount
  }
}

/// The rows of one column in one segment, as narrow as the data allows, and what is known of them.
package struct StoredColumn: Sendable {
  package let type: LogicalType
  package let form: Form
  package let validity: Validity?
  package let rowCount: Int
  package let statistics: Statistics

  /// How the values lie in memory.
  package enum Form: Sendable {
    case values(Vector.Values)
    /// Booleans, one bit a row.
    case bits(Buffer<UInt64>)
  }

  /// Least and greatest value and the number of nulls; for text the bounds are nil.
  package struct Statistics: Sendable {
    package let least: Value?
    package let greatest: Value?
    package let nullCount: Int
    /// Whether a double may be NaN, which no bound covers.
    package let mayHoldNaN: Bool

    package init(least: Value?, greatest: Value?, nullCount: Int, mayHoldNaN: Bool = true) {
      self.least = least
      self.greatest = greatest
      self.nullCount = nullCount
      self.mayHoldNaN = mayHoldNaN
    }
  }

  package init(
    type: LogicalType, form: Form, validity: Validity?, rowCount: Int, statistics: Statistics
  ) {
    self.type = type
    self.form = form
    self.validity = validity
    self.rowCount = rowCount
    self.statistics = statistics
  }

  /// The window of `count` rows from `offset`; copies nothing but the bits of Booleans and nulls.
  package func slice(_ offset: Int, _ count: Int) -> Vector {
    let validity = validity?.slice(offset, count)
    switch form {
    case .values(let values):
      return Vector(type, values.slice(offset, count), validity: validity, count: count)
    case .bits(let words):
      return Vector(
        type, .boolean(.bytes(fromBits: words, offset: offset, count: count)),
        validity: validity, count: count)
    }
  }

  /// The name of the physical form, for `.storage`.
  package var formName: String {
    switch form {
    case .bits: "bits"
    case .values(let values):
      values.dictionary == nil
        ? values.physicalType.rawValue
        : "dictionary(\(values.physicalType.byteWidth * 8) bit)"
    }
  }

  /// Bytes of the values and validity, without dictionary and text heaps.
  package var byteCount: Int {
    let validityBytes = (validity?.words.count ?? 0) * 8
    switch form {
    case .bits(let words): return words.count * 8 + validityBytes
    case .values(let values):
      return values.byteCount + validityBytes
    }
  }
}

extension StoredColumn {
  /// Stores a vector in the narrowest form that holds it.
  ///
  /// Integers, moments and times become as narrow as their least and greatest value allow, Booleans
  /// bits, codes as narrow as the dictionary allows; doubles and text views stay.
  package init(narrowing vector: Vector) {
    let flat = vector.flattened()
    let nullCount = flat.validity?.nullCount ?? 0
    let validity = nullCount == 0 ? nil : flat.validity
    var least: Value?
    var greatest: Value?
    var mayHoldNaN = true
    let form: Form
    switch flat.values {
    case .boolean(let bytes): form = .bits(bytes.packedBits)
    case .int8(let numbers):
      (form, least, greatest) = Self.narrow(numbers, validity, flat)
    case .int16(let numbers):
      (form, least, greatest) = Self.narrow(numbers, validity, flat)
    case .int32(let numbers):
      (form, least, greatest) = Self.narrow(numbers, validity, flat)
    case .int64(let numbers):
      (form, least, greatest) = Self.narrow(numbers, validity, flat)
    case .float64(let numbers):
      form = .values(flat.values)
      if let bounds = numbers.bounds(validity) {
        (least, greatest) = (.double(bounds.least), .double(bounds.greatest))
        mayHoldNaN = bounds.hasNaN
      }
    case .codes8, .codes16, .codes32:
      form = .values(Self.narrowCodes(flat.values))
    case .int128, .interval, .text, .list, .structure: form = .values(flat.values)
    }
    self.init(
      type: vector.type, form: form, validity: validity, rowCount: flat.count,
      statistics: Statistics(
        least: least, greatest: greatest, nullCount: nullCount, mayHoldNaN: mayHoldNaN))
  }

  /// The integers of a flat vector in the narrowest width, with the least and the greatest.
  private static func narrow<Element: FixedWidthInteger & BitwiseCopyable>(
    _ numbers: Buffer<Element>, _ validity: Validity?, _ vector: Vector
  ) -> (form: Form, least: Value?, greatest: Value?) {
    let bounds = numbers.bounds(validity)
    let (least, greatest) = (Int64(bounds?.least ?? 0), Int64(bounds?.greatest ?? 0))
    // Zero stands where nulls are, so it must fit too; it fits every width.
    let zeroed = numbers.zeroingNulls(validity)
    let values: Vector.Values
    if least >= Int64(Int8.min) && greatest <= Int64(Int8.max) {
      values = .int8(stored(zeroed))
    } else if least >= Int64(Int16.min) && greatest <= Int64(Int16.max) {
      values = .int16(stored(zeroed))
    } else if least >= Int64(Int32.min) && greatest <= Int64(Int32.max) {
      values = .int32(stored(zeroed))
    } else {
      values = .int64(stored(zeroed))
    }
    return (
      .values(values), bounds.map { _ in vector.integer(least) },
      bounds.map { _ in vector.integer(greatest) }
    )
  }

  /// Fewer rows than these are copied, so that they do not keep the memory of a larger table.
  package static let sharedRowCount = 16_384

  /// The numbers in the width of the column; many that have it already are not copied.
  private static func stored<
    Element: FixedWidthInteger & BitwiseCopyable, Target: FixedWidthInteger & BitwiseCopyable
  >(_ numbers: Buffer<Element>) -> Buffer<Target> {
    if numbers.count >= sharedRowCount, let same = numbers as? Buffer<Target> { return same }
    return numbers.converted(to: Target.self)
  }

  private static func narrowCodes(_ values: Vector.Values) -> Vector.Values {
    guard let dictionary = values.dictionary else { return values }
    if dictionary.count <= 256 {
      if case .codes8 = values { return values }
      return .codes8(values.codes32.converted(to: UInt8.self), dictionary)
    }
    if dictionary.count <= 65_536 {
      if case .codes16 = values { return values }
      return .codes16(values.codes32.converted(to: UInt16.self), dictionary)
    }
    return .codes32(values.codes32, dictionary)
  }
}

extension Vector.Values {
  /// Integers of any width in 64 bits; other forms as they are.
  package var widened: Vector.Values {
    switch self {
    case .int8(let buffer): .int64(buffer.converted(to: Int64.self))
    case .int16(let buffer): .int64(buffer.converted(to: Int64.self))
    case .int32(let buffer): .int64(buffer.converted(to: Int64.self))
    default: self
    }
  }
  /// Integers of any width in 128 bits; other forms as they are.
  package var widenedToInt128: Vector.Values {
    switch widened {
    case .int64(let buffer): .int128(buffer.converted(to: Int128.self))
    default: self
    }
  }
}
