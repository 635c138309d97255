import KhoiData
import KhoiFunctions
import KhoiText
import Testing

@Suite("Operators agree with a loop over single values")
struct OperatorTests {
  static let types: [LogicalType] = [
    .boolean, .bigint, .double, .varchar, .date, .timestamp, .time, .interval, .narrow(.smallint),
    .hugeint, .ubigint, .decimal(precision: 12, scale: 3), .decimal(precision: 30, scale: 5),
    .float,
    .blob, .zonedTimestamp,
  ]

  /// The order of two values that are not null.
  private func order(_ left: Value, _ right: Value) -> Int {
    if case .double(let first) = left, case .double(let second) = right {
      if first.isNaN || second.isNaN { return (first.isNaN ? 1 : 0) - (second.isNaN ? 1 : 0) }
      return first < second ? -1 : first > second ? 1 : 0
    }
    if case .text(let first) = left, case .text(let second) = right {
      return Array(first.utf8) == Array(second.utf8) ? 0 : left.sortsBefore(right) ? -1 : 1
    }
    return left.sortsBefore(right) ? -1 : right.sortsBefore(left) ? 1 : 0
  }

  @Test(arguments: Comparison.allCases)
  func comparison(_ comparison: Comparison) throws {
    var maker = VectorMaker(seed: 1)
    for type in Self.types {
      for round in 0..<24 {
        let nulls = VectorMaker.Nulls.allCases[round % 3]
        let count = 1 + maker.next(150)
        let (left, lefts) = maker.vector(type, count: count, nulls: nulls)
        let (right, rights) = maker.vector(
          type, count: count, nulls: round % 4 == 0 ? .some : .none)
        let result = try Call.vector(comparison.rawValue, [left, right], count: count)
        for row in 0..<count {
          if lefts[row].isNull || rights[row].isNull {
            #expect(result.isNull(row))
            continue
          }
          let found = order(lefts[row], rights[row])
          let expected =
            switch comparison {
            case .equal: found == 0
            case .notEqual: found != 0
            case .less: found < 0
            case .lessOrEqual: found <= 0
            case .greater: found > 0
            case .greaterOrEqual: found >= 0
            }
          #expect(
            result[row] == .boolean(expected),
            "\(lefts[row]) \(comparison.rawValue) \(rights[row])")
        }
      }
    }
  }

  @Test func `columns of one dictionary compare by code and rank`() throws {
    var maker = VectorMaker(seed: 11)
    let values = maker.values(.varchar, count: 200, nulls: .some)
    let column = VectorMaker.vector(values, type: .varchar, isNarrow: true)
    let left = column.slice(0, 100)
    let right = column.slice(100, 100)
    for comparison in Comparison.allCases {
      let byCode = try Call.vector(comparison.rawValue, [left, right], count: 100)
      let plain = try Call.vector(
        comparison.rawValue, [left.canonical(), right.canonical()], count: 100)
      for row in 0..<100 { #expect(byCode[row] == plain[row]) }
    }
  }

  @Test func `distinctness treats null as a value`() throws {
    var maker = VectorMaker(seed: 2)
    for type in Self.types {
      let (left, lefts) = maker.vector(type, count: 90, nulls: .some)
      let (right, rights) = maker.vector(type, count: 90, nulls: .some)
      let distinct = try Call.vector("is distinct from", [left, right], count: 90)
      let same = try Call.vector("is not distinct from", [left, right], count: 90)
      for row in 0..<90 {
        let isSame =
          lefts[row].isNull || rights[row].isNull
          ? lefts[row].isNull == rights[row].isNull : order(lefts[row], rights[row]) == 0
        #expect(distinct[row] == .boolean(!isSame))
        #expect(same[row] == .boolean(isSame))
      }
    }
  }

  @Test func `integer arithmetic agrees with exact arithmetic or fails`() throws {
    var maker = VectorMaker(seed: 3)
    for round in 0..<120 {
      let count = 1 + maker.next(80)
      let isSmall = round % 2 == 0
      let (left, lefts) = maker.vector(
        .bigint, count: count, nulls: round % 3 == 0 ? .some : .none, isSmall: isSmall)
      let (right, rights) = maker.vector(.bigint, count: count, nulls: .none, isSmall: isSmall)
      for name in ["+", "-", "*", "//", "%"] {
        var expected: [Value] = []
        var overflows = false
        for row in 0..<count {
          guard case .integer(let a) = lefts[row], case .integer(let b) = rights[row] else {
            expected.append(.null)
            continue
          }
          let (one, two) = (Int128(a), Int128(b))
          if b == 0 && (name == "//" || name == "%") {
            expected.append(.null)
            continue
          }
          let exact =
            switch name {
            case "+": one + two
            case "-": one - two
            case "*": one * two
            case "//": one / two
            default: one % two
            }
          if let fits = Int64(exactly: exact) {
            expected.append(.integer(fits))
          } else {
            overflows = true
          }
        }
        do {
          let result = try Call.vector(name, [left, right], count: count)
          #expect(!overflows)
          if !overflows {
            for row in 0..<count { #expect(result[row] == expected[row]) }
          }
        } catch let error as Diagnostic {
          #expect(error.code == "runtime.integer-overflow" && overflows)
        }
      }
    }
  }

  @Test func `division by zero is null and counted where nothing else is null`() throws {
    let context = EvaluationContext(now: 0)
    let divide = try #require(FunctionLibrary.scalar(named: "//")).overloads[0]
    let left = VectorMaker.vector([.integer(1), .null, .integer(3)], type: .bigint)
    let right = VectorMaker.vector([.integer(0), .integer(0), .integer(2)], type: .bigint)
    let result = try divide.call(arguments: [left, right], count: 3, context: context)
    #expect(result[0].isNull && result[1].isNull)
    #expect(result[2] == .integer(1))
    #expect(context.divisionByZeroCount == 1)
  }

  @Test func `what lies in null rows does not overflow`() throws {
    let huge = Vector(
      .bigint, .int64(Buffer([Int64.max, 1])), validity: Validity(count: 2) { $0 == 1 })
    let one = Vector(constant: .integer(1), count: 2)
    let result = try Call.vector("+", [huge, one], count: 2)
    #expect(result[0].isNull && result[1] == .integer(2))
  }

  @Test func `three-valued logic follows its tables`() {
    let states: [Value] = [.boolean(true), .boolean(false), .null]
    var lefts: [Value] = []
    var rights: [Value] = []
    for left in states {
      for right in states {
        lefts += Array(repeating: left, count: 15)
        rights += Array(repeating: right, count: 15)
      }
    }
    func and(_ left: Value, _ right: Value) -> Value {
      if left == .boolean(false) || right == .boolean(false) { return .boolean(false) }
      return left.isNull || right.isNull ? .null : .boolean(true)
    }
    func not(_ value: Value) -> Value {
      if case .boolean(let flag) = value { return .boolean(!flag) }
      return .null
    }
    let left = VectorMaker.vector(lefts, type: .boolean)
    let right = VectorMaker.vector(rights, type: .boolean)
    let both = Logic.and(left, right)
    let either = Logic.or(left, right)
    let neither = Logic.not(either)
    for row in lefts.indices {
      let expected = not(and(not(lefts[row]), not(rights[row])))
      #expect(both[row] == and(lefts[row], rights[row]))
      #expect(either[row] == expected)
      #expect(neither[row] == not(expected))
    }
    for state in states {
      let constant = Vector(constant: state, type: .boolean, count: lefts.count)
      for (one, other, others) in [(constant, right, rights), (right, constant, rights)] {
        let both = Logic.and(one, other)
        let either = Logic.or(one, other)
        for row in others.indices {
          #expect(both[row] == and(state, others[row]))
          #expect(either[row] == not(and(not(state), not(others[row]))))
        }
      }
    }
  }

  @Test func `selection names the rows that are true`() {
    var maker = VectorMaker(seed: 4)
    for count in [0, 1, 63, 64, 65, 300] {
      for nulls in VectorMaker.Nulls.allCases {
        let (vector, values) = maker.vector(.boolean, count: count, nulls: nulls)
        let expected = values.indices.filter { values[$0] == .boolean(true) }.map(UInt32.init)
        #expect(Logic.selection(of: vector).array == expected)
      }
    }
    let all = Vector(.boolean, .boolean(Buffer(repeating: 1, count: 200)))
    #expect(Logic.selection(of: all).count == 200)
  }

  @Test func `IN lists agree with equality`() throws {
    var maker = VectorMaker(seed: 5)
    for type in Self.types {
      for round in 0..<12 {
        let members = maker.values(
          type, count: 1 + maker.next(6), nulls: round % 3 == 0 ? .some : .none)
        let list = InList(members, type: type)
        let (vector, values) = maker.vector(type, count: 100, nulls: round % 2 == 0 ? .some : .none)
        let result = list.evaluate(vector)
        for row in 0..<100 {
          let isMember = members.contains { member in
            !member.isNull && !values[row].isNull && order(member, values[row]) == 0
          }
          let expected: Value =
            values[row].isNull
            ? .null
            : isMember ? .boolean(true) : members.contains(.null) ? .null : .boolean(false)
          #expect(result[row] == expected, "\(values[row]) in \(members)")
        }
      }
    }
  }

  @Test(arguments: [
    ("abc", "abc", true), ("abc", "a%", true), ("abc", "%c", true), ("abc", "%b%", true),
    ("abc", "_b_", true), ("abc", "____", false), ("", "%", true), ("", "_", false),
    ("aXbXc", "a%b%c", true), ("ab", "a%b%b", false), ("abab", "%ab", true),
    ("đơn vị", "đ_n%", true), ("đơn vị", "%_ị", true), ("aab", "%aab", true),
    ("aaab", "a%aab", true),
    ("mississippi", "m%iss%ip%i", true), ("mississippi", "m%iss%ipx%i", false),
  ])
  func like(_ text: String, _ pattern: String, _ expected: Bool) throws {
    #expect(try Call.text("like", .text(text), .text(pattern)) == "\(expected)")
  }

  @Test func `other patterns`() throws {
    #expect(try Call.text("like", .text("50%"), .text("50!%"), .text("!")) == "true")
    #expect(try Call.text("like", .text("500"), .text("50!%"), .text("!")) == "false")
    #expect(try Call.text("ilike", .text("KHỐI A"), .text("khối%")) == "true")
    #expect(try Call.text("glob", .text("abc7"), .text("a*[0-9]")) == "true")
    #expect(try Call.text("glob", .text("abcx"), .text("a*[!0-9]")) == "true")
    #expect(try Call.text("glob", .text("abcx"), .text("?b*")) == "true")
    #expect(Call.failure("like", .text("a"), .text("a!"), .text("!")) == "runtime.bad-argument")
  }

  @Test func `a function over codes runs per entry and keeps codes`() throws {
    var maker = VectorMaker(seed: 6)
    for nulls in VectorMaker.Nulls.allCases {
      let values = maker.values(.varchar, count: 500, nulls: nulls)
      let codes = VectorMaker.vector(values, type: .varchar, isNarrow: true)
      let plain = VectorMaker.vector(values, type: .varchar)
      for (name, extra) in [("upper", []), ("length", []), ("left", [Value.integer(2)])] {
        let constants = extra.map { Vector(constant: $0, count: 500) }
        let byEntry = try Call.vector(name, [codes] + constants, count: 500)
        let byRow = try Call.vector(name, [plain] + constants, count: 500)
        for row in 0..<500 { #expect(byEntry[row] == byRow[row]) }
        if name != "length" && nulls != .all {
          #expect(byEntry.values.dictionary?.hasUniqueEntries == true)
        }
      }
    }
  }

  @Test func `date arithmetic`() throws {
    let day = Value.date(Calendar.days(year: 2024, month: 1, day: 31))
    let month = Value.interval(Interval(months: 1))
    #expect(try Call.text("+", day, .integer(1)) == "2024-02-01")
    #expect(try Call.text("-", day, .integer(31)) == "2023-12-31")
    #expect(try Call.text("+", day, month) == "2024-02-29 00:00:00")
    #expect(try Call.text("-", day, day) == "0")
    #expect(try Call.text("*", month, .integer(14)) == "1 year 2 months")
    #expect(try Call.text("-", .timestamp(90_000_000_000), .timestamp(0)) == "1 day 01:00:00")
    #expect(Call.failure("+", day, .integer(Int64.max)) == "runtime.date-out-of-range")
    #expect(
      Call.failure("+", day, .interval(Interval(months: Int32.max))) == "runtime.date-out-of-range")
  }
}
