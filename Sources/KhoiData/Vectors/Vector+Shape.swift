extension Vector {
  /// The window of `count` rows from `offset`.
  package func slice(_ offset: Int, _ count: Int) -> Vector {
    if isConstant {
      return Vector(type, values, validity: validity, count: count, isConstant: true)
    }
    if offset == 0 && count == self.count { return self }
    return Vector(
      type, values.slice(offset, count), validity: validity?.slice(offset, count), count: count)
  }

  /// The rows named by `rows`, in that order.
  package func gather(_ rows: Buffer<UInt32>) -> Vector {
    if isConstant {
      return Vector(type, values, validity: validity, count: rows.count, isConstant: true)
    }
    return Vector(
      type, values.gather(rows), validity: validity?.gather(rows), count: rows.count)
  }

  /// The rows named by `rows`; NULL where the row is `UInt32.max`, which stands for no row.
  package func gatherOrNull(_ rows: Buffer<UInt32>) -> Vector {
    let source = flattened()
    let values = source.values.gatherOrZero(rows)
    guard let validity = source.validity else {
      return Vector(type, values, validity: .present(rows), count: rows.count)
    }
    let gathered = Validity(count: rows.count) { index in
      let row = rows[index]
      return row != UInt32.max && validity.isValid(Int(row))
    }
    return Vector(
      type, values, validity: gathered.validCount == rows.count ? nil : gathered,
      count: rows.count)
  }

  /// The same rows, one value each.
  package func flattened() -> Vector {
    guard isConstant else { return self }
    let allNull = isNull(0)
    return Vector(
      type, values.repeatingFirst(count: count),
      validity: allNull && count > 0 ? Validity(allValid: false, count: count) : nil, count: count)
  }

  /// The same rows flat and in the canonical physical form of the type: integers in 64 bits, text
  /// as views.
  package func canonical() -> Vector { flattened().canonicalValues() }

  /// The same vector with its values in canonical form; a constant stays constant.
  package func canonicalValues() -> Vector {
    let target = type.canonicalPhysicalType
    if values.physicalType == target { return self }
    return Vector(
      type, values.converted(to: target), validity: validity, count: count, isConstant: isConstant)
  }

  /// The same values with another set of valid rows.
  package func replacing(validity: Validity?) -> Vector {
    Vector(type, values, validity: validity, count: count, isConstant: isConstant)
  }

  /// The same values called another type of the same physical form.
  package func retyped(_ type: LogicalType) -> Vector {
    Vector(type, values, validity: validity, count: count, isConstant: isConstant)
  }

  /// The rows of all vectors, one after the other; they must have one type.
  ///
  /// Text stays in codes where all parts share a dictionary.
  ///
  /// Once `isCancelled` says yes the result is of no use; the caller then throws it away.
  package static func concatenate(
    _ vectors: [Vector], type: LogicalType, isCancelled: () -> Bool = { false }
  ) -> Vector {
    if vectors.count == 1 { return vectors[0].flattened() }
    let flat = vectors.map { $0.flattened() }
    return Vector(
      type, Values.concatenate(flat.map(\.values), type: type, isCancelled: isCancelled),
      validity: joinValidity(flat))
  }

  /// Bytes that the values and validity take, without dictionaries and text heaps.
  package var byteCount: Int {
    values.byteCount + (validity?.words.count ?? 0) * 8
  }
}

extension Vector.Values {
  /// Bytes that the values take, without dictionaries and text heaps.
  package var byteCount: Int {
    switch self {
    case .list(let lists): lists.entries.count * 8 + lists.elements.byteCount
    case .structure(let structures): structures.fields.reduce(0) { $0 + $1.byteCount }
    default: count * physicalType.byteWidth
    }
  }

  func slice(_ offset: Int, _ count: Int) -> Vector.Values {
    switch self {
    case .boolean(let buffer): .boolean(buffer.slice(offset, count))
    case .int8(let buffer): .int8(buffer.slice(offset, count))
    case .int16(let buffer): .int16(buffer.slice(offset, count))
    case .int32(let buffer): .int32(buffer.slice(offset, count))
    case .int64(let buffer): .int64(buffer.slice(offset, count))
    case .int128(let buffer): .int128(buffer.slice(offset, count))
    case .float64(let buffer): .float64(buffer.slice(offset, count))
    case .interval(let buffer): .interval(buffer.slice(offset, count))
    case .text(let text): .text(text.slice(offset, count))
    case .codes8(let buffer, let dictionary): .codes8(buffer.slice(offset, count), dictionary)
    case .codes16(let buffer, let dictionary): .codes16(buffer.slice(offset, count), dictionary)
    case .codes32(let buffer, let dictionary): .codes32(buffer.slice(offset, count), dictionary)
    case .list(let lists):
      .list(ListValues(entries: lists.entries.slice(offset, count), elements: lists.elements))
    case .structure(let structures):
      .structure(structures.mapFields(count: count) { $0.slice(offset, count) })
    }
  }

