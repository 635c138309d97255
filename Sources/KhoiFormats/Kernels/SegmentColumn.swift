import KhoiData

/// Copies parts of ranges into one column of one segment, in the narrowest form that holds them.
struct SegmentColumn {
  /// `count` rows of a range from `from`, to stand at row `target` of the segment.
  struct Piece {
    var column: RangeColumn
    var from: Int
    var count: Int
    var target: Int
  }

  let type: LogicalType
  let pieces: [Piece]
  let texts: TextMerge?
  let slabs: SlabAllocator
  private let rowCount: Int

  init(type: LogicalType, pieces: [Piece], texts: TextMerge?, slabs: SlabAllocator) {
    self.slabs = slabs
    self.type = type
    self.pieces = pieces
    self.texts = texts
    rowCount = pieces.reduce(0) { $0 + $1.count }
  }

  var stored: StoredColumn {
    let (validity, nullCount) = validity
    var least: Value?
    var greatest: Value?
    var mayHoldNaN = true
    let form: StoredColumn.Form
    switch type {
    case .boolean:
      form = .bits(booleans.packedBits)
    case .double:
      let numbers = doubles
      if let bounds = Self.bounds(of: numbers, validity) {
        least = .double(bounds.least)
        greatest = .double(bounds.greatest)
        mayHoldNaN = bounds.hasNaN
      }
      form = .values(.float64(numbers))
    case .varchar:
      form = .values(textValues)
    default:
      let bounds = integerBounds
      if bounds.least <= bounds.greatest {
        least = value(bounds.least)
        greatest = value(bounds.greatest)
      }
      form = .values(integers(least: min(0, bounds.least), greatest: max(0, bounds.greatest)))
    }
    return StoredColumn(
      type: type, form: form, validity: validity, rowCount: rowCount,
      statistics: StoredColumn.Statistics(
        least: least, greatest: greatest, nullCount: nullCount, mayHoldNaN: mayHoldNaN))
  }

  private func value(_ number: Int64) -> Value {
    switch type {
    case .date: .date(Int32(truncatingIfNeeded: number))
    case .timestamp: .timestamp(number)
    case .zonedTimestamp: .zonedTimestamp(number)
    case .time: .time(number)
    default: .integer(number)
    }
  }

  private var validity: (Validity?, Int) {
    if pieces.allSatisfy({ $0.column.nullCount == 0 }) { return (nil, 0) }
    let wordCount = (rowCount + 63) >> 6
    let words = unsafe slabs.buffer(count: wordCount) { (out: UnsafeMutablePointer<UInt64>) in
      unsafe out.initialize(repeating: 0, count: wordCount)
      for piece in pieces {
        if case .nothing = piece.column.values { continue }
        var done = 0
        while done < piece.count {
          // Up to 64 bits of the source at a time, spread over one or two target words.
          let take = min(64, piece.count - done)
          let bits = Self.bits(piece.column.validity, from: piece.from + done, count: take)
          let target = piece.target + done
          let shift = UInt64(target & 63)
          unsafe out[target >> 6] |= bits &<< shift
          if shift > 0 && Int(shift) + take > 64 {
            unsafe out[target >> 6 + 1] |= bits >> (64 - shift)
          }
          done += take
        }
      }
    }
    let validity = Validity(words: words, count: rowCount)
    let nullCount = validity.nullCount
    return nullCount == 0 ? (nil, 0) : (validity, nullCount)
  }

  private static func bits(_ words: Buffer<UInt64>?, from: Int, count: Int) -> UInt64 {
    let mask = count == 64 ? UInt64.max : (1 as UInt64) << UInt64(count) - 1
    guard let words else { return mask }
    let shift = UInt64(from & 63)
    var result = words[from >> 6] >> shift
    if shift > 0 && from >> 6 + 1 < words.count { result |= words[from >> 6 + 1] << (64 - shift) }
    return result & mask
  }

