extension Buffer {
  /// The values at `rows`, in that order.
  @inlinable
  public func gather(_ rows: Buffer<UInt32>) -> Buffer {
    let limit = UInt32(truncatingIfNeeded: count)
    return unsafe Buffer(count: rows.count) { out in
      let source = unsafe base
      let places = unsafe rows.base
      for index in 0..<rows.count {
        let place = unsafe places[index]
        precondition(place < limit, "row out of range")
        unsafe out[index] = unsafe source[Int(place)]
      }
    }
  }

  /// The values at `rows`; `filler` where the row is `UInt32.max`, which stands for no row.
  @inlinable
  public func gather(_ rows: Buffer<UInt32>, filler: Element) -> Buffer {
    let limit = UInt32(truncatingIfNeeded: count)
    if limit == 0 {
      for index in 0..<rows.count { precondition(rows[index] == UInt32.max, "row out of range") }
      return Buffer(repeating: filler, count: rows.count)
    }
    return unsafe Buffer(count: rows.count) { out in
      let source = unsafe base
      let places = unsafe rows.base
      for index in 0..<rows.count {
        let place = unsafe places[index]
        // Rows without a place read the first value, so that nothing depends on a guess.
        let isAbsent = place == UInt32.max
        let present = isAbsent ? 0 : place
        precondition(present < limit, "row out of range")
        let value = unsafe source[Int(present)]
        unsafe out[index] = isAbsent ? filler : value
      }
    }
  }

  /// One value repeated.
  @inlinable
  public func repeating(_ place: Int, count: Int) -> Buffer {
    Buffer(repeating: self[place], count: count)
  }

  /// The values of all buffers, one after the other; windows that lie so already are not copied.
  ///
  /// Once `isCancelled` says yes the rest is left as it is; the caller then throws the result away.
  @inlinable
  public static func concatenate(
    _ buffers: [Buffer], isCancelled: () -> Bool = { false }
  ) -> Buffer {
    if let whole = window(over: buffers) { return whole }
    let total = buffers.reduce(0) { $0 + $1.count }
    return unsafe Buffer(count: total) { out in
      var offset = 0
      for buffer in buffers where !isCancelled() {
        unsafe (out + offset).initialize(from: buffer.base, count: buffer.count)
        offset += buffer.count
      }
    }
  }
}

extension Buffer {
  /// The window that the buffers are neighbouring parts of, if they are.
  @inlinable
  public static func window(over buffers: [Buffer]) -> Buffer? {
    guard let first = buffers.first else { return nil }
    var count = 0
    for buffer in buffers {
      guard buffer.owner === first.owner, unsafe buffer.base == first.base + count else {
        return nil
      }
      count += buffer.count
    }
    return unsafe Buffer(owner: first.owner, base: first.base, count: count)
  }
}

extension Buffer where Element: FixedWidthInteger {
  /// The values in another width, which must hold them.
  @inlinable
  public func converted<Target: FixedWidthInteger & BitwiseCopyable>(
    to type: Target.Type
  ) -> Buffer<Target> {
    unsafe Buffer<Target>(count: count) { out in
      for index in 0..<count { unsafe out[index] = unsafe Target(truncatingIfNeeded: base[index]) }
    }
  }

  /// Least and greatest value of the rows that are valid; nil where there is none.
  @inlinable
  public func bounds(_ validity: Validity?) -> (least: Element, greatest: Element)? {
    var least = Element.max
    var greatest = Element.min
    if let validity {
      unsafe validity.forEachByteMask { start, length, mask in
        for index in 0..<length {
          let keep = unsafe Element(truncatingIfNeeded: mask[index])
          let value = unsafe base[start &+ index]
          // All ones where the row is valid: the value, or what changes nothing.
          least = Swift.min(least, (value & keep) | (Element.max & ~keep))
          greatest = Swift.max(greatest, (value & keep) | (Element.min & ~keep))
        }
      }
    } else {
      for index in 0..<count {
        least = unsafe Swift.min(least, base[index])
        greatest = unsafe Swift.max(greatest, base[index])
      }
    }
    return least <= greatest ? (least, greatest) : nil
  }

  /// The values with every row that is not valid replaced by zero, so that no leftover of a null
  /// widens the range.
  @inlinable
  public func zeroingNulls(_ validity: Validity?) -> Buffer {
    guard let validity else { return self }
    return unsafe Buffer(count: count) { out in
      unsafe validity.forEachByteMask { start, length, mask in
        for index in 0..<length {
          let keep = unsafe Element(truncatingIfNeeded: mask[index])
          unsafe out[start &+ index] = unsafe base[start &+ index] & keep
        }
      }
    }
  }
}

extension Buffer where Element == Double {
  /// Least and greatest value of the rows that are valid and numbers, and whether one of them is
  /// NaN; nil where there is no number.
  package func bounds(
    _ validity: Validity?
  ) -> (least: Double, greatest: Double, hasNaN: Bool)? {
    var least = Double.infinity
    var greatest = -Double.infinity
    var numberCount = 0
    guard let validity else {
      for index in 0..<count {
        let number = unsafe base[index]
        // Comparisons with NaN are false.
        least = number < least ? number : least
        greatest = number > greatest ? number : greatest
        numberCount &+= number == number ? 1 : 0
      }
      return numberCount > 0 ? (least, greatest, numberCount < count) : nil
    }
    unsafe validity.forEachByteMask { start, length, mask in
      for index in 0..<length {
        // A row that is null counts as NaN.
        let keep = unsafe UInt64(bitPattern: Int64(mask[index]))
        let number = unsafe Double(
          bitPattern: base[start &+ index].bitPattern & keep | Double.nan.bitPattern & ~keep)
        least = number < least ? number : least
        greatest = number > greatest ? number : greatest
        numberCount &+= number == number ? 1 : 0
      }
    }
    let rowCount = validity.validCount
    return numberCount > 0 ? (least, greatest, numberCount < rowCount) : nil
  }
}

extension Buffer where Element == UInt8 {
  /// Packs bytes that are 0 or not into bits.
  package var packedBits: Buffer<UInt64> {
    Validity(count: count) { unsafe base[$0] != 0 }.words
  }

  /// Bytes 0 or 1 of `count` bits from `offset`.
  package static func bytes(fromBits words: Buffer<UInt64>, offset: Int, count: Int) -> Buffer {
    precondition(offset >= 0 && offset + count <= words.count * 64, "slice out of range")
    return unsafe Buffer(count: count) { out in
      for index in 0..<count {
        let bit = offset &+ index
        unsafe out[index] = unsafe UInt8(
          truncatingIfNeeded: words.base[bit >> 6] >> UInt64(bit & 63) & 1)
      }
    }
  }
}

extension TextDictionary {
  /// The views that codes stand for.
  package func views<Code: FixedWidthInteger & BitwiseCopyable>(
    of codes: Buffer<Code>
  ) -> Buffer<TextView> {
    let limit = entries.count
    return unsafe Buffer<TextView>(count: codes.count) { out in
      for index in 0..<codes.count {
        let code = unsafe Int(truncatingIfNeeded: codes.base[index])
        // A null row may carry any code of an empty dictionary.
        unsafe out[index] = unsafe code < limit ? entries.base[code] : TextView()
      }
    }
  }
}
