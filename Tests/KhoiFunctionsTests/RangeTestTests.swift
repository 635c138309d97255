import KhoiData
import KhoiFunctions
import Testing

@Suite("Comparisons as bits agree with comparisons as bytes")
struct RangeTestTests {
  private static let types: [LogicalType] = [
    .bigint, .double, .varchar, .date, .timestamp, .time, .integer,
  ]

  /// The rows for which the plain kernel says that the comparison is true.
  private func plainRows(
    _ comparison: Comparison, _ vector: Vector, _ value: Value, type: LogicalType
  ) -> [UInt32] {
    let flat = vector.canonical()
    let constant = Vector(constant: value, type: type, count: vector.count)
    let bytes = comparison.bytes(flat, constant, count: vector.count)
    return (0..<vector.count).filter { bytes[$0] != 0 && !vector.isNull($0) }.map { UInt32($0) }
  }

  private func values(
    _ type: LogicalType, _ maker: inout VectorMaker, count: Int
  ) -> (vector: Vector, bound: Value) {
    let width = [20, 100, 30_000, 1 << 31, 1 << 40][maker.next(5)]
    let nulls = VectorMaker.Nulls.allCases[maker.next(3)]
    var values = maker.values(type == .integer ? .bigint : type, count: count + 1, nulls: nulls)
    if type == .bigint || type == .integer {
      let limit = type == .integer ? min(width, 1 << 31) : width
      values = values.map {
        $0.isNull ? .null : .integer(Int64(maker.next(2 * limit) - limit))
      }
    }
    var bound = values.removeLast()
    if bound.isNull { bound = maker.value(type == .integer ? .bigint : type) }
    return (VectorMaker.vector(values, type: type, isNarrow: maker.next(4) > 0), bound)
  }

  @Test(arguments: Comparison.allCases)
  func comparison(_ comparison: Comparison) throws {
    var maker = VectorMaker(seed: 91)
    let bits = RowBits()
    for type in Self.types {
      for _ in 0..<60 {
        let count = 1 + maker.next(300)
        let (vector, bound) = values(type, &maker, count: count)
        guard let test = RangeTest(comparison, bound, type: type) else {
          #expect(type == .varchar)
          continue
        }
        let expected = plainRows(comparison, vector, bound, type: type)
        bits.begin(count: count)
        if bits.keep(test, in: vector) {
          #expect(bits.setCount == expected.count)
          #expect(bits.rows.array == expected, "\(type) \(comparison) \(bound)")
        } else {
          #expect(type == .varchar && vector.values.dictionary == nil)
        }
        let some = (0..<count).filter { _ in maker.next(3) > 0 }.map { UInt32($0) }
        if let kept = test.select(vector, among: Buffer(some)) {
          #expect(kept.array == some.filter { expected.contains($0) })
        }
      }
    }
  }

  @Test func `two bounds are one range`() throws {
    var maker = VectorMaker(seed: 92)
    let bits = RowBits()
    for type in Self.types where type != .varchar {
      for _ in 0..<120 {
        let (vector, first) = values(type, &maker, count: 200)
        let second = maker.value(type == .integer ? .bigint : type)
        let comparisons = [Comparison.less, .lessOrEqual, .greater, .greaterOrEqual, .equal]
        let (one, two) = (comparisons[maker.next(5)], comparisons[maker.next(5)])
        let left = try #require(RangeTest(one, first, type: type))
        let right = try #require(RangeTest(two, second, type: type))
        let both = try #require(left.intersection(right))
        let expected = Set(plainRows(one, vector, first, type: type))
          .intersection(plainRows(two, vector, second, type: type))
        bits.begin(count: 200)
        #expect(bits.keep(both, in: vector))
        #expect(bits.rows.array == expected.sorted(), "\(one) \(first), \(two) \(second)")
        bits.begin(count: 200)
        #expect(bits.keep(left, in: vector) && bits.keep(right, in: vector))
        #expect(bits.rows.array == expected.sorted())
      }
    }
  }

  @Test func `conditions of any form drop rows`() {
    var maker = VectorMaker(seed: 93)
    let bits = RowBits()
    for _ in 0..<200 {
      let count = 1 + maker.next(200)
      let nulls = VectorMaker.Nulls.allCases[maker.next(3)]
      let (first, firsts) = maker.vector(.boolean, count: count, nulls: nulls)
      let (second, seconds) = maker.vector(.boolean, count: count, nulls: .some)
      bits.begin(count: count)
      bits.keep(where: first)
      bits.keep(where: second)
      let expected = (0..<count).filter {
        firsts[$0] == .boolean(true) && seconds[$0] == .boolean(true)
      }
      #expect(bits.rows.array == expected.map { UInt32($0) })
    }
  }

  @Test func `rows that are there are found`() {
    var maker = VectorMaker(seed: 94)
    let bits = RowBits()
    for _ in 0..<100 {
      let rows = (0..<maker.next(300)).map { _ in
        maker.next(3) == 0 ? UInt32.max : UInt32(maker.next(1 << 32))
      }
      let expected = rows.indices.filter { rows[$0] != .max }.map { UInt32($0) }
      #expect(bits.places(ofPresent: Buffer(rows)).array == expected)
    }
  }
}
