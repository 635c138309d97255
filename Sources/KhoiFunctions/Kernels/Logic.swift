import CSelection
package import KhoiData

/// Three-valued logic on Boolean vectors, and the way from truth to row numbers.
package enum Logic {
  /// True and valid rows, in order.
  package static func selection(of condition: Vector) -> Buffer<UInt32> {
    let count = condition.count
    if condition.isConstant {
      let holds = !condition.isNull(0) && count > 0 && condition.booleans[0] != 0
      return holds ? allRows(count) : Buffer([])
    }
    let wordCount = (count + 63) / 64
    let words = OutputBuffer<UInt64>(count: wordCount)
    unsafe khoi_flags(condition.booleans.base, count, words.base)
    var found = 0
    for index in 0..<wordCount {
      if let validity = condition.validity { unsafe words[index] &= validity.words.base[index] }
      found &+= words[index].nonzeroBitCount
    }
    return unsafe RowBits.rows(of: words.base, wordCount, setCount: found)
  }

  /// Every row number below `count`.
  package static func allRows(_ count: Int) -> Buffer<UInt32> {
    unsafe Buffer(count: count) { out in
      for row in 0..<count { unsafe out[row] = UInt32(truncatingIfNeeded: row) }
    }
  }

  /// `left AND right`: false wherever one side is false, else NULL where one side is.
  package static func and(_ left: Vector, _ right: Vector) -> Vector {
    combine(left, right, decisive: 0) { $0 & $1 }
  }

  /// `left OR right`: true wherever one side is true, else NULL where one side is.
  package static func or(_ left: Vector, _ right: Vector) -> Vector {
    combine(left, right, decisive: 1) { $0 | $1 }
  }

  /// `NOT operand`; NULL stays NULL.
  package static func not(_ operand: Vector) -> Vector {
    let source = operand.booleans
    let flipped = RowKernel.map(Operand(source, isConstant: false), count: source.count) {
      $0 ^ 1
    }
    return Vector(
      .boolean, .boolean(flipped), validity: operand.validity, count: operand.count,
      isConstant: operand.isConstant)
  }

  @inline(__always)
  private static func combine(
    _ left: Vector, _ right: Vector, decisive: UInt8, _ operation: (UInt8, UInt8) -> UInt8
  ) -> Vector {
    let count = left.count
    if left.isConstant {
      if right.isConstant && count > 0 {
        let both = combineFlat(
          left.slice(0, 1).flattened(), right.slice(0, 1).flattened(), decisive, operation)
        return Vector(
          .boolean, both.values, validity: both.validity, count: count, isConstant: true)
      }
      if count > 0 && !left.isNull(0) {
        return left.booleans[0] == decisive ? left : right
      }
    } else if right.isConstant && count > 0 && !right.isNull(0) {
      return right.booleans[0] == decisive ? right : left
    }
    return combineFlat(left.flattened(), right.flattened(), decisive, operation)
  }

  @inline(__always)
  private static func combineFlat(
    _ left: Vector, _ right: Vector, _ decisive: UInt8, _ operation: (UInt8, UInt8) -> UInt8
  ) -> Vector {
    let count = left.count
    let values = RowKernel.map(left.flags, right.flags, count: count, operation)
    guard left.validity != nil || right.validity != nil else {
      return Vector(.boolean, .boolean(values), count: count)
    }
    // What lies in null rows is arbitrary, so the value is made decisive where a valid side is, and
    // only there.
    let output = OutputBuffer<UInt8>(count: count)
    let words = OutputBuffer<UInt64>(count: (count + 63) / 64)
    for index in 0..<words.count {
      let start = index &* 64
      let length = min(64, count &- start)
      let all = length == 64 ? UInt64.max : (1 << UInt64(length)) &- 1
      let leftValid = unsafe left.validity?.words.base[index] ?? all
      let rightValid = unsafe right.validity?.words.base[index] ?? all
      let flip: UInt64 = decisive == 1 ? 0 : all
      let leftDecides = unsafe (bits(left.booleans.base + start, length) ^ flip) & leftValid
      let rightDecides = unsafe (bits(right.booleans.base + start, length) ^ flip) & rightValid
      let decided = leftDecides | rightDecides
      words[index] = (leftValid & rightValid) | decided
      for offset in 0..<length {
        let isDecided = UInt8(truncatingIfNeeded: decided >> UInt64(offset)) & 1
        output[start &+ offset] = decisive == 1 ? isDecided : isDecided ^ 1
      }
    }
    let validity = Validity(words: words.finished, count: count)
    return Vector(
      .boolean, .boolean(output.finished),
      validity: validity.validCount == count ? nil : validity, count: count)
  }

  /// Bytes 0 or 1 as bits, the first byte lowest.
  @inline(__always)
  static func bits(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    let raw = unsafe UnsafeRawPointer(bytes)
    var offset = 0
    while offset &+ 8 <= count {
      // The product brings the lowest bit of byte i to bit 56 + i without carries.
      let eight = unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      word |= ((eight &* 0x0102_0408_1020_4080) >> 56) << UInt64(offset)
      offset &+= 8
    }
    while offset < count {
      unsafe word |= UInt64(bytes[offset] & 1) << UInt64(offset)
      offset &+= 1
    }
    return word
  }
}
