/// Up to a few thousand values of one column, in one of several physical forms.
///
/// A `constant` vector holds one value that stands for every row. Integers travel as narrow as they
/// are stored and text as dictionary codes where the column has a dictionary; an operator that has
/// no kernel for such a form asks for the `canonical` one.
package struct Vector: Sendable {
  package let type: LogicalType
  package let count: Int
  /// Whether `values` and `validity` hold a single row that stands for all.
  package let isConstant: Bool
  /// Nil where no row is null.
  package let validity: Validity?
  package let values: Values

  /// The values in one of the physical forms.
  package enum Values: Sendable {
    case boolean(Buffer<UInt8>)
    case int8(Buffer<Int8>)
    case int16(Buffer<Int16>)
    case int32(Buffer<Int32>)
    case int64(Buffer<Int64>)
    case int128(Buffer<Int128>)
    case float64(Buffer<Double>)
    case interval(Buffer<Interval>)
    case text(TextValues)
    case codes8(Buffer<UInt8>, TextDictionary)
    case codes16(Buffer<UInt16>, TextDictionary)
    case codes32(Buffer<UInt32>, TextDictionary)
    indirect case list(ListValues)
    case structure(StructureValues)
  }

  package init(
    _ type: LogicalType, _ values: Values, validity: Validity? = nil, count: Int? = nil,
    isConstant: Bool = false
  ) {
    self.type = type
    self.values = values
    self.validity = validity
    self.count = count ?? values.count
    self.isConstant = isConstant
  }

  /// `count` rows of one value.
  package init(constant value: Value, type: LogicalType? = nil, count: Int) {
    let type = type ?? value.type
    self.init(
      type, Values(value, as: type),
      validity: value.isNull ? Validity(allValid: false, count: 1) : nil,
      count: count, isConstant: true)
  }

  /// `count` rows of NULL.
  package init(nulls type: LogicalType, count: Int) {
    self.init(constant: .null, type: type, count: count)
  }
}

extension Vector.Values {
  package var count: Int {
    switch self {
    case .boolean(let buffer): buffer.count
    case .int8(let buffer): buffer.count
    case .int16(let buffer): buffer.count
    case .int32(let buffer): buffer.count
    case .int64(let buffer): buffer.count
    case .int128(let buffer): buffer.count
    case .float64(let buffer): buffer.count
    case .interval(let buffer): buffer.count
    case .text(let text): text.views.count
    case .codes8(let buffer, _): buffer.count
    case .codes16(let buffer, _): buffer.count
    case .codes32(let buffer, _): buffer.count
    case .list(let lists): lists.entries.count
    case .structure(let structures): structures.count
    }
  }

  package var physicalType: PhysicalType {
    switch self {
    case .boolean: .boolean
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .int128: .int128
    case .float64: .float64
    case .interval: .interval
    case .text: .text
    case .codes8: .codes8
    case .codes16: .codes16
    case .codes32: .codes32
    case .list: .list
    case .structure: .structure
    }
  }

  /// The dictionary behind codes, nil for every other form.
  package var dictionary: TextDictionary? {
    switch self {
    case .codes8(_, let dictionary), .codes16(_, let dictionary), .codes32(_, let dictionary):
      dictionary
    case .boolean, .int8, .int16, .int32, .int64, .int128, .float64, .interval, .text, .list,
      .structure:
      nil
    }
  }

  /// One row holding the value (or zero for NULL) in the canonical form of the type.
  package init(_ value: Value, as type: LogicalType) {
    self.init(all: [value], as: type)
  }
}

extension Vector {
  /// Where in `values` a row lies.
  package func place(of row: Int) -> Int { isConstant ? 0 : row }

  /// Whether a row is NULL.
  package func isNull(_ row: Int) -> Bool {
    guard let validity else { return false }
    return !validity.isValid(place(of: row))
  }

  /// Whether every row is null for sure.
  package var isConstantNull: Bool { isConstant && isNull(0) }

  /// The view of the text of a row that is not null; the vector must outlive it.
  package func textView(_ row: Int) -> TextView {
    let place = place(of: row)
    switch values {
    case .text(let text): return text.views[place]
    case .codes8(let buffer, let dictionary): return dictionary.entries[Int(buffer[place])]
    case .codes16(let buffer, let dictionary): return dictionary.entries[Int(buffer[place])]
    case .codes32(let buffer, let dictionary): return dictionary.entries[Int(buffer[place])]
    default: return TextView()
    }
  }
}
