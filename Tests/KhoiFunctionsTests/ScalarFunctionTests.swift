import KhoiData
import KhoiFunctions
import KhoiText
import Testing

@Suite("Scalar functions")
struct ScalarFunctionTests {
  struct Example: Sendable {
    let name: String
    let arguments: [Value]
    let answer: String

    init(_ name: String, _ arguments: [Value], _ answer: String) {
      self.name = name
      self.arguments = arguments
      self.answer = answer
    }
  }

  static let texts: [Example] = [
    Example("upper", [.text("đơn vị ß")], "ĐƠN VỊ SS"),
    Example("lower", [.text("ĐƠN VỊ")], "đơn vị"),
    Example("initcap", [.text("hội KHUYẾN học")], "Hội Khuyến Học"),
    Example("length", [.text("đơn vị")], "6"), Example("octet_length", [.text("đơn vị")], "10"),
    Example("trim", [.text("  a b\t")], "a b"), Example("trim", [.text("ơaơ"), .text("xơ")], "a"),
    Example("ltrim", [.text("  a ")], "a "), Example("rtrim", [.text(" a ")], " a"),
    Example("substr", [.text("khối thi đua"), .integer(6)], "thi đua"),
    Example("substr", [.text("khối thi đua"), .integer(3), .integer(2)], "ối"),
    Example("substr", [.text("hello"), .integer(-3), .integer(2)], "ll"),
    Example("substr", [.text("hello"), .integer(0), .integer(2)], "h"),
    Example("substr", [.text("hello"), .integer(2), .integer(.max)], "ello"),
    Example("substr", [.text("hello"), .integer(.min), .integer(2)], "he"),
    Example("substr", [.text("hello"), .integer(4), .integer(-2)], "el"),
    Example("substr", [.text("hello"), .integer(9), .integer(.min)], "hello"),
    Example("left", [.text("đơn vị"), .integer(3)], "đơn"),
    Example("left", [.text("đơn"), .integer(-1)], "đơ"),
    Example("left", [.text("đơn"), .integer(.min)], ""),
    Example("right", [.text("đơn vị"), .integer(2)], "vị"),
    Example("right", [.text("đơn"), .integer(-1)], "ơn"),
    Example("right", [.text("đơn"), .integer(.max)], "đơn"),
    Example("replace", [.text("aXbX"), .text("X"), .text("--")], "a--b--"),
    Example("replace", [.text("abc"), .text(""), .text("x")], "abc"),
    Example("concat", [.text("a"), .null, .integer(3)], "a3"),
    Example("concat_ws", [.text("-"), .text("a"), .null, .text("b")], "a-b"),
    Example("concat_ws", [.null, .text("a")], "NULL"),
    Example("starts_with", [.text("khối"), .text("kh")], "true"),
    Example("ends_with", [.text("khối"), .text("ối")], "true"),
    Example("ends_with", [.text("a"), .text("ba")], "false"),
    Example("contains", [.text("aaab"), .text("aab")], "true"),
    Example("strpos", [.text("đơn vị"), .text("vị")], "5"),
    Example("strpos", [.text("abc"), .text("")], "1"),
    Example("lpad", [.text("7"), .integer(3), .text("0")], "007"),
    Example("lpad", [.text("đua"), .integer(2)], "đu"),
    Example("rpad", [.text("a"), .integer(4), .text("ơx")], "aơxơ"),
    Example("rpad", [.text("a"), .integer(1), .text("")], "a"),
    Example("reverse", [.text("đua")], "auđ"),
    Example("repeat", [.text("ab"), .integer(2)], "abab"),
    Example("repeat", [.text("ab"), .integer(-2)], ""),
    Example("split_part", [.text("a::b::c"), .text("::"), .integer(2)], "b"),
    Example("split_part", [.text("a::b::c"), .text("::"), .integer(-1)], "c"),
    Example("split_part", [.text("a::b"), .text("::"), .integer(5)], ""),
    Example("split_part", [.text("a::b"), .text("::"), .integer(.min)], ""),
    Example("ascii", [.text("đ")], "273"), Example("chr", [.integer(273)], "đ"),
    Example("translate", [.text("1.234,5"), .text(".,"), .text(",.")], "1,234.5"),
    Example("translate", [.text("abc"), .text("ab"), .text("x")], "xc"),
    Example("unaccent", [.text("Đường Nguyễn Huệ")], "Duong Nguyen Hue"),
    Example("nfc", [.text("e\u{301}")], "é"), Example("||", [.text("a"), .integer(1)], "a1"),
    Example("bit_length", [.text("ab")], "16"),
  ]

