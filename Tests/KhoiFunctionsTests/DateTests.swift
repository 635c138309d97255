import KhoiData
import KhoiFunctions
import KhoiText
import Testing

@Suite("Dates agree with a calendar that counts day by day")
struct DateTests {
  /// Walks through every day of some decades and knows each part by counting.
  @Test func `parts of every day`() throws {
    var (year, month, day) = (1968, 1, 1)
    // 1968-01-01 was a Monday.
    var weekday = 0
    var dayOfYear = 1
    let first = Calendar.days(year: 1968, month: 1, day: 1)
    var days: [Value] = []
    var expected: [String: [Int64]] = [:]
    let count = 366 * 60
    for offset in 0..<count {
      days.append(.date(first + Int32(offset)))
      expected["year", default: []].append(Int64(year))
      expected["month", default: []].append(Int64(month))
      expected["day", default: []].append(Int64(day))
      expected["quarter", default: []].append(Int64((month - 1) / 3 + 1))
      expected["isodow", default: []].append(Int64(weekday + 1))
      expected["dayofweek", default: []].append(Int64((weekday + 1) % 7))
      expected["dayofyear", default: []].append(Int64(dayOfYear))
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      weekday = (weekday + 1) % 7
      (day, dayOfYear) = (day + 1, dayOfYear + 1)
      if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month, dayOfYear) = (year + 1, 1, 1) }
    }
    let vector = Vector(
      .date, .int32(Buffer((0..<count).map { first + Int32($0) })), count: count)
    for (name, values) in expected {
      let result = try Call.vector(name, [vector], count: count)
      #expect(result.int64s.array == values, "\(name)")
    }
    try checkWeeks(vector, expected, count)
  }

  /// The first ISO week holds 4 January, and the number rises every Monday.
  private func checkWeeks(
    _ days: Vector, _ parts: [String: [Int64]], _ count: Int
  ) throws {
    let weeks = try Call.vector("week", [days], count: count).int64s
    let years = try Call.vector("isoyear", [days], count: count).int64s
    for row in 1..<count {
      if parts["month"]?[row] == 1 && parts["day"]?[row] == 4 {
        #expect(weeks[row] == 1)
        #expect(years[row] == parts["year"]?[row])
      }
      if parts["isodow"]?[row] == 1 {
        #expect(weeks[row] == weeks[row - 1] + 1 || (weeks[row] == 1 && weeks[row - 1] >= 52))
      } else {
        #expect(weeks[row] == weeks[row - 1] && years[row] == years[row - 1])
      }
    }
  }

  @Test(arguments: [
    ("year", "2024-01-01"), ("quarter", "2024-07-01"), ("month", "2024-08-01"),
    ("week", "2024-08-12"), ("day", "2024-08-15"), ("decade", "2020-01-01"),
    ("century", "2000-01-01"),
  ])
  func truncation(_ part: String, _ expected: String) throws {
    let day = Value.date(Calendar.days(year: 2024, month: 8, day: 15))
    #expect(try Call.text("date_trunc", .text(part), day) == expected)
    let moment = Value.timestamp(
      Int64(Calendar.days(year: 2024, month: 8, day: 15)) * 86_400_000_000 + 50_000_000_123)
    #expect(try Call.text("date_trunc", .text(part), moment) == expected + " 00:00:00")
  }

  @Test func `differences count boundaries`() throws {
    let start = Value.date(Calendar.days(year: 2023, month: 12, day: 31))
    let end = Value.date(Calendar.days(year: 2024, month: 1, day: 1))
    for (part, expected) in [
      ("year", "1"), ("quarter", "1"), ("month", "1"), ("week", "1"), ("day", "1"),
      ("hour", "24"), ("minute", "1440"), ("century", "0"),
    ] {
      #expect(try Call.text("date_diff", .text(part), start, end) == expected, "\(part)")
      let back = try Call.text("date_diff", .text(part), end, start)
      #expect(back == (expected == "0" ? "0" : "-" + expected))
    }
    #expect(Call.failure("date_diff", .text("yeer"), start, end) == "runtime.unknown-date-part")
  }

  @Test func `formats write and read`() throws {
    let moment = Value.timestamp(
      Int64(Calendar.days(year: 2024, month: 3, day: 5)) * 86_400_000_000 + 47_105_250_000)
    for (format, expected) in [
      ("%Y-%m-%d %H:%M:%S", "2024-03-05 13:05:05"), ("%d/%m/%y", "05/03/24"), ("%-d.%-m.", "5.3."),
      ("%I:%M %p", "01:05 PM"), ("%a %A %b %B", "Tue Tuesday Mar March"), ("%j %u %w", "065 2 2"),
      ("%F|%T|%R", "2024-03-05|13:05:05|13:05"), ("%e%%", " 5%"), ("%f %g", "250000 250"),
      ("%G-W%V", "2024-W10"), ("ngày %d", "ngày 05"),
    ] {
      #expect(try Call.text("strftime", moment, .text(format)) == expected)
      #expect(try Call.text("strftime", .text(format), moment) == expected)
    }
    for (text, format, expected) in [
      ("05/03/2024", "%d/%m/%Y", "2024-03-05 00:00:00"),
      ("5 March 2024 1:05 pm", "%d %B %Y %I:%M %p", "2024-03-05 13:05:00"),
      ("2024-065", "%Y-%j", "2024-03-05 00:00:00"),
      ("13:05:05.25", "%H:%M:%S.%f", "1900-01-01 13:05:05.25"),
    ] {
      #expect(try Call.text("strptime", .text(text), .text(format)) == expected)
    }
    #expect(Call.failure("strptime", .text("x"), .text("%Y")) == "runtime.cast-failed")
    #expect(Call.failure("strftime", moment, .text("%!")) == "runtime.bad-argument")
    #expect(try Call.text("try_strptime", .text("x"), .text("%Y")) == "NULL")
  }
}