  /// The rows named by `rows`, in that order.
  package func gather(_ rows: Buffer<UInt32>) -> Vector.Values {
    switch self {
    case .boolean(let buffer): .boolean(buffer.gather(rows))
    case .int8(let buffer): .int8(buffer.gather(rows))
    case .int16(let buffer): .int16(buffer.gather(rows))
    case .int32(let buffer): .int32(buffer.gather(rows))
    case .int64(let buffer): .int64(buffer.gather(rows))
    case .int128(let buffer): .int128(buffer.gather(rows))
    case .float64(let buffer): .float64(buffer.gather(rows))
    case .interval(let buffer): .interval(buffer.gather(rows))
    case .text(let text): .text(TextValues(views: text.views.gather(rows), heaps: text.heaps))
    case .codes8(let buffer, let dictionary): .codes8(buffer.gather(rows), dictionary)
    case .codes16(let buffer, let dictionary): .codes16(buffer.gather(rows), dictionary)
    case .codes32(let buffer, let dictionary): .codes32(buffer.gather(rows), dictionary)
    case .list(let lists):
      .list(ListValues(entries: lists.entries.gather(rows), elements: lists.elements))
    case .structure(let structures):
      .structure(structures.mapFields(count: rows.count) { $0.gather(rows) })
    }
  }

  func gatherOrZero(_ rows: Buffer<UInt32>) -> Vector.Values {
    switch self {
    case .boolean(let buffer): .boolean(buffer.gather(rows, filler: 0))
    case .int8(let buffer): .int8(buffer.gather(rows, filler: 0))
    case .int16(let buffer): .int16(buffer.gather(rows, filler: 0))
    case .int32(let buffer): .int32(buffer.gather(rows, filler: 0))
    case .int64(let buffer): .int64(buffer.gather(rows, filler: 0))
    case .int128(let buffer): .int128(buffer.gather(rows, filler: 0))
    case .float64(let buffer): .float64(buffer.gather(rows, filler: 0))
    case .interval(let buffer): .interval(buffer.gather(rows, filler: Interval()))
    case .text(let text):
      .text(
        TextValues(views: text.views.gather(rows, filler: TextView()), heaps: text.heaps))
    case .codes8(let buffer, let dictionary): .codes8(buffer.gather(rows, filler: 0), dictionary)
    case .codes16(let buffer, let dictionary):
      .codes16(buffer.gather(rows, filler: 0), dictionary)
    case .codes32(let buffer, let dictionary):
      .codes32(buffer.gather(rows, filler: 0), dictionary)
    case .list(let lists):
      .list(
        ListValues(
          entries: lists.entries.gather(rows, filler: ListEntry()), elements: lists.elements))
    case .structure(let structures):
      .structure(structures.mapFields(count: rows.count) { $0.gatherOrNull(rows) })
    }
  }

  func repeatingFirst(count: Int) -> Vector.Values {
    switch self {
    case .boolean(let buffer): .boolean(buffer.repeating(0, count: count))
    case .int8(let buffer): .int8(buffer.repeating(0, count: count))
    case .int16(let buffer): .int16(buffer.repeating(0, count: count))
    case .int32(let buffer): .int32(buffer.repeating(0, count: count))
    case .int64(let buffer): .int64(buffer.repeating(0, count: count))
    case .int128(let buffer): .int128(buffer.repeating(0, count: count))
    case .float64(let buffer): .float64(buffer.repeating(0, count: count))
    case .interval(let buffer): .interval(buffer.repeating(0, count: count))
    case .text(let text):
      .text(TextValues(views: text.views.repeating(0, count: count), heaps: text.heaps))
    case .codes8(let buffer, let dictionary): .codes8(buffer.repeating(0, count: count), dictionary)
    case .codes16(let buffer, let dictionary):
      .codes16(buffer.repeating(0, count: count), dictionary)
    case .codes32(let buffer, let dictionary):
      .codes32(buffer.repeating(0, count: count), dictionary)
    case .list(let lists):
      .list(ListValues(entries: lists.entries.repeating(0, count: count), elements: lists.elements))
    case .structure(let structures):
      .structure(
        structures.mapFields(count: count) { field in
          field.gather(Buffer(repeating: 0, count: count))
        })
    }
  }

