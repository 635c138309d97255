import KhoiData
import KhoiFunctions
import KhoiText
import Testing

@Suite("Casts")
struct CastTests {
  private func cast(_ value: Value, _ type: LogicalType) throws -> Value {
    try Cast.evaluate(Vector(constant: value, count: 3), to: type)[2]
  }

  private static let nestedTypes: [LogicalType] = [
    .list(.bigint), .list(.varchar), .list(.list(.decimal(precision: 9, scale: 2))),
    .structure([Field("a", .bigint), Field("b c", .varchar)]), .map(key: .varchar, value: .date),
  ]

  @Test(arguments: OperatorTests.types + nestedTypes)
  func `text reads back as what it spells`(_ type: LogicalType) throws {
    var maker = VectorMaker(seed: 31)
    for nulls in VectorMaker.Nulls.allCases {
      for _ in 0..<8 {
        let (vector, values) = maker.vector(type, count: 120, nulls: nulls)
        let text = try Cast.evaluate(vector, to: .varchar)
        let coded = TextColumnEncoder.encode([text.flattened()])[0]
        for spelled in [text, coded] {
          let back = try Cast.evaluate(spelled, to: type)
          for row in 0..<120 {
            #expect(
              isSame(back[row], values[row]), "\(values[row]) became \(back[row])")
          }
        }
      }
    }
  }

  @Test(arguments: [
    ("1", LogicalType.bigint, "1"), (" -9223372036854775808 ", .bigint, "-9223372036854775808"),
    ("+7", .bigint, "7"), ("1e3", .double, "1000.0"), (".5", .double, "0.5"),
    ("5.", .double, "5.0"), ("-inf", .double, "-inf"), ("NaN", .double, "nan"),
    ("1.7976931348623157e308", .double, "1.7976931348623157e+308"),
    ("5e-324", .double, "5e-324"),
    ("123456789012345678901234567890", .double, "1.2345678901234568e+29"),
    ("9007199254740993", .double, "9007199254740992.0"), ("0.1", .double, "0.1"),
    ("TRUE", .boolean, "true"), ("no", .boolean, "false"), ("1", .boolean, "true"),
    ("2024-02-29", .date, "2024-02-29"), ("2024/2/9", .date, "2024-02-09"),
    ("2024-02-29 23:59:59", .date, "2024-02-29"),
    ("2024-02-29T13:05:00.25", .timestamp, "2024-02-29 13:05:00.25"),
    ("2024-03-01 01:00:00+07:00", .timestamp, "2024-02-29 18:00:00"),
    ("2024-03-01 01:00:00Z", .timestamp, "2024-03-01 01:00:00"),
    ("13:05", .time, "13:05:00"), ("1 year 2 months", .interval, "1 year 2 months"),
    ("-3 days 04:05:06.5", .interval, "-3 days 04:05:06.5"),
    ("90 minutes", .interval, "01:30:00"), ("1.5 days", .interval, "1 day 12:00:00"),
    ("2 weeks ago", .interval, "-14 days"),
    ("3", .interval, "00:00:03"),
    ("P1Y2M3DT4H5.5S", .interval, "1 year 2 months 3 days 04:00:05.5"),
    ("@ 1 hour", .interval, "01:00:00"), ("1.5 month", .interval, "1 month 15 days"),
    ("44-03-15 (BC)", .date, "0044-03-15 (BC)"), ("-0043-03-15", .date, "0044-03-15 (BC)"),
    ("infinity", .date, "infinity"), ("-Infinity", .timestamp, "-infinity"),
    ("epoch", .timestamp, "1970-01-01 00:00:00"), ("24:00:00", .time, "24:00:00"),
    ("2024-01-01 12:30", .time, "12:30:00"), ("100000-01-01", .date, "100000-01-01"),
  ])
  func `text is read`(_ text: String, _ type: LogicalType, _ expected: String) throws {
    #expect(try cast(.text(text), type).text == expected)
  }

  @Test(arguments: [
    ("", LogicalType.bigint), ("1.5x", .bigint), ("9223372036854775808", .bigint), ("--1", .bigint),
    ("1 2", .bigint), ("", .double), ("1e", .double), (".", .double), ("0x10", .double),
    ("1,5", .double), ("yess", .boolean), ("2023-02-29", .date), ("2024-13-01", .date),
    ("24-01-01", .date), ("2024-01-01x", .date), ("25:00", .time), ("24:00:01", .time),
    ("0000-01-01 (BC)", .date), ("2024-01-01 12", .timestamp),
    ("3 apples", .interval), ("1 day x", .interval),
  ])
  func `other text is refused`(_ text: String, _ type: LogicalType) throws {
    let vector = Vector(constant: .text(text), count: 2)
    #expect(try Cast.evaluate(vector, to: type, isTry: true).isNull(1))
    do {
      _ = try Cast.evaluate(vector, to: type)
      Issue.record("\(text) became \(type)")
    } catch {
      #expect(error.code == "runtime.cast-failed")
      #expect(error.message.contains("'\(text)'"))
    }
  }

  @Test func `numbers, truth values and moments go over`() throws {
    #expect(try cast(.double(2.5), .bigint) == .integer(2))
    #expect(try cast(.double(3.5), .bigint) == .integer(4))
    #expect(try cast(.double(-2.5), .bigint) == .integer(-2))
    #expect(try cast(.double(0.49), .bigint) == .integer(0))
    #expect(try cast(.integer(3), .double) == .double(3))
    #expect(try cast(.boolean(true), .bigint) == .integer(1))
    #expect(try cast(.integer(0), .boolean) == .boolean(false))
    #expect(try cast(.date(1), .timestamp) == .timestamp(86_400_000_000))
    #expect(try cast(.timestamp(-1), .date) == .date(-1))
    #expect(try cast(.timestamp(-1), .time) == .time(86_399_999_999))
    #expect(throws: Diagnostic.self) { try cast(.double(1e19), .bigint) }
    #expect(throws: Diagnostic.self) { try cast(.double(.nan), .bigint) }
    #expect(try cast(.null, .date) == .null)
  }

  @Test func `nulls do not fail and tried casts keep the other rows`() throws {
    let texts = VectorMaker.vector([.text("1"), .text("x"), .null, .text("3")], type: .varchar)
    let tried = try Cast.evaluate(texts, to: .bigint, isTry: true)
    #expect((0..<4).map { tried[$0] } == [.integer(1), .null, .null, .integer(3)])
    let good = VectorMaker.vector([.text("1"), .null], type: .varchar, isNarrow: true)
    #expect(try Cast.evaluate(good, to: .bigint)[0] == .integer(1))
  }

  @Test func `doubles are read as the standard library reads them`() throws {
    var maker = VectorMaker(seed: 33)
    for _ in 0..<4000 {
      let digits = String((0..<(1 + maker.next(22))).map { _ in Character("\(maker.next(10))") })
      let fraction = maker.next(2) == 0 ? "" : ".\(maker.next(1_000_000))"
      let exponent = maker.next(2) == 0 ? "" : "e\(maker.next(680) - 340)"
      let text = digits + fraction + exponent
      #expect(try cast(.text(text), .double) == .double(try #require(Double(text))))
    }
  }

  @Test func `every possible cast runs`() throws {
    var maker = VectorMaker(seed: 34)
    for source in OperatorTests.types where source != .varchar {
      for target in OperatorTests.types where Cast.isPossible(from: source, to: target) {
        let (vector, _) = maker.vector(source, count: 40, nulls: .some)
        #expect(try Cast.evaluate(vector, to: target, isTry: true).type == target)
      }
    }
  }
}