  static let numbers: [Example] = [
    Example("abs", [.integer(-3)], "3"), Example("abs", [.double(-0.5)], "0.5"),
    Example("sign", [.integer(-3)], "-1"), Example("sign", [.double(0)], "0"),
    Example("round", [.double(2.5)], "3.0"), Example("round", [.double(-2.5)], "-3.0"),
    Example("round", [.double(1.005), .integer(2)], "1.01"),
    Example("round", [.double(-1.235), .integer(2)], "-1.24"),
    Example("round", [.double(2.675), .integer(2)], "2.68"),
    Example("round", [.double(1234.5), .integer(-2)], "1200.0"),
    Example("round", [.integer(1250), .integer(-2)], "1300"),
    Example("round", [.integer(7)], "7"), Example("round", [.double(0.1), .integer(400)], "0.1"),
    Example("trunc", [.double(-2.7)], "-2.0"),
    Example("trunc", [.double(1.29), .integer(2)], "1.29"),
    Example("ceil", [.double(1.2)], "2.0"), Example("floor", [.double(-1.2)], "-2.0"),
    Example("mod", [.integer(-7), .integer(3)], "-1"),
    Example("mod", [.double(7.5), .integer(2)], "1.5"),
    Example("div", [.integer(-7), .integer(2)], "-3"),
    Example("/", [.integer(7), .integer(2)], "3.5"),
    Example("pow", [.integer(2), .integer(10)], "1024.0"), Example("sqrt", [.integer(9)], "3.0"),
    Example("cbrt", [.integer(27)], "3.0"), Example("exp", [.integer(0)], "1.0"),
    Example("ln", [.integer(1)], "0.0"), Example("log", [.integer(1000)], "3.0"),
    Example("log", [.integer(2), .integer(8)], "3.0"), Example("log2", [.integer(8)], "3.0"),
    Example("pi", [], "3.141592653589793"), Example("degrees", [.double(.pi)], "180.0"),
    Example("radians", [.integer(180)], "3.141592653589793"),
    Example("atan2", [.integer(0), .integer(1)], "0.0"), Example("sin", [.integer(0)], "0.0"),
    Example("safe_divide", [.integer(1), .integer(0)], "NULL"),
    Example("is_nan", [.double(.nan)], "true"), Example("bit_count", [.integer(7)], "3"),
    Example("gcd", [.integer(-12), .integer(18)], "6"),
    Example("lcm", [.integer(4), .integer(6)], "12"),
    Example("factorial", [.integer(20)], "2432902008176640000"),
    Example("neg", [.integer(3)], "-3"), Example("~", [.integer(5)], "-6"),
    Example("<<", [.integer(1), .integer(4)], "16"),
    Example(">>", [.integer(-8), .integer(1)], "-4"),
    Example("^", [.integer(6), .integer(3)], "5"),
    Example("greatest", [.integer(1), .null, .integer(3)], "3"),
    Example("least", [.double(1), .integer(3)], "1.0"),
    Example("greatest", [.null, .null], "NULL"),
    Example("coalesce", [.null, .integer(2)], "2"),
    Example("nullif", [.integer(3), .integer(3)], "NULL"),
    Example("nullif", [.integer(3), .null], "3"),
    Example("if", [.boolean(true), .text("a"), .text("b")], "a"),
    Example("if", [.null, .text("a"), .text("b")], "b"), Example("typeof", [.double(1)], "DOUBLE"),
  ]

  static let dates: [Example] = [
    Example("make_date", [.integer(2024), .integer(2), .integer(29)], "2024-02-29"),
    Example("date", [.timestamp(86_400_000_001)], "1970-01-02"),
    Example("date_part", [.text("month"), .date(40)], "2"),
    Example("hour", [.timestamp(3_600_000_000)], "1"), Example("hour", [.date(3)], "0"),
    Example("epoch", [.date(1)], "86400.0"),
    Example("last_day", [.date(31)], "1970-02-28"), Example("monthname", [.date(0)], "January"),
    Example("dayname", [.date(0)], "Thursday"),
    Example("date_add", [.date(30), .interval(Interval(months: 1))], "1970-02-28"),
    Example("date_sub", [.timestamp(0), .interval(Interval(days: 1))], "1969-12-31 00:00:00"),
    Example("age", [.date(59), .date(0)], "2 months"),
    Example("age", [.date(0), .date(59)], "-2 months"),
    Example("age", [.date(58), .date(30)], "28 days"),
    Example("to_timestamp", [.integer(86_400)], "1970-01-02 00:00:00"),
    Example("current_date", [], "2023-11-14"), Example("now", [], "2023-11-14 22:13:20"),
    Example("year", [.interval(Interval(months: 30))], "2"),
  ]

  @Test(arguments: texts + numbers + dates)
  func `gives its answer`(_ example: Example) throws {
    #expect(try Call.value(example.name, example.arguments).text == example.answer)
  }

