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

    package init(least: Value?, greatest: Value?, nullCount: Int) {
      self.least = least
      self.greatest = greatest
      self.nullCount = nullCount
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
    let form: Form
    switch flat.values {
    case .boolean(let bytes): form = .bits(bytes.packedBits)
    case .int8, .int16, .int32, .int64:
      let wide = flat.values.converted(to: .int64)
      guard case .int64(let numbers) = wide.widened else { preconditionFailure("integers widen") }
      let bounds = numbers.bounds(validity)
      if let bounds {
        least = flat.integer(bounds.least)
        greatest = flat.integer(bounds.greatest)
      }
      form = .values(
        Self.narrow(numbers.zeroingNulls(validity), bounds ?? (0, 0), type: flat.type))
    case .float64(let numbers):
      form = .values(flat.values)
      for row in 0..<numbers.count where validity?.isValid(row) ?? true {
        let number = numbers[row]
        if number.isNaN { continue }
        if case .double(let known)? = least, known <= number {} else { least = .double(number) }
        if case .double(let known)? = greatest, known >= number {
        } else {
          greatest = .double(number)
        }
      }
    case .codes8, .codes16, .codes32:
      form = .values(Self.narrowCodes(flat.values))
    case .int128, .interval, .text, .list, .structure: form = .values(flat.values)
    }
    self.init(
      type: vector.type, form: form, validity: validity, rowCount: flat.count,
      statistics: Statistics(least: least, greatest: greatest, nullCount: nullCount))
  }

  private static func narrow(
    _ numbers: Buffer<Int64>, _ bounds: (least: Int64, greatest: Int64), type: LogicalType
  ) -> Vector.Values {
    // Zero stands where nulls are, so it must fit too; it fits every width.
    if bounds.least >= Int64(Int8.min) && bounds.greatest <= Int64(Int8.max) {
      return .int8(numbers.converted(to: Int8.self))
    }
    if bounds.least >= Int64(Int16.min) && bounds.greatest <= Int64(Int16.max) {
      return .int16(numbers.converted(to: Int16.self))
    }
    if bounds.least >= Int64(Int32.min) && bounds.greatest <= Int64(Int32.max) {
      return .int32(numbers.converted(to: Int32.self))
    }
    return .int64(numbers)
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
