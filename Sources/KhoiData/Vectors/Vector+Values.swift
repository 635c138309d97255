extension Vector {
  /// A vector of single values: for rows written in a query, labels, nested results and tests.
  ///
  /// A value that is not of the type counts as zero.
  package init(values: [Value], type: LogicalType) {
    let count = values.count
    let hasNull = values.contains { $0.isNull }
    let validity = hasNull ? Validity(count: count) { !values[$0].isNull } : nil
    self.init(type, Values(all: values, as: type), validity: validity, count: count)
  }
}

extension Vector.Values {
  init(all values: [Value], as type: LogicalType) {
    switch type.canonicalPhysicalType {
    case .boolean: self = .boolean(Buffer(values.map { $0 == .boolean(true) ? 1 : 0 }))
    case .int32:
      self = .int32(Buffer(values.map { Int32(truncatingIfNeeded: $0.integerBits ?? 0) }))
    case .int128: self = .int128(Buffer(values.map { $0.wideBits ?? 0 }))
    case .float64: self = .float64(Buffer(values.map { $0.number ?? 0 }))
    case .interval:
      self = .interval(
        Buffer(values.map { if case .interval(let span) = $0 { span } else { Interval() } }))
    case .text:
      let heap = TextHeap(firstBlockSize: 256)
      let views = values.map { value -> TextView in
        if case .blob(let bytes) = value { return heap.store(bytes) }
        return value.storedText.map { heap.store($0) } ?? TextView()
      }
      self = .text(TextValues(views: Buffer(views), heaps: [heap]))
    case .list: self = .list(ListValues(values, type))
    case .structure:
      guard case .structure(let fields) = type else { preconditionFailure("not a structure") }
      let columns = fields.indices.map { index in
        Vector(
          values: values.map { value in
            guard case .structure(let parts, _) = value, index < parts.count else { return .null }
            return parts[index]
          }, type: fields[index].type)
      }
      self = .structure(StructureValues(fields: columns, count: values.count))
    default: self = .int64(Buffer(values.map { $0.integerBits ?? 0 }))
    }
  }
}

extension ListValues {
  fileprivate init(_ values: [Value], _ type: LogicalType) {
    var elements: [Value] = []
    var counts: [Int] = []
    for value in values {
      switch value {
      case .list(let items, _):
        elements += items
        counts.append(items.count)
      case .map(let keys, let items, let key, let item):
        let fields = [Field("key", key), Field("value", item)]
        for index in keys.indices {
          elements.append(.structure([keys[index], items[index]], fields))
        }
        counts.append(keys.count)
      default: counts.append(0)
      }
    }
    self.init(
      counts: counts, elements: Vector(values: elements, type: type.element ?? .null))
  }
}

extension Value {
  /// The number as a double; nil for what is no number.
  package var number: Double? {
    switch self {
    case .double(let number): number
    case .float(let number): Double(number)
    case .integer(let number): Double(number)
    case .hugeint(let number): Double(number)
    case .decimal(let unscaled, _, let scale): DecimalPower.double(unscaled, scale: scale)
    default: nil
    }
  }
}
