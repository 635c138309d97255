import KhoiData
import KhoiFunctions
import Testing

@testable import KhoiExecution

/// Sorting by codes against sorting by values.
struct SortTests {
  struct Key {
    let values: [Value]
    let type: LogicalType
    let specification: SortSpecification

    var vector: Vector {
      Vector.concatenate(values.map { Vector(constant: $0, type: type, count: 1) }, type: type)
    }
  }

  static func randomKey(_ count: Int, _ generator: inout SeededGenerator) -> Key {
    let texts = ["", "a", "an", "and", "Hội Khuyến học", "Hội Khuyến học tỉnh", "Hội Khuyến nông"]
    let type = [
      LogicalType.bigint, .double, .varchar, .date, .boolean, .interval, .hugeint,
    ].randomElement(
      using: &generator)!
    let nullShare = Int.random(in: 0...2, using: &generator)
    let isWide = Bool.random(using: &generator)
    let values = (0..<count).map { _ -> Value in
      if nullShare > 0 && Int.random(in: 0..<4, using: &generator) < nullShare { return .null }
      switch type {
      case .bigint:
        return .integer(
          isWide
            ? Int64.random(in: Int64.min...Int64.max, using: &generator)
            : Int64.random(in: -3...3, using: &generator))
      case .double:
        return .double(
          [-.infinity, -1.5, -0.0, 0, 2, 1e300, .infinity, .nan].randomElement(
            using: &generator)!)
      case .varchar: return .text(texts.randomElement(using: &generator)!)
      case .date: return .date(Int32.random(in: -5...5, using: &generator))
      case .boolean: return .boolean(Bool.random(using: &generator))
      case .hugeint:
        return .hugeint(Int128(Int64.random(in: -3...3, using: &generator)) << 70)
      default:
        return .interval(
          Interval(
            months: Int32.random(in: -1...1, using: &generator),
            days: Int32.random(in: -31...31, using: &generator)))
      }
    }
    return Key(
      values: values, type: type,
      specification: SortSpecification(
        isDescending: Bool.random(using: &generator),
        nullsFirst: Bool.random(using: &generator)))
  }

  /// Whether row `left` comes before row `right` by the keys; nil for a tie.
  static func comesBefore(_ left: Int, _ right: Int, _ keys: [Key]) -> Bool? {
    for key in keys {
      let (a, b) = (key.values[left], key.values[right])
      switch (a.isNull, b.isNull) {
      case (true, true): continue
      case (true, false): return key.specification.nullsFirst
      case (false, true): return !key.specification.nullsFirst
      case (false, false): break
      }
      if precedes(a, b) { return !key.specification.isDescending }
      if precedes(b, a) { return key.specification.isDescending }
    }
    return nil
  }

  /// The order of values with NaN above everything.
  static func precedes(_ left: Value, _ right: Value) -> Bool {
    if case .double(let a) = left, case .double(let b) = right {
      if a.isNaN { return false }
      return b.isNaN || a < b
    }
    return left.sortsBefore(right)
  }

  @Test(arguments: 0..<60)
  func `rows sort as their values do, ties in their old order`(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    let count = [0, 1, 2, 50, 400, 3000].randomElement(using: &generator)!
    let keys = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
      Self.randomKey(count, &generator)
    }
    let expected = (0..<count).sorted {
      Self.comesBefore($0, $1, keys) ?? ($0 < $1)
    }
    for usesDictionary in [false, true] {
      let levels = keys.flatMap { key -> [SortLevel] in
        var vector = key.vector
        if usesDictionary, key.type == .varchar { vector = TextColumnEncoder.encode([vector])[0] }
        return SortLevel.make(vector, key.specification)
      }
      let order = try SortPermutation.sort(levels, count: count, isCancelled: { false })
      #expect(order.array.map(Int.init) == expected)
    }
  }

  @Test(arguments: 0..<12)
  func `entries sort by their codes, however those are spread`(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    let count = [21, 100, 5000, 40_000].randomElement(using: &generator)!
    let codes = (0..<count).map { row -> UInt64 in
      switch seed % 6 {
      case 0: UInt64.random(in: .min ... .max, using: &generator)
      case 1: 1 << UInt64.random(in: 0..<64, using: &generator)
      case 2: UInt64.random(in: 0..<3, using: &generator)
      case 3: UInt64(row / 2)
      case 4: row == count / 2 ? .max : UInt64(count - row)
      default: SortLevel.orderedBits(Double.random(in: -1...1, using: &generator))
      }
    }
    let levels = [SortLevel.codes(SortCodes(codes: Buffer(codes), bits: 64))]
    let order = try SortPermutation.sort(levels, count: count, isCancelled: { false })
    let expected = (0..<count).sorted { (codes[$0], $0) < (codes[$1], $1) }
    #expect(order.array.map(Int.init) == expected)
  }

  @Test(arguments: 0..<8)
  func `texts sort by their bytes, however long they go together`(seed: UInt64) throws {
    var generator = SeededGenerator(state: seed)
    let count = [5, 40, 900].randomElement(using: &generator)!
    let stems = [
      "", "a", "abcdefg", "abcdefgh", "abcdefg\u{0}", String(repeating: "Hội ", count: 9),
    ]
    let shared = seed % 2 == 0 ? "" : "everything begins with this "
    let texts = (0..<count).map { _ -> String in
      let tail = ["", "\u{0}", "\u{0}\u{0}", "b", "z \(Int.random(in: 0..<50, using: &generator))"]
      return shared + stems.randomElement(using: &generator)!
        + tail.randomElement(using: &generator)! + (seed % 3 == 0 ? "" : "end")
    }
    let vector = Vector(values: texts.map { .text($0) }, type: .varchar)
    for isDescending in [false, true] {
      let levels = SortLevel.make(
        vector, SortSpecification(isDescending: isDescending, nullsFirst: false))
      let order = try SortPermutation.sort(levels, count: count, isCancelled: { false })
      let expected = (0..<count).sorted { left, right in
        let (a, b) = (Array(texts[left].utf8), Array(texts[right].utf8))
        if a == b { return left < right }
        return a.lexicographicallyPrecedes(b) != isDescending
      }
      #expect(order.array.map(Int.init) == expected)
    }
  }

  @Test func `frames with the least and greatest values agree with plain loops`() throws {
    var generator = SeededGenerator(state: 7)
    let count = 57
    let codes = (0..<count).map { _ in UInt64.random(in: 0..<20, using: &generator) }
    let valid = (0..<count).map { _ in Bool.random(using: &generator) }
    var starts: [UInt32] = []
    var ends: [UInt32] = []
    for _ in 0..<300 {
      let start = Int.random(in: 0...count, using: &generator)
      starts.append(UInt32(start))
      ends.append(UInt32(Int.random(in: start...count, using: &generator)))
    }
    let frames = FrameAggregates(
      frames: WindowFrames(
        [FramePart(start: Buffer(starts), end: Buffer(ends))], coverPartitions: false),
      interruption: Interruption(isCancelled: { false }))
    let rows = try frames.extremes(
      codes: Buffer(codes), validity: Validity(count: count) { valid[$0] }, wantsGreatest: true)
    for (index, row) in rows.array.enumerated() {
      let frame = (Int(starts[index])..<Int(ends[index])).filter { valid[$0] }
      let best = frame.map { codes[$0] }.max()
      #expect(best == (row == UInt32.max ? nil : codes[Int(row)]))
    }
  }
}

/// A small seeded generator, so that a failure repeats.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
