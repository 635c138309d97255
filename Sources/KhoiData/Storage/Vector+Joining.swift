extension Vector {
  /// The rows of all vectors, one after the other, as narrow as they are stored where all have the
  /// same physical form.
  package static func joining(_ parts: [Vector], type: LogicalType) -> Vector {
    let flat = parts.map { $0.flattened() }
    guard let first = flat.first,
      flat.allSatisfy({ $0.values.physicalType == first.values.physicalType })
    else { return .concatenate(parts, type: type) }
    if flat.count == 1 { return first }
    guard let values = narrow(flat, like: first.values) else {
      return .concatenate(parts, type: type)
    }
    return Vector(type, values, validity: joinValidity(flat))
  }

  private static func narrow(_ parts: [Vector], like first: Values) -> Values? {
    switch first {
    case .int8: .int8(Buffer.concatenate(parts.compactMap { $0.int8Values }))
    case .int16: .int16(Buffer.concatenate(parts.compactMap { $0.int16Values }))
    case .int32: .int32(Buffer.concatenate(parts.compactMap { $0.int32Values }))
    case .codes8(_, let dictionary):
      parts.allSatisfy { $0.values.dictionary === dictionary }
        ? .codes8(Buffer.concatenate(parts.compactMap { $0.codes8Values }), dictionary) : nil
    case .codes16(_, let dictionary):
      parts.allSatisfy { $0.values.dictionary === dictionary }
        ? .codes16(Buffer.concatenate(parts.compactMap { $0.codes16Values }), dictionary) : nil
    default: nil
    }
  }

  private var int8Values: Buffer<Int8>? {
    if case .int8(let buffer) = values { buffer } else { nil }
  }
  private var int16Values: Buffer<Int16>? {
    if case .int16(let buffer) = values { buffer } else { nil }
  }
  private var int32Values: Buffer<Int32>? {
    if case .int32(let buffer) = values { buffer } else { nil }
  }
  private var codes8Values: Buffer<UInt8>? {
    if case .codes8(let buffer, _) = values { buffer } else { nil }
  }
  private var codes16Values: Buffer<UInt16>? {
    if case .codes16(let buffer, _) = values { buffer } else { nil }
  }

  /// Which rows of flat vectors, one after the other, hold a value; nil where all do.
  static func joinValidity(_ parts: [Vector]) -> Validity? {
    Validity.joining(parts.map { ($0.validity, $0.count) })
  }
}

extension Vector {
  /// As `gatherOrNull`, for a flat vector without looking at rows one by one where all are there.
  package func gatheringOrNull(_ rows: Buffer<UInt32>) -> Vector {
    for index in 0..<rows.count where unsafe rows.base[index] == UInt32.max {
      return gatherOrNull(rows)
    }
    return gather(rows)
  }
}
