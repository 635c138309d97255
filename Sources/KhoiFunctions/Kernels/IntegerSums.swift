import KhoiData

/// Exact sums and counts of integers per group.
///
/// The loops add into 64 bits and never test for overflow: before each chunk a bound on what any
/// group may hold is raised by what the chunk can add at most, and when it could leave 64 bits the
/// sums move on to 128 bits. Values of 8 and 16 bits with up to 65,536 groups go into *packed*
/// words, sum in the low 40 bits and count above, so that one addition does both.
final class IntegerSums {
  private let packed = LaneAccumulators()
  private var packedRows = 0
  /// Sum and count.
  private let slots = Accumulators<SIMD2<Int64>>(initial: SIMD2(0, 0))
  private var spilled: Accumulators<Int128>?
  /// No sum in `slots` is farther from zero.
  private var bound: UInt64 = 0
  private var groupCount = 0

  private static let packedGroupLimit = 65_536
  /// At most 2^22 rows between two drainings: 2^22 · 2^15 stays below 2^39 and 2^22 below 2^23.
  private static let packedRowLimit = 1 << 22
  private static let packedOne: Int64 = 1 << 40

  func reserve(_ count: Int) {
    guard count > groupCount else { return }
    groupCount = count
    slots.reserve(count)
    spilled?.reserve(count)
    if count <= Self.packedGroupLimit { packed.reserve(count) }
  }

  var byteCount: Int { packed.byteCount + slots.byteCount + (spilled?.byteCount ?? 0) }

  /// Adds the rows that are not null; without groups to group 0.
  func add(_ vector: Vector, groups: Buffer<UInt32>?, count: Int) {
    if vector.isConstantNull || count == 0 { return }
    let flat = vector.flattened()
    switch flat.values {
    case .boolean(let values): addNarrow(values, flat.validity, groups, count)
    case .int8(let values): addNarrow(values, flat.validity, groups, count)
    case .int16(let values): addNarrow(values, flat.validity, groups, count)
    case .int32(let values): addWide(values, flat.validity, groups, count, magnitude: 1 << 31)
    case .int64(let values):
      addWide(values, flat.validity, groups, count, magnitude: Self.magnitude(values))
    case .int128, .float64, .interval, .text, .codes8, .codes16, .codes32, .list, .structure:
      preconditionFailure("not integers")
    }
  }

  private func addNarrow<Narrow: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Narrow>, _ validity: Validity?, _ groups: Buffer<UInt32>?, _ count: Int
  ) {
    guard let groups, groupCount <= Self.packedGroupLimit, count < Self.packedRowLimit else {
      addWide(values, validity, groups, count, magnitude: 1 << 15)
      return
    }
    if packedRows + count > Self.packedRowLimit { drainPacked() }
    packedRows += count
    let base = unsafe packed.base
    let source = unsafe values.base
    let places = unsafe groups.base
    let one = Self.packedOne
    if packed.shift == 2 {
      forEachValidInLanes(validity, count: count) { row, lane in
        unsafe (base + lane)[Int(places[row]) << 2] &+=
          one &+ Int64(truncatingIfNeeded: source[row])
      }
    } else {
      forEachValid(validity, count: count) { row in
        unsafe base[Int(places[row])] &+= one &+ Int64(truncatingIfNeeded: source[row])
      }
    }
  }

  private func drainPacked() {
    raiseBound(by: UInt64(packedRows) << 15)
    packedRows = 0
    let slots = unsafe slots.base
    packed.drain { group, value in
      let sum = (value << 24) >> 24
      unsafe slots[group] &+= SIMD2(sum, (value &- sum) >> 40)
    }
  }

  private func addWide<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ groups: Buffer<UInt32>?, _ count: Int,
    magnitude: UInt64
  ) {
    let (most, overflow) = magnitude.multipliedReportingOverflow(by: UInt64(count))
    if overflow || most > UInt64(Int64.max) {
      addHuge(values, validity, groups, count)
      return
    }
    raiseBound(by: most)
    let slots = unsafe slots.base
    let source = unsafe values.base
    guard let groups else {
      let (sum, rows) = Self.total(values, validity, count)
      unsafe slots[0] &+= SIMD2(sum, rows)
      return
    }
    let places = unsafe groups.base
    forEachValid(validity, count: count) { row in
      unsafe slots[Int(places[row])] &+= SIMD2(Int64(truncatingIfNeeded: source[row]), 1)
    }
  }

  /// Values so large that even one chunk could leave 64 bits.
  private func addHuge<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ groups: Buffer<UInt32>?, _ count: Int
  ) {
    let sums = unsafe spill().base
    let slots = unsafe slots.base
    forEachValid(validity, count: count) { row in
      let group = groups.map { unsafe Int($0.base[row]) } ?? 0
      unsafe sums[group] &+= Int128(truncatingIfNeeded: values.base[row])
      unsafe slots[group][1] &+= 1
    }
  }

  private func raiseBound(by amount: UInt64) {
    let (next, overflow) = bound.addingReportingOverflow(amount)
    if !overflow && next <= UInt64(Int64.max) {
      bound = next
      return
    }
    let sums = unsafe spill().base
    for group in 0..<groupCount {
      unsafe sums[group] &+= Int128(slots.base[group][0])
      unsafe slots.base[group][0] = 0
    }
    bound = amount
  }

  private func spill() -> Accumulators<Int128> {
    if let spilled { return spilled }
    let fresh = Accumulators<Int128>(initial: 0)
    fresh.reserve(groupCount)
    spilled = fresh
    return fresh
  }

  /// A power of two that no value is farther from zero than.
  private static func magnitude(_ values: Buffer<Int64>) -> UInt64 {
    var union: Int64 = 0
    let base = unsafe values.base
    for row in 0..<values.count { unsafe union |= base[row] ^ (base[row] >> 63) }
    return 1 << UInt64(64 - union.leadingZeroBitCount)
  }

  /// Sum and number of the valid rows, which the caller knows to fit.
  private static func total<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>, _ validity: Validity?, _ count: Int
  ) -> (sum: Int64, rows: Int64) {
    let source = unsafe values.base
    var sum: Int64 = 0
    if validity == nil && Element.bitWidth <= 16 {
      // Sums of up to 32,768 values of 16 bits fit 32 bits, which twice as many lanes add.
      var start = 0
      while start < count {
        let end = min(start &+ 32_768, count)
        var part: Int32 = 0
        for row in start..<end { unsafe part &+= Int32(truncatingIfNeeded: source[row]) }
        sum &+= Int64(part)
        start = end
      }
      return (sum, Int64(count))
    }
    forEachValid(validity, count: count) { row in
      unsafe sum &+= Int64(truncatingIfNeeded: source[row])
    }
    return (sum, Int64(validity?.validCount ?? count))
  }

  /// Adds group `g` of other sums to `groups[g]`.
  func combine(_ other: IntegerSums, groups: Buffer<UInt32>) {
    other.drainPacked()
    raiseBound(by: min(other.bound, UInt64(Int64.max)))
    for group in 0..<groups.count {
      let target = Int(groups[group])
      slots[target] &+= other.slots[group]
      if let more = other.spilled { spill()[target] &+= more[group] }
    }
  }

  /// Makes `sum` and `count` see everything; call it before a run of them.
  func settle() { drainPacked() }

  func count(_ group: Int) -> Int64 { slots[group][1] }

  func sum(_ group: Int) -> Int128 {
    Int128(slots[group][0]) + (spilled.map { $0[group] } ?? 0)
  }
}