  /// Every function gives for whole vectors what it gives row by row.
  @Test(arguments: (texts + numbers + dates).filter { !$0.arguments.isEmpty })
  func `agrees with itself row by row`(_ example: Example) throws {
    if example.name == "random" { return }
    var maker = VectorMaker(seed: 77)
    for round in 0..<3 {
      let count = 40
      let columns = example.arguments.map { argument in
        (0..<count).map { _ -> Value in
          if round > 0 && maker.next(4) == 0 { return .null }
          if argument.type == .varchar && maker.next(3) == 0 { return maker.value(.varchar) }
          return argument
        }
      }
      let vectors = zip(columns, example.arguments).map { values, argument in
        VectorMaker.vector(values, type: argument.type, isNarrow: round == 2)
      }
      guard let whole = try? Call.vector(example.name, vectors, count: count) else { continue }
      for row in 0..<count {
        let single = zip(columns, example.arguments).map { values, argument in
          Vector(constant: values[row], type: argument.type, count: 1)
        }
        let expected = try Call.vector(example.name, single, count: 1)[0]
        #expect(isSame(whole[row], expected), "\(example.name) of \(columns.map { $0[row] })")
      }
    }
  }

  @Test func `what cannot be is an error`() {
    #expect(Call.failure("sqrt", .integer(-1)) == "runtime.out-of-domain")
    #expect(Call.failure("ln", .integer(0)) == "runtime.out-of-domain")
    #expect(Call.failure("abs", .integer(.min)) == "runtime.integer-overflow")
    #expect(Call.failure("neg", .integer(.min)) == "runtime.integer-overflow")
    #expect(Call.failure("lcm", .integer(.max), .integer(.max - 1)) == "runtime.integer-overflow")
    #expect(Call.failure("factorial", .integer(34)) == "runtime.integer-overflow")
    #expect(Call.failure("chr", .integer(0xD800)) == "runtime.bad-argument")
    #expect(Call.failure("repeat", .text("ab"), .integer(.max)) == "runtime.text-too-long")
    #expect(Call.failure("lpad", .text("ab"), .integer(.max)) == "runtime.text-too-long")
    #expect(
      Call.failure("rpad", .text("a"), .integer(4), .text("")) == "runtime.bad-argument")
    #expect(Call.failure("make_date", .integer(2023), .integer(2), .integer(29)) != nil)
    #expect(
      Call.failure("date_add", .date(0), .interval(Interval(microseconds: 1)))
        == "runtime.bad-argument")
  }

  @Test func `names are unique, found in any case, and documented`() {
    var seen = Set<String>()
    for documentation in FunctionLibrary.allDocumentation {
      for name in [documentation.name] + documentation.aliases {
        #expect(name == name.lowercased())
        let isNew = seen.insert(name).inserted
        #expect(isNew || ["date", "first", "last"].contains(name), "\(name) is there twice")
      }
      #expect(documentation.summary.hasSuffix("."))
      #expect(!documentation.examples.isEmpty)
      #expect(!FunctionLibrary.signatures(named: documentation.name).isEmpty)
    }
    #expect(FunctionLibrary.scalar(named: "UPPER")?.name == "upper")
    #expect(FunctionLibrary.scalar(named: "Char_Length")?.name == "length")
    #expect(FunctionLibrary.callableNames.contains("string_agg"))
    #expect(!FunctionLibrary.callableNames.contains("+"))
  }

  @Test func `no two functions of a kind share a name`() {
    for list in [
      ScalarFunction.builtins.map(\.documentation), AggregateFunction.builtins.map(\.documentation),
      WindowFunction.builtins.map(\.documentation),
    ] {
      let names = list.flatMap { [$0.name] + $0.aliases }
      let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
      #expect(twice.isEmpty)
    }
  }

  @Test func `literals take the other side's type`() throws {
    let plus = try #require(FunctionLibrary.scalar(named: "-"))
    let dates = OverloadResolution.resolve(
      overloads: plus.overloads, argumentTypes: [.date, .varchar], isLiteralText: [false, true])
    #expect(dates?.argumentTypes == [.date, .date])
    let numbers = OverloadResolution.resolve(
      overloads: plus.overloads, argumentTypes: [.bigint, .double], isLiteralText: [])
    #expect(numbers?.resultType == .double)
    let refused = OverloadResolution.resolve(
      overloads: plus.overloads, argumentTypes: [.bigint, .varchar], isLiteralText: [false, false])
    #expect(refused == nil)
    #expect(
      OverloadResolution.signatures(of: "-", plus.overloads)[0] == "-(BIGINT, BIGINT) -> BIGINT")
  }
}
