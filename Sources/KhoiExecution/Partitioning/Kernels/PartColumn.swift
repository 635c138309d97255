import KhoiData

/// One column in the order of the parts.
///
/// Values of a fixed width are copied to their places while they come in, by all workers at once;
/// lists and structures are gathered part by part.
@safe final class PartColumn: @unchecked Sendable {
  // Safe because workers write different places, and nobody reads before all are done.
  private let form: ColumnForm
  private let bounds: [Int]
  private let values: BufferOwner
  /// For each row whether it holds a value, where there are nulls.
  private let validity: BufferOwner?
  private var whole: Vector?
  private var rows: Buffer<UInt32>?
  private let rowCount: Int

  init(_ form: ColumnForm, rowCount: Int, parts: RowParts) {
    self.form = form
    self.rowCount = rowCount
    bounds = parts.bounds
    let isFixed = form.constant == nil && form.isScatterable
    values = BufferOwner(
      byteCount: isFixed ? rowCount * form.pattern.values.physicalType.byteWidth : 0)
    validity = isFixed && form.hasNulls ? BufferOwner(byteCount: rowCount) : nil
    whole = form.constant
  }

  /// Whether the values are copied as they come in.
  var isScattered: Bool { whole != nil || form.isScatterable }

  var byteCount: Int { values.byteCount + (validity?.byteCount ?? 0) + (rows?.count ?? 0) * 4 }

  /// Takes the column as it is, with the row that lies at each place.
  func set(whole: Vector, rows: Buffer<UInt32>) {
    self.whole = whole
    self.rows = rows
  }

  /// Puts the rows of a chunk to their places; `next` is where the next row of each part goes, and
  /// is moved on.
  func put(
    _ vector: Vector, _ numbers: UnsafePointer<UInt16>, _ next: UnsafeMutablePointer<UInt32>
  ) {
    if whole != nil { return }
    let flat = form.apply(to: vector)
    let count = flat.count
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(count, 1)) {
      places in
      guard let places = places.baseAddress else { return }
      for row in 0..<count {
        let part = unsafe Int(numbers[row])
        let place = unsafe next[part]
        unsafe places[row] = place
        unsafe next[part] = place &+ 1
      }
      unsafe put(flat, places)
    }
  }

  private func put(_ flat: Vector, _ places: UnsafePointer<UInt32>) {
    switch flat.values {
    case .boolean(let buffer): unsafe scatter(buffer, places)
    case .int8(let buffer): unsafe scatter(buffer, places)
    case .int16(let buffer): unsafe scatter(buffer, places)
    case .int32(let buffer): unsafe scatter(buffer, places)
    case .int64(let buffer): unsafe scatter(buffer, places)
    case .int128(let buffer): unsafe scatter(buffer, places)
    case .float64(let buffer): unsafe scatter(buffer, places)
    case .interval(let buffer): unsafe scatter(buffer, places)
    case .text(let texts): unsafe scatter(texts.views, places)
    case .codes8(let buffer, _): unsafe scatter(buffer, places)
    case .codes16(let buffer, _): unsafe scatter(buffer, places)
    case .codes32(let buffer, _): unsafe scatter(buffer, places)
    case .list, .structure: break
    }
    guard let validity else { return }
    let target = unsafe validity.base.assumingMemoryBound(to: UInt8.self)
    if let bits = flat.validity {
      for row in 0..<flat.count {
        unsafe target[Int(places[row])] = bits.isValid(row) ? 1 : 0
      }
    } else {
      for row in 0..<flat.count { unsafe target[Int(places[row])] = 1 }
    }
  }

  private func scatter<Element: BitwiseCopyable>(
    _ source: Buffer<Element>, _ places: UnsafePointer<UInt32>
  ) {
    let target = unsafe values.base.assumingMemoryBound(to: Element.self)
    for row in 0..<source.count {
      unsafe target[Int(places[row])] = unsafe source.base[row]
    }
  }

  /// The rows of a part.
  func vector(_ part: Int) -> Vector { vector(bounds[part]..<bounds[part + 1]) }

  private func vector(_ range: Range<Int>) -> Vector {
    if let rows, let whole { return whole.gather(rows.slice(range.lowerBound, range.count)) }
    if let whole { return whole.constant(count: range.count) }
    var valid: Validity?
    if let validity {
      let flags = unsafe validity.base.assumingMemoryBound(to: UInt8.self) + range.lowerBound
      let bits = Validity(count: range.count) { unsafe flags[$0] != 0 }
      valid = bits.validCount == range.count ? nil : bits
    }
    return Vector(form.type, slice(range), validity: valid, count: range.count)
  }

  /// The rows of a part in another order.
  ///
  /// Where values were copied here they are written back in that order, so that no further memory
  /// is touched; nobody may ask for the part again.
  func vector(_ part: Int, in order: Buffer<UInt32>) -> Vector {
    let sorted = vector(part).gather(order)
    if whole != nil { return sorted }
    let start = bounds[part]
    switch sorted.values {
    case .boolean(let buffer): put(buffer, start)
    case .int8(let buffer): put(buffer, start)
    case .int16(let buffer): put(buffer, start)
    case .int32(let buffer): put(buffer, start)
    case .int64(let buffer): put(buffer, start)
    case .int128(let buffer): put(buffer, start)
    case .float64(let buffer): put(buffer, start)
    case .interval(let buffer): put(buffer, start)
    case .text(let texts): put(texts.views, start)
    case .codes8(let buffer, _): put(buffer, start)
    case .codes16(let buffer, _): put(buffer, start)
    case .codes32(let buffer, _): put(buffer, start)
    case .list, .structure: return sorted
    }
    return Vector(
      form.type, slice(start..<bounds[part + 1]), validity: sorted.validity, count: sorted.count)
  }

  private func put<Element: BitwiseCopyable>(_ source: Buffer<Element>, _ start: Int) {
    let target = unsafe values.base.assumingMemoryBound(to: Element.self)
    unsafe (target + start).update(from: source.base, count: source.count)
  }

  private func slice(_ range: Range<Int>) -> Vector.Values {
    switch form.pattern.values {
    case .boolean: .boolean(buffer(range))
    case .int8: .int8(buffer(range))
    case .int16: .int16(buffer(range))
    case .int32: .int32(buffer(range))
    case .int64: .int64(buffer(range))
    case .int128: .int128(buffer(range))
    case .float64: .float64(buffer(range))
    case .interval: .interval(buffer(range))
    case .text: .text(TextValues(views: buffer(range), heaps: form.heaps))
    case .codes8(_, let dictionary): .codes8(buffer(range), dictionary)
    case .codes16(_, let dictionary): .codes16(buffer(range), dictionary)
    case .codes32(_, let dictionary): .codes32(buffer(range), dictionary)
    case .list, .structure: preconditionFailure("nested values are gathered")
    }
  }

  private func buffer<Element: BitwiseCopyable>(_ range: Range<Int>) -> Buffer<Element> {
    let base = unsafe values.base.assumingMemoryBound(to: Element.self)
    return unsafe Buffer(
      owner: values, base: UnsafePointer(base + range.lowerBound), count: range.count)
  }
}

extension ColumnForm {
  /// Whether values are of a fixed width, so that they can be copied one by one.
  var isScatterable: Bool {
    switch pattern.values {
    case .list, .structure: false
    default: true
    }
  }
}

extension Vector {
  /// The single value of a constant vector for another number of rows.
  fileprivate func constant(count: Int) -> Vector {
    Vector(type, values, validity: validity, count: count, isConstant: true)
  }
}
