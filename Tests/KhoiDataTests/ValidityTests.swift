import KhoiData
import Testing

@Suite("Kernels over validity agree with plain loops")
struct ValidityTests {
  private func random(_ count: Int, _ generator: inout SystemRandomNumberGenerator) -> [Bool] {
    let share = Int.random(in: 0...4, using: &generator)
    return (0..<count).map { _ in Int.random(in: 0..<4, using: &generator) < share }
  }

  private func validity(_ flags: [Bool]) -> Validity { Validity(count: flags.count) { flags[$0] } }

  @Test func `bounds see only rows that are valid`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let count = Int.random(in: 0...200, using: &generator)
      let flags = random(count, &generator)
      func check<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) {
        let numbers = (0..<count).map { _ in Number.random(in: .min ... .max, using: &generator) }
        let found = Buffer(numbers).bounds(validity(flags))
        let valid = numbers.indices.filter { flags[$0] }.map { numbers[$0] }
        #expect(found?.least == valid.min() && found?.greatest == valid.max())
        #expect(
          Buffer(numbers).zeroingNulls(validity(flags)).array
            == numbers.indices.map { flags[$0] ? numbers[$0] : 0 })
      }
      check(Int8.self)
      check(Int16.self)
      check(Int32.self)
      check(Int64.self)
    }
  }

  @Test func `bounds of doubles leave NaN out and say that it is there`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let count = Int.random(in: 0...200, using: &generator)
      let flags = random(count, &generator)
      let choices = [Double.nan, .infinity, -.infinity, 0, -0.0, 1.5, -7]
      let numbers = (0..<count).map { _ in
        count % 3 == 0 ? choices[Int.random(in: 1..<7, using: &generator)] : choices[0]
      }
      let valid = numbers.indices.filter { flags[$0] }.map { numbers[$0] }
      let clean = valid.filter { !$0.isNaN }
      let found = Buffer(numbers).bounds(validity(flags))
      #expect(found?.least == clean.min() && found?.greatest == clean.max())
      #expect(found == nil || found?.hasNaN == (clean.count < valid.count))
      let all = Buffer(numbers).bounds(nil)
      #expect(all == nil || all?.hasNaN == numbers.contains { $0.isNaN })
    }
  }

  @Test func `parts are joined bit by bit`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var expected: [Value] = []
      let parts = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        let count = Int.random(in: 0...150, using: &generator)
        let flags = Bool.random(using: &generator) ? random(count, &generator) : nil
        let values = (0..<count).map { row in
          flags.map { $0[row] } ?? true ? Value.integer(Int64(row)) : .null
        }
        expected += values
        return Vector(values: values, type: .bigint)
      }
      let joined = Vector.joining(parts, type: .bigint)
      #expect((0..<joined.count).map { joined[$0] } == expected)
    }
  }

  @Test func `rows that are not there are null`() {
    var generator = SystemRandomNumberGenerator()
    for isNullable in [false, true] {
      let values = (0..<50).map { row in
        isNullable && row % 7 == 0 ? Value.null : .integer(Int64(row))
      }
      let source = Vector(values: values, type: .bigint)
      for _ in 0..<50 {
        let rows = (0..<Int.random(in: 0...150, using: &generator)).map { _ in
          Bool.random(using: &generator) ? UInt32.max : UInt32.random(in: 0..<50, using: &generator)
        }
        let gathered = source.gatheringOrNull(Buffer(rows))
        #expect(
          (0..<gathered.count).map { gathered[$0] }
            == rows.map { $0 == .max ? .null : values[Int($0)] })
      }
      let none = Vector(values: [], type: .bigint).gatheringOrNull(Buffer([.max, .max]))
      #expect(none.isNull(0) && none.isNull(1))
    }
  }

  @Test func `neighbouring windows are joined without copying`() {
    let numbers = Buffer((0..<100).map { Int32($0) })
    let joined = Buffer.concatenate([numbers.slice(10, 20), numbers.slice(30, 5)])
    #expect(joined.owner === numbers.owner)
    #expect(joined.array == (10..<35).map { Int32($0) })
    let apart = Buffer.concatenate([numbers.slice(10, 20), numbers.slice(31, 5)])
    #expect(apart.array == (10..<30).map { Int32($0) } + (31..<36).map { Int32($0) })
  }
}