  private var booleans: Buffer<UInt8> {
    unsafe slabs.buffer(count: rowCount) { out in
      for piece in pieces {
        let target = unsafe out + piece.target
        if case .booleans(let flags) = piece.column.values {
          unsafe target.update(from: flags.base + piece.from, count: piece.count)
        } else {
          unsafe target.update(repeating: 0, count: piece.count)
        }
      }
    }
  }

  private var doubles: Buffer<Double> {
    unsafe slabs.buffer(count: rowCount) { out in
      for piece in pieces {
        let target = unsafe out + piece.target
        if case .doubles(let numbers) = piece.column.values {
          unsafe target.update(from: numbers.base + piece.from, count: piece.count)
        } else {
          unsafe target.update(repeating: 0, count: piece.count)
        }
      }
    }
  }

  private static func bounds(
    of numbers: Buffer<Double>, _ validity: Validity?
  ) -> (least: Double, greatest: Double, hasNaN: Bool)? {
    var least = Double.infinity
    var greatest = -Double.infinity
    var numberCount = 0
    var rowCount = numbers.count
    if let validity {
      rowCount = validity.validCount
      for row in 0..<numbers.count where validity.isValid(row) {
        let number = unsafe numbers.base[row]
        least = number < least ? number : least
        greatest = number > greatest ? number : greatest
        numberCount &+= number == number ? 1 : 0
      }
    } else {
      for row in 0..<numbers.count {
        let number = unsafe numbers.base[row]
        least = number < least ? number : least
        greatest = number > greatest ? number : greatest
        numberCount &+= number == number ? 1 : 0
      }
    }
    return least <= greatest ? (least, greatest, numberCount < rowCount) : nil
  }
}

/// Whole numbers, days and moments.
extension SegmentColumn {
  /// Exact bounds of the valid rows; a range that lies in the segment whole knows its own.
  fileprivate var integerBounds: (least: Int64, greatest: Int64) {
    var least = Int64.max
    var greatest = Int64.min
    for piece in pieces {
      let column = piece.column
      if piece.count == column.rowCount {
        least = min(least, column.least)
        greatest = max(greatest, column.greatest)
        continue
      }
      switch column.values {
      case .int8(let buffer): Self.widen(&least, &greatest, buffer, piece)
      case .int16(let buffer): Self.widen(&least, &greatest, buffer, piece)
      case .int32(let buffer): Self.widen(&least, &greatest, buffer, piece)
      case .int64(let buffer): Self.widen(&least, &greatest, buffer, piece)
      default: break
      }
    }
    return (least, greatest)
  }

  @inline(__always)
  private static func widen<Number: FixedWidthInteger & BitwiseCopyable>(
    _ least: inout Int64, _ greatest: inout Int64, _ buffer: Buffer<Number>, _ piece: Piece
  ) {
    var low = Number.max
    var high = Number.min
    var found = false
    let end = piece.from + piece.count
    if piece.column.validity != nil {
      for row in piece.from..<end where !piece.column.isNull(row) {
        low = unsafe min(low, buffer.base[row])
        high = unsafe max(high, buffer.base[row])
        found = true
      }
    } else {
      for row in piece.from..<end {
        low = unsafe min(low, buffer.base[row])
        high = unsafe max(high, buffer.base[row])
      }
      found = piece.count > 0
    }
    if found {
      least = min(least, Int64(low))
      greatest = max(greatest, Int64(high))
    }
  }

  fileprivate func integers(least: Int64, greatest: Int64) -> Vector.Values {
    if least >= Int64(Int8.min) && greatest <= Int64(Int8.max) { return .int8(copied()) }
    if least >= Int64(Int16.min) && greatest <= Int64(Int16.max) { return .int16(copied()) }
    if least >= Int64(Int32.min) && greatest <= Int64(Int32.max) { return .int32(copied()) }
    return .int64(copied())
  }