  /// Widens integers and turns codes into views; the target must be able to hold the values.
  func converted(to target: PhysicalType) -> Vector.Values {
    switch (self, target) {
    case (.int8(let buffer), .int64): .int64(buffer.converted(to: Int64.self))
    case (.int16(let buffer), .int64): .int64(buffer.converted(to: Int64.self))
    case (.int32(let buffer), .int64): .int64(buffer.converted(to: Int64.self))
    case (.int8(let buffer), .int128): .int128(buffer.converted(to: Int128.self))
    case (.int16(let buffer), .int128): .int128(buffer.converted(to: Int128.self))
    case (.int32(let buffer), .int128): .int128(buffer.converted(to: Int128.self))
    case (.int64(let buffer), .int128): .int128(buffer.converted(to: Int128.self))
    case (.int8(let buffer), .int32): .int32(buffer.converted(to: Int32.self))
    case (.int16(let buffer), .int32): .int32(buffer.converted(to: Int32.self))
    case (.codes8(let buffer, let dictionary), .text):
      .text(TextValues(views: dictionary.views(of: buffer), heaps: dictionary.heaps))
    case (.codes16(let buffer, let dictionary), .text):
      .text(TextValues(views: dictionary.views(of: buffer), heaps: dictionary.heaps))
    case (.codes32(let buffer, let dictionary), .text):
      .text(TextValues(views: dictionary.views(of: buffer), heaps: dictionary.heaps))
    default: self
    }
  }

  static func concatenate(
    _ parts: [Vector.Values], type: LogicalType, isCancelled: () -> Bool
  ) -> Vector.Values {
    guard let first = parts.first else { return Vector.Values(.null, as: type).slice(0, 0) }
    if let dictionary = first.dictionary,
      parts.allSatisfy({ $0.dictionary === dictionary })
    {
      return .codes32(
        Buffer.concatenate(parts.map { $0.codes32 }, isCancelled: isCancelled), dictionary)
    }
    let target = type.canonicalPhysicalType
    let canonical = parts.map { isCancelled() ? $0 : $0.converted(to: target) }
    switch target {
    case .boolean:
      return .boolean(
        .concatenate(
          canonical.compactMap { if case .boolean(let b) = $0 { b } else { nil } },
          isCancelled: isCancelled))
    case .int32:
      return .int32(
        .concatenate(
          canonical.compactMap { if case .int32(let b) = $0 { b } else { nil } },
          isCancelled: isCancelled))
    case .float64:
      return .float64(
        .concatenate(
          canonical.compactMap { if case .float64(let b) = $0 { b } else { nil } },
          isCancelled: isCancelled))
    case .interval:
      return .interval(
        .concatenate(
          canonical.compactMap { if case .interval(let b) = $0 { b } else { nil } },
          isCancelled: isCancelled))
    case .text:
      let texts = canonical.compactMap { if case .text(let text) = $0 { text } else { nil } }
      return .text(
        TextValues(
          views: .concatenate(texts.map(\.views), isCancelled: isCancelled),
          heaps: texts.reduce([]) { TextValues.union($0, $1.heaps) }))
    case .int128:
      return .int128(
        .concatenate(
          canonical.compactMap { if case .int128(let b) = $0 { b } else { nil } },
          isCancelled: isCancelled))
    case .list:
      return .list(
        .concatenate(
          canonical.compactMap { if case .list(let lists) = $0 { lists } else { nil } },
          element: type.element ?? .null))
    case .structure:
      guard case .structure(let fields) = type else { preconditionFailure("not a structure") }
      return .structure(
        .concatenate(
          canonical.compactMap { if case .structure(let part) = $0 { part } else { nil } },
          fields: fields))
    default:
      return .int64(
        .concatenate(
          canonical.compactMap { if case .int64(let b) = $0 { b } else { nil } },
          isCancelled: isCancelled))
    }
  }

  /// The codes in 32 bits; empty for a form without codes.
  package var codes32: Buffer<UInt32> {
    switch self {
    case .codes8(let buffer, _): buffer.converted(to: UInt32.self)
    case .codes16(let buffer, _): buffer.converted(to: UInt32.self)
    case .codes32(let buffer, _): buffer
    case .boolean, .int8, .int16, .int32, .int64, .int128, .float64, .interval, .text, .list,
      .structure:
      Buffer([])
    }
  }
}
