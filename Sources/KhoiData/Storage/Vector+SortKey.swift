/// Values of every type as bytes whose order is the order of the values.
///
/// Equal keys stand for equal values, so that grouping, joining, comparing and sorting nested
/// values and 128-bit numbers can go on with text. NULLs inside of nested values come last and
/// equal each other.
///
/// | value | bytes |
/// |---|---|
/// | whole numbers | big-endian, the sign bit turned over |
/// | doubles | their bits in big-endian, in the order of the numbers; NaN last |
/// | text | its bytes, zero written as `00 FF`, ended by `00 00` |
/// | element of a list, field of a structure | `01` and the value, or `02` for NULL |
/// | end of a list | `00` |
extension Vector {
  /// The keys as text; NULL where the row is NULL.
  package func sortKeys() -> Vector {
    let heap = TextHeap()
    var views = [TextView](repeating: TextView(), count: isConstant ? min(count, 1) : count)
    var bytes: [UInt8] = []
    for row in views.indices where !isNull(row) {
      bytes.removeAll(keepingCapacity: true)
      appendSortKey(row, into: &bytes)
      views[row] = heap.store(bytes)
    }
    return Vector(
      .blob, .text(TextValues(views: Buffer(views), heaps: [heap])), validity: validity,
      count: count, isConstant: isConstant)
  }

  /// Appends the key of a row that is not null.
  package func appendSortKey(_ row: Int, into bytes: inout [UInt8]) {
    let place = place(of: row)
    switch values {
    case .boolean(let buffer): bytes.append(buffer[place])
    case .int8(let buffer): append(integer: Int64(buffer[place]), into: &bytes)
    case .int16(let buffer): append(integer: Int64(buffer[place]), into: &bytes)
    case .int32(let buffer): append(integer: Int64(buffer[place]), into: &bytes)
    case .int64(let buffer): append(integer: buffer[place], into: &bytes)
    case .int128(let buffer): SortKey.append(wide: buffer[place], into: &bytes)
    case .float64(let buffer):
      SortKey.append(word: SortKey.orderedBits(buffer[place]), into: &bytes)
    case .interval(let buffer):
      SortKey.append(wide: buffer[place].comparableMicroseconds, into: &bytes)
    case .text, .codes8, .codes16, .codes32:
      unsafe textView(row).withBytes { text in
        for index in 0..<text.count {
          let byte = unsafe text[index]
          bytes.append(byte)
          if byte == 0 { bytes.append(255) }
        }
      }
      bytes.append(contentsOf: [0, 0])
    case .list(let lists):
      for element in lists.entries[place].range {
        lists.elements.appendNested(element, into: &bytes)
      }
      bytes.append(0)
    case .structure(let structures):
      for field in structures.fields { field.appendNested(place, into: &bytes) }
    }
  }

  private func appendNested(_ row: Int, into bytes: inout [UInt8]) {
    bytes.append(isNull(row) ? 2 : 1)
    if !isNull(row) { appendSortKey(row, into: &bytes) }
  }

  /// Integers of one type have keys of one width, however narrow they are stored.
  private func append(integer number: Int64, into bytes: inout [UInt8]) {
    if type.canonicalPhysicalType == .int128 {
      SortKey.append(wide: Int128(number), into: &bytes)
    } else {
      SortKey.append(word: UInt64(bitPattern: number) ^ 1 << 63, into: &bytes)
    }
  }
}

/// The bytes of single words in keys.
enum SortKey {
  static func append(word: UInt64, into bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  static func append(wide number: Int128, into bytes: inout [UInt8]) {
    append(
      word: UInt64(bitPattern: Int64(truncatingIfNeeded: number >> 64)) ^ 1 << 63, into: &bytes)
    append(word: UInt64(truncatingIfNeeded: number), into: &bytes)
  }

  /// Bits whose unsigned order is the order of doubles, with NaN above everything and -0 equal
  /// to 0.
  static func orderedBits(_ value: Double) -> UInt64 {
    if value.isNaN { return UInt64.max }
    let bits = (value == 0 ? 0 : value).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
}
