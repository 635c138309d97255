import KhoiData
import Testing

/// Vectors, validity and chunks against plain arrays of values.
struct VectorTests {
  /// Random values with about one NULL in four.
  static func randomValues(_ count: Int, seed: UInt64) -> [Value] {
    var generator = SplitMix64(state: seed)
    return (0..<count).map { _ in
      generator.next() % 4 == 0 ? .null : .integer(Int64(generator.next() % 1000) - 500)
    }
  }

  static func vector(_ values: [Value], _ type: LogicalType = .bigint) -> Vector {
    Vector.concatenate(values.map { Vector(constant: $0, type: type, count: 1) }, type: type)
  }

  @Test(arguments: [0, 1, 63, 64, 65, 200])
  func `slicing a validity at any offset keeps its bits`(count: Int) {
    var generator = SplitMix64(state: UInt64(count))
    let bits = (0..<count).map { _ in generator.next() % 3 != 0 }
    let validity = Validity(count: count) { bits[$0] }
    #expect(validity.validCount == bits.filter { $0 }.count)
    for offset in stride(from: 0, through: count, by: 7) {
      let length = (count - offset) / 2
      let slice = validity.slice(offset, length)
      for row in 0..<length { #expect((slice?.isValid(row) ?? true) == bits[offset + row]) }
    }
  }

  @Test func `slice, gather, concatenate and canonical agree with plain arrays`() {
    let values = Self.randomValues(300, seed: 1)
    let vector = Self.vector(values)
    for form in [vector, StoredColumn(narrowing: vector).slice(0, 300)] {
      #expect((0..<300).map { form[$0] } == values)
      let slice = form.slice(70, 100)
      #expect((0..<100).map { slice[$0] } == Array(values[70..<170]))
      let rows: [UInt32] = [5, 5, 299, 0, 128]
      let gathered = form.gather(Buffer(rows))
      #expect((0..<5).map { gathered[$0] } == rows.map { values[Int($0)] })
      let outer = form.gatherOrNull(Buffer([3, UInt32.max, 7]))
      #expect([outer[0], outer[1], outer[2]] == [values[3], .null, values[7]])
      let joined = Vector.concatenate([slice, gathered.canonical()], type: .bigint)
      #expect(
        (0..<105).map { joined[$0] } == Array(values[70..<170]) + rows.map { values[Int($0)] })
    }
  }

  @Test func `a constant vector behaves as so many equal rows`() {
    let constant = Vector(constant: .text("cờ thi đua"), count: 5)
    #expect(constant.count == 5)
    #expect(constant[4] == .text("cờ thi đua"))
    #expect(constant.flattened()[3] == .text("cờ thi đua"))
    let nulls = Vector(nulls: .date, count: 3)
    #expect(nulls.isConstantNull)
    #expect(nulls.flattened()[2] == .null)
  }

  @Test(arguments: [
    ([0, 1, -128, 127], PhysicalType.int8), ([0, 128], .int16), ([-40_000], .int32),
    ([Int64(Int32.max) + 1], .int64), ([Int64.min, Int64.max], .int64),
  ])
  func `integers are stored in the narrowest width that holds them`(
    numbers: [Int64], form: PhysicalType
  ) {
    let stored = StoredColumn(
      narrowing: Self.vector(numbers.map { .integer($0) } + [.null]))
    #expect(stored.formName == form.rawValue)
    let back = stored.slice(0, numbers.count + 1)
    #expect((0..<numbers.count).map { back[$0] } == numbers.map { .integer($0) })
    #expect(back[numbers.count] == .null)
    #expect(stored.statistics.least == .integer(numbers.min()!))
    #expect(stored.statistics.nullCount == 1)
  }
}

/// Text views, heaps and dictionaries.
struct TextTests {
  static let texts = [
    "", "a", "abc", "abcd", "abcde", "abcdefghijkl", "abcdefghijklm", "Hội Khuyến học tỉnh",
    "Hội Khuyến học tỉnh Sơn La", "\u{0}", "a\u{0}", "zz",
  ]

  @Test func `views compare and hash as their bytes do`() {
    let heap = TextHeap()
    let other = TextHeap()
    for left in Self.texts {
      let leftView = heap.store(left)
      #expect(leftView.string == left)
      #expect(leftView.count == left.utf8.count)
      for right in Self.texts {
        let rightView = other.store(right)
        #expect((leftView == rightView) == (left == right))
        if left == right { #expect(leftView.hash == rightView.hash) }
        let order = TextView.compare(leftView, rightView)
        let expected = left.utf8.lexicographicallyPrecedes(right.utf8)
        #expect((order < 0) == expected)
      }
    }
  }

  @Test func `a code table numbers texts in the order they first appear`() {
    let heap = TextHeap()
    var table = TextCodeTable()
    for round in 0..<3 {
      for index in 0..<2000 {
        let code = table.insert(heap.store("text number \(index)"))
        #expect(code == UInt32(index), "round \(round)")
      }
    }
    #expect(table.count == 2000)
    #expect(table.find(heap.store("text number 1999")) == 1999)
    #expect(table.find(heap.store("no such text")) == nil)
  }

  @Test func `text that repeats is stored as codes of one dictionary for all segments`() {
    let schema = Schema([Field("kind", .varchar), Field("line", .varchar)])
    var builder = TableBuilder(schema: schema)
    let rowCount = Segment.capacity + 1000
    let kinds = (0..<rowCount).map { ["flag", "certificate", "commendation by the bloc"][$0 % 3] }
    let heap = TextHeap()
    for start in stride(from: 0, to: rowCount, by: 5000) {
      let rows = start..<min(start + 5000, rowCount)
      let kind = Vector(
        .varchar,
        .text(TextValues(views: Buffer(rows.map { heap.store(kinds[$0]) }), heaps: [heap])))
      let line = Vector(
        .varchar,
        .text(
          TextValues(
            views: Buffer(rows.map { heap.store("a line of its own \($0)") }), heaps: [heap])))
      builder.append(Chunk([kind, line], count: rows.count))
    }
    let table = builder.finish()
    #expect(table.rowCount == rowCount)
    #expect(table.segments.count == 2)
    #expect(table.dictionary(of: 0)?.count == 3)
    #expect(table.dictionary(of: 1) == nil)
    let last = table.segments[1].columns[0].slice(999, 1)
    #expect(last[0] == .text(kinds[rowCount - 1]))
    #expect(
      table.segments[1].columns[1].slice(999, 1)[0] == .text("a line of its own \(rowCount - 1)"))
  }
}

/// A small seeded generator, so that a failure repeats.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
