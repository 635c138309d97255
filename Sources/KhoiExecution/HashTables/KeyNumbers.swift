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
        write(to: unsafe WholeWords(words: target))
      } else {
        write(to: unsafe WordParts(words: target, shift: shift))
      }
    } else if overwrites {
      write(to: unsafe WholeStrided(words: target, stride: stride))
    } else {
      write(to: unsafe StridedParts(words: target, stride: stride, shift: shift))
    }
  }

  /// Adds the numbers, times `stride`, to the numbers of slots.
  func writeSlots(to target: UnsafeMutablePointer<UInt32>, stride: UInt32, overwrites: Bool) {
    if !overwrites {
      write(to: unsafe MoreSlots(slots: target, stride: stride))
    } else if stride == 1 {
      write(to: unsafe PlainSlots(slots: target))
    } else {
      write(to: unsafe FirstSlots(slots: target, stride: stride))
    }
  }

  /// One loop for each form of the numbers and each kind of target.
  ///
  /// Targets are types and not closures: the compiler gave up inlining a closure into so many loops
  /// and called it row by row, ten times slower than a loop that handles many rows at once.
  @inline(__always)
  private func write<Target: NumberTarget>(to target: Target) {
    switch self {
    case .plain(let numbers, let count):
      for row in 0..<count { unsafe target.put(Target.Number(numbers[row]), row) }
    case .nullBits(let validity, let count):
      for row in 0..<count {
        target.put(validity.map { $0.isValid(row) ? 0 : 1 } ?? 0, row)
      }
    case .doubles(let vector):
      let values = unsafe vector.float64s.base
      for row in 0..<vector.count {
        let bits = unsafe vector.isNull(row) ? 0 : Self.bits(values[row])
        target.put(Target.Number(truncatingIfNeeded: bits), row)
      }
    case .integers(let vector, let least, let bias):
      let validity = vector.validity
      let offset = Target.Number(truncatingIfNeeded: bias &- UInt64(bitPattern: least))
      switch vector.values {
      case .boolean(let values): Self.copy(values, validity, offset, target)
      case .int8(let values): Self.copy(values, validity, offset, target)
      case .int16(let values): Self.copy(values, validity, offset, target)
      case .int32(let values): Self.copy(values, validity, offset, target)
      case .int64(let values): Self.copy(values, validity, offset, target)
      case .codes8(let codes, _): Self.copy(codes, validity, offset, target)
      case .codes16(let codes, _): Self.copy(codes, validity, offset, target)
      case .codes32(let codes, _): Self.copy(codes, validity, offset, target)
      case .int128, .float64, .interval, .text, .list, .structure:
        preconditionFailure("a key of another form")
      }
    }
  }

  private static func copy<
    Element: FixedWidthInteger & BitwiseCopyable, Target: NumberTarget
  >(
    _ values: Buffer<Element>, _ validity: Validity?, _ offset: Target.Number, _ target: Target
  ) {
    let base = unsafe values.base
    let count = values.count
    if let validity {
      let words = unsafe validity.words.base
      for row in 0..<count {
        let word = unsafe words[row >> 6]
        let isValid = Target.Number(truncatingIfNeeded: word >> UInt64(row & 63)) & 1
        let number = unsafe Target.Number(truncatingIfNeeded: base[row]) &+ offset
        target.put(number &* isValid, row)
      }
    } else {
      for row in 0..<count {
        target.put(unsafe Target.Number(truncatingIfNeeded: base[row]) &+ offset, row)
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

/// Where the number of each row goes.
private protocol NumberTarget {
  associatedtype Number: FixedWidthInteger & UnsignedInteger
  func put(_ number: Number, _ row: Int)
}

@safe private struct WholeWords: NumberTarget {
  let words: UnsafeMutablePointer<UInt64>

  @inline(__always)
  func put(_ number: UInt64, _ row: Int) { unsafe words[row] = number }
}

@safe private struct WordParts: NumberTarget {
  let words: UnsafeMutablePointer<UInt64>
  let shift: UInt64

  @inline(__always)
  func put(_ number: UInt64, _ row: Int) { unsafe words[row] |= number &<< shift }
}

@safe private struct WholeStrided: NumberTarget {
  let words: UnsafeMutablePointer<UInt64>
  let stride: Int

  @inline(__always)
  func put(_ number: UInt64, _ row: Int) { unsafe words[row &* stride] = number }
}

@safe private struct StridedParts: NumberTarget {
  let words: UnsafeMutablePointer<UInt64>
  let stride: Int
  let shift: UInt64

  @inline(__always)
  func put(_ number: UInt64, _ row: Int) { unsafe words[row &* stride] |= number &<< shift }
}

@safe private struct PlainSlots: NumberTarget {
  let slots: UnsafeMutablePointer<UInt32>

  @inline(__always)
  func put(_ number: UInt32, _ row: Int) { unsafe slots[row] = number }
}

@safe private struct FirstSlots: NumberTarget {
  let slots: UnsafeMutablePointer<UInt32>
  let stride: UInt32

  @inline(__always)
  func put(_ number: UInt32, _ row: Int) { unsafe slots[row] = number &* stride }
}

@safe private struct MoreSlots: NumberTarget {
  let slots: UnsafeMutablePointer<UInt32>
  let stride: UInt32

  @inline(__always)
  func put(_ number: UInt32, _ row: Int) {
    unsafe slots[row] = unsafe slots[row] &+ number &* stride
  }
}
