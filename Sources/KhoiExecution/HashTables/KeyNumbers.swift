import KhoiData

/// The numbers of one key column for the rows of a chunk, ready to be written where they belong.
///
/// Each case is one family of loops; the type of the values is resolved once per chunk.
@safe enum KeyNumbers {
  /// A flat vector of integers, Booleans or codes; `least` is taken off, `bias` added where a row
  /// is valid, and zero stands for NULL.
  case integers(Vector, least: Int64, bias: UInt64)
  case doubles(Vector)
  case plain(UnsafePointer<UInt32>, Int)
  /// One where the row is null.
  case nullBits(Validity?, Int)

  /// Puts the numbers at a place in the words of a key.
  func write(
    to target: UnsafeMutablePointer<UInt64>, stride: Int, shift: UInt64, overwrites: Bool
  ) {
    if stride == 1 {
      if overwrites {
        forEach { row, number in unsafe target[row] = number }
      } else {
        forEach { row, number in unsafe target[row] |= number << shift }
      }
    } else if overwrites {
      forEach { row, number in unsafe target[row &* stride] = number }
    } else {
      forEach { row, number in unsafe target[row &* stride] |= number << shift }
    }
  }

  /// Adds the numbers, times `stride`, to the numbers of slots.
  func writeSlots(to target: UnsafeMutablePointer<UInt32>, stride: UInt32, overwrites: Bool) {
    if overwrites {
      if stride == 1 {
        forEach32 { row, number in unsafe target[row] = number }
      } else {
        forEach32 { row, number in unsafe target[row] = number &* stride }
      }
    } else {
      forEach32 { row, number in unsafe target[row] = unsafe target[row] &+ number &* stride }
    }
  }

  @inline(__always)
  private func forEach(_ body: (Int, UInt64) -> Void) {
    switch self {
    case .plain(let numbers, let count):
      for row in 0..<count { unsafe body(row, UInt64(numbers[row])) }
    case .nullBits(let validity, let count):
      for row in 0..<count {
        body(row, validity.map { $0.isValid(row) ? 0 : 1 } ?? 0)
      }
    case .doubles(let vector):
      let values = unsafe vector.float64s.base
      for row in 0..<vector.count {
        unsafe body(row, vector.isNull(row) ? 0 : Self.bits(values[row]))
      }
    case .integers(let vector, let least, let bias):
      let validity = vector.validity
      switch vector.values {
      case .boolean(let values): Self.loop(values, validity, least, bias, body)
      case .int8(let values): Self.loop(values, validity, least, bias, body)
      case .int16(let values): Self.loop(values, validity, least, bias, body)
      case .int32(let values): Self.loop(values, validity, least, bias, body)
      case .int64(let values): Self.loop(values, validity, least, bias, body)
      case .codes8(let codes, _): Self.loop(codes, validity, least, bias, body)
      case .codes16(let codes, _): Self.loop(codes, validity, least, bias, body)
      case .codes32(let codes, _): Self.loop(codes, validity, least, bias, body)
      case .int128, .float64, .interval, .text, .list, .structure:
        preconditionFailure("a key of another form")
      }
    }
  }

  @inline(__always)
  private static func loop<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ least: Int64, _ bias: UInt64,
    _ body: (Int, UInt64) -> Void
  ) {
    let base = unsafe values.base
    let offset = bias &- UInt64(bitPattern: least)
    if let validity {
      let words = unsafe validity.words.base
      for row in 0..<values.count {
        let isValid = unsafe words[row >> 6] >> UInt64(row & 63) & 1
        unsafe body(row, (UInt64(truncatingIfNeeded: base[row]) &+ offset) &* isValid)
      }
    } else {
      for row in 0..<values.count {
        unsafe body(row, UInt64(truncatingIfNeeded: base[row]) &+ offset)
      }
    }
  }

  /// As `forEach`, in 32 bits: for slots, whose numbers are small.
  @inline(__always)
  private func forEach32(_ body: (Int, UInt32) -> Void) {
    guard case .integers(let vector, let least, let bias) = self else {
      forEach { row, number in body(row, UInt32(truncatingIfNeeded: number)) }
      return
    }
    let validity = vector.validity
    let offset = UInt32(truncatingIfNeeded: bias &- UInt64(bitPattern: least))
    switch vector.values {
    case .boolean(let values): Self.loop32(values, validity, offset, body)
    case .int8(let values): Self.loop32(values, validity, offset, body)
    case .int16(let values): Self.loop32(values, validity, offset, body)
    case .int32(let values): Self.loop32(values, validity, offset, body)
    case .int64(let values): Self.loop32(values, validity, offset, body)
    case .codes8(let codes, _): Self.loop32(codes, validity, offset, body)
    case .codes16(let codes, _): Self.loop32(codes, validity, offset, body)
    case .codes32(let codes, _): Self.loop32(codes, validity, offset, body)
    case .int128, .float64, .interval, .text, .list, .structure:
      preconditionFailure("a key of another form")
    }
  }

  @inline(__always)
  private static func loop32<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ offset: UInt32,
    _ body: (Int, UInt32) -> Void
  ) {
    let base = unsafe values.base
    if let validity {
      let words = unsafe validity.words.base
      for row in 0..<values.count {
        let isValid = unsafe UInt32(truncatingIfNeeded: words[row >> 6] >> UInt64(row & 63)) & 1
        unsafe body(row, (UInt32(truncatingIfNeeded: base[row]) &+ offset) &* isValid)
      }
    } else {
      for row in 0..<values.count {
        unsafe body(row, UInt32(truncatingIfNeeded: base[row]) &+ offset)
      }
    }
  }

  /// The bits of a double with one zero and one NaN.
  @inline(__always)
  static func bits(_ value: Double) -> UInt64 {
    if value == 0 { return 0 }
    if value.isNaN { return 0x7FF8_0000_0000_0000 }
    return value.bitPattern
  }
}