  @inline(__always)
  private func copied<Target: FixedWidthInteger & BitwiseCopyable>() -> Buffer<Target> {
    unsafe slabs.buffer(count: rowCount) { out in
      for piece in pieces {
        let target = unsafe out + piece.target
        switch piece.column.values {
        case .int8(let buffer): unsafe Self.copy(buffer, piece, target)
        case .int16(let buffer): unsafe Self.copy(buffer, piece, target)
        case .int32(let buffer): unsafe Self.copy(buffer, piece, target)
        case .int64(let buffer): unsafe Self.copy(buffer, piece, target)
        default: unsafe target.initialize(repeating: 0, count: piece.count)
        }
      }
    }
  }

  @inline(__always)
  private static func copy<
    Source: FixedWidthInteger & BitwiseCopyable, Target: FixedWidthInteger & BitwiseCopyable
  >(_ buffer: Buffer<Source>, _ piece: Piece, _ target: UnsafeMutablePointer<Target>) {
    let source = unsafe buffer.base + piece.from
    for row in 0..<piece.count {
      unsafe target[row] = unsafe Target(truncatingIfNeeded: source[row])
    }
  }
}

/// Texts.
extension SegmentColumn {
  fileprivate var textValues: Vector.Values {
    guard let texts, let dictionary = texts.dictionary else {
      return .text(TextValues(views: views, heaps: texts?.heaps ?? []))
    }
    if dictionary.count <= 1 << 8 { return .codes8(codes(texts), dictionary) }
    if dictionary.count <= 1 << 16 { return .codes16(codes(texts), dictionary) }
    return .codes32(codes(texts), dictionary)
  }

  @inline(__always)
  private func codes<Target: FixedWidthInteger & BitwiseCopyable>(
    _ texts: TextMerge
  ) -> Buffer<Target> {
    unsafe slabs.buffer(count: rowCount) { out in
      for piece in pieces {
        let target = unsafe out + piece.target
        guard let remap = texts.remap(of: piece.column), remap.count > 0 else {
          unsafe target.initialize(repeating: 0, count: piece.count)
          continue
        }
        switch piece.column.values {
        case .codes8(let buffer): unsafe Self.translate(buffer, remap, piece, target)
        case .codes16(let buffer): unsafe Self.translate(buffer, remap, piece, target)
        case .codes32(let buffer): unsafe Self.translate(buffer, remap, piece, target)
        default: unsafe target.initialize(repeating: 0, count: piece.count)
        }
      }
    }
  }

  @inline(__always)
  private static func translate<
    Source: FixedWidthInteger & BitwiseCopyable, Target: FixedWidthInteger & BitwiseCopyable
  >(
    _ buffer: Buffer<Source>, _ remap: Buffer<UInt32>, _ piece: Piece,
    _ target: UnsafeMutablePointer<Target>
  ) {
    let source = unsafe buffer.base + piece.from
    let table = unsafe remap.base
    for row in 0..<piece.count {
      unsafe target[row] = unsafe Target(
        truncatingIfNeeded: table[Int(truncatingIfNeeded: source[row])])
    }
  }

  private var views: Buffer<TextView> {
    unsafe slabs.buffer(count: rowCount) { out in
      for piece in pieces {
        let target = unsafe out + piece.target
        switch piece.column.values {
        case .views(let buffer):
          unsafe target.update(from: buffer.base + piece.from, count: piece.count)
        case .codes8(let buffer): unsafe lookUp(buffer, piece, target)
        case .codes16(let buffer): unsafe lookUp(buffer, piece, target)
        case .codes32(let buffer): unsafe lookUp(buffer, piece, target)
        default: unsafe target.initialize(repeating: TextView(), count: piece.count)
        }
      }
    }
  }

  private func lookUp<Code: FixedWidthInteger & BitwiseCopyable>(
    _ codes: Buffer<Code>, _ piece: Piece, _ target: UnsafeMutablePointer<TextView>
  ) {
    guard let interner = piece.column.interner, interner.count > 0 else {
      unsafe target.initialize(repeating: TextView(), count: piece.count)
      return
    }
    let source = unsafe codes.base + piece.from
    for row in 0..<piece.count {
      unsafe target[row] = unsafe interner.entries[Int(truncatingIfNeeded: source[row])]
    }
  }
}
