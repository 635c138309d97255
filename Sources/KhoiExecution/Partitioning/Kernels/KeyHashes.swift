import KhoiData

/// Parts by the hash of key columns: equal keys have equal hashes, whatever form their vectors
/// have.
enum KeyHashes {
  /// One hash a row.
  static func hashes(_ keys: [Vector], count: Int) -> Buffer<UInt64> {
    unsafe Buffer(count: count) { states in
      unsafe states.initialize(repeating: 0, count: count)
      for key in keys { unsafe mix(key, into: states) }
    }
  }

  /// Writes for each row the part that its keys belong to, of `1 << bits`.
  static func writeParts(
    _ keys: [Vector], count: Int, bits: Int, _ parts: UnsafeMutablePointer<UInt16>
  ) {
    let hashes = hashes(keys, count: count)
    let shift = UInt64(64 - bits)
    for row in 0..<count {
      unsafe parts[row] = UInt16(truncatingIfNeeded: hashes.base[row] &>> shift)
    }
  }

  private static func mix(_ key: Vector, into states: UnsafeMutablePointer<UInt64>) {
    let flat = key.flattened()
    let validity = flat.validity
    switch flat.values {
    case .boolean(let values): unsafe mixIntegers(values, validity, states)
    case .int8(let values): unsafe mixIntegers(values, validity, states)
    case .int16(let values): unsafe mixIntegers(values, validity, states)
    case .int32(let values): unsafe mixIntegers(values, validity, states)
    case .int64(let values): unsafe mixIntegers(values, validity, states)
    case .int128(let values):
      unsafe mix(values.count, validity, states) { row in
        let value = unsafe values.base[row]
        return Hashing.mix(UInt64(truncatingIfNeeded: value >> 64))
          ^ UInt64(truncatingIfNeeded: value)
      }
    case .float64(let values):
      unsafe mix(values.count, validity, states) { row in
        unsafe KeyNumbers.bits(values.base[row])
      }
    case .interval(let values):
      unsafe mix(values.count, validity, states) { row in
        unsafe UInt64(truncatingIfNeeded: values.base[row].comparableMicroseconds)
      }
    case .text(let texts):
      unsafe mix(flat.count, validity, states) { row in unsafe texts.views.base[row].hash }
    case .codes8(let codes, let dictionary):
      unsafe mixCodes(codes, dictionary, validity, states)
    case .codes16(let codes, let dictionary):
      unsafe mixCodes(codes, dictionary, validity, states)
    case .codes32(let codes, let dictionary):
      unsafe mixCodes(codes, dictionary, validity, states)
    case .list, .structure: unsafe mix(flat.sortKeys(), into: states)
    }
  }

  private static func mixIntegers<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ states: UnsafeMutablePointer<UInt64>
  ) {
    unsafe mix(values.count, validity, states) { row in
      unsafe UInt64(truncatingIfNeeded: values.base[row])
    }
  }

  private static func mixCodes<Code: FixedWidthInteger & BitwiseCopyable>(
    _ codes: Buffer<Code>, _ dictionary: TextDictionary, _ validity: Validity?,
    _ states: UnsafeMutablePointer<UInt64>
  ) {
    let entries = dictionary.entries
    unsafe mix(codes.count, validity, states) { row in
      let code = unsafe Int(truncatingIfNeeded: codes.base[row])
      return unsafe code < entries.count ? entries.base[code].hash : 0
    }
  }

  @inline(__always)
  private static func mix(
    _ count: Int, _ validity: Validity?, _ states: UnsafeMutablePointer<UInt64>,
    _ bits: (Int) -> UInt64
  ) {
    if let validity {
      for row in 0..<count {
        let value = validity.isValid(row) ? bits(row) : 0x9E37_79B9_7F4A_7C15
        unsafe states[row] = Hashing.mix(states[row] ^ value)
      }
    } else {
      for row in 0..<count { unsafe states[row] = Hashing.mix(states[row] ^ bits(row)) }
    }
  }
}
