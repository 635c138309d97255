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
    case float64(Buffer<Double>)
    case interval(Buffer<Interval>)
    case text(TextValues)
    case codes8(Buffer<UInt8>, TextDictionary)
    case codes16(Buffer<UInt16>, TextDictionary)
    case codes32(Buffer<UInt32>, TextDictionary)
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
    case .float64(let buffer): buffer.count
    case .interval(let buffer): buffer.count
    case .text(let text): text.views.count
    case .codes8(let buffer, _): buffer.count
    case .codes16(let buffer, _): buffer.count
    case .codes32(let buffer, _): buffer.count
    }
  }

  package var physicalType: PhysicalType {
    switch self {
    case .boolean: .boolean
    case .int8: .int8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .float64: .float64
    case .interval: .interval
    case .text: .text
    case .codes8: .codes8
    case .codes16: .codes16
    case .codes32: .codes32
    }
  }

  /// The dictionary behind codes, nil for every other form.
  package var dictionary: TextDictionary? {
    switch self {
    case .codes8(_, let dictionary), .codes16(_, let dictionary), .codes32(_, let dictionary):
      dictionary
    case .boolean, .int8, .int16, .int32, .int64, .float64, .interval, .text: nil
    }
  }

  /// One row holding the value (or zero for NULL) in the canonical form of the type.
  package init(_ value: Value, as type: LogicalType) {
    switch (type.canonicalPhysicalType, value) {
    case (.boolean, .boolean(let flag)): self = .boolean(Buffer([flag ? 1 : 0]))
    case (.int64, .integer(let number)), (.int64, .timestamp(let number)),
      (.int64, .time(let number)):
      self = .int64(Buffer([number]))
    case (.int32, .date(let days)): self = .int32(Buffer([days]))
    case (.float64, .double(let number)): self = .float64(Buffer([number]))
    case (.float64, .integer(let number)): self = .float64(Buffer([Double(number)]))
    case (.interval, .interval(let interval)): self = .interval(Buffer([interval]))
    case (.text, .text(let text)):
      let heap = TextHeap(firstBlockSize: 64)
      self = .text(TextValues(views: Buffer([heap.store(text)]), heaps: [heap]))
    case (.boolean, _): self = .boolean(Buffer([0]))
    case (.int32, _): self = .int32(Buffer([0]))
    case (.float64, _): self = .float64(Buffer([0]))
    case (.interval, _): self = .interval(Buffer([Interval()]))
    case (.text, _): self = .text(TextValues(views: Buffer([TextView()]), heaps: []))
    default: self = .int64(Buffer([0]))
    }
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

  /// The value of a row: for tests, constants and the edges of the program.
  package subscript(row: Int) -> Value {
    if isNull(row) { return .null }
    let place = place(of: row)
    switch values {
    case .boolean(let buffer): return .boolean(buffer[place] != 0)
    case .int8(let buffer): return integer(Int64(buffer[place]))
    case .int16(let buffer): return integer(Int64(buffer[place]))
    case .int32(let buffer): return integer(Int64(buffer[place]))
    case .int64(let buffer): return integer(buffer[place])
    case .float64(let buffer): return .double(buffer[place])
    case .interval(let buffer): return .interval(buffer[place])
    case .text(let text): return .text(text.views[place].string)
    case .codes8(let buffer, let dictionary):
      return .text(dictionary.entries[Int(buffer[place])].string)
    case .codes16(let buffer, let dictionary):
      return .text(dictionary.entries[Int(buffer[place])].string)
    case .codes32(let buffer, let dictionary):
      return .text(dictionary.entries[Int(buffer[place])].string)
    }
  }

  private func integer(_ number: Int64) -> Value {
    switch type {
    case .date: .date(Int32(truncatingIfNeeded: number))
    case .timestamp: .timestamp(number)
    case .time: .time(number)
    default: .integer(number)
    }
  }

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

  /// Appends the spelling of a row that is not null (see `ValueText`).
  package func appendText(_ row: Int, into bytes: inout [UInt8]) {
    let place = place(of: row)
    switch values {
    case .text, .codes8, .codes16, .codes32:
      unsafe textView(row).withBytes { unsafe bytes.append(contentsOf: $0) }
    case .boolean(let buffer): ValueText.append(buffer[place] != 0, into: &bytes)
    case .int8(let buffer): appendInteger(Int64(buffer[place]), into: &bytes)
    case .int16(let buffer): appendInteger(Int64(buffer[place]), into: &bytes)
    case .int32(let buffer): appendInteger(Int64(buffer[place]), into: &bytes)
    case .int64(let buffer): appendInteger(buffer[place], into: &bytes)
    case .float64(let buffer): ValueText.append(buffer[place], into: &bytes)
    case .interval(let buffer): ValueText.append(buffer[place], into: &bytes)
    }
  }

  private func appendInteger(_ number: Int64, into bytes: inout [UInt8]) {
    switch type {
    case .date: ValueText.append(date: Int32(truncatingIfNeeded: number), into: &bytes)
    case .timestamp: ValueText.append(timestamp: number, into: &bytes)
    case .time: ValueText.append(time: number, into: &bytes)
    default: ValueText.append(number, into: &bytes)
    }
  }
}
