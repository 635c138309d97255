import KhoiData
import KhoiFunctions
import KhoiText
import Testing

@Suite("Moments come back from text, formats, buckets and zones")
struct DateRoundTripTests {
  /// Moments of twenty thousand years around the birth of Christ.
  private static func moments(_ count: Int, step: Int64) -> [Int64] {
    var state: UInt64 = 42
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(bitPattern: state) % 300_000_000_000_000_000 / step * step
    }
  }

  @Test func `the text of a moment is read as that moment`() throws {
    for moment in Self.moments(500, step: 1) {
      let text = Value.timestamp(moment).text
      let vector = Vector(constant: .text(text), count: 1)
      #expect(try Cast.evaluate(vector, to: .timestamp)[0] == .timestamp(moment), "\(text)")
    }
  }

  @Test(arguments: ["%Y-%m-%d", "%Y-%j", "%G-%V-%u", "%Y-%U-%w", "%Y-%W-%w", "%d %B %Y", "%F"])
  func `a day written by a format is read by it`(_ format: String) throws {
    let first = Calendar.days(year: 1970, month: 1, day: 1)
    for offset in stride(from: Int32(0), to: 365 * 60, by: 7) {
      let day = first + offset
      let text = try Call.text("strftime", .date(day), .text(format))
      let back = try Call.text("strptime", .text(text), .text(format))
      #expect(back == Value.date(day).text + " 00:00:00", "\(text)")
    }
  }

  @Test func `a moment lies in its bucket`() throws {
    let widths: [Int64] = [1_000_000, 900_000_000, 7 * 86_400_000_000, 86_400_000_001]
    for width in widths {
      for moment in Self.moments(200, step: 1) {
        let start = try Call.text(
          "time_bucket", .interval(Interval(microseconds: width)), .timestamp(moment))
        let vector = Vector(constant: .text(start), count: 1)
        guard case .timestamp(let first) = try Cast.evaluate(vector, to: .timestamp)[0] else {
          Issue.record("\(start) is no moment")
          continue
        }
        #expect(first <= moment && moment - first < width, "\(moment) in \(width)")
      }
    }
  }

  @Test(arguments: [
    ("UTC", "2024-07-01 12:00:00"), ("Asia/Ho_Chi_Minh", "2024-07-01 19:00:00"),
    ("asia/saigon", "2024-07-01 19:00:00"), ("+05:30", "2024-07-01 17:30:00"),
    ("-3", "2024-07-01 09:00:00"), ("Europe/Paris", "2024-07-01 14:00:00"),
    ("Europe/London", "2024-07-01 13:00:00"), ("America/New_York", "2024-07-01 08:00:00"),
    ("America/Phoenix", "2024-07-01 05:00:00"), ("Australia/Sydney", "2024-07-01 22:00:00"),
    ("Pacific/Auckland", "2024-07-02 00:00:00"),
  ])
  func `clocks of zones`(_ zone: String, _ expected: String) throws {
    let day = Int64(Calendar.days(year: 2024, month: 7, day: 1)) * Calendar.microsecondsPerDay
    let noon = Value.zonedTimestamp(day + 43_200_000_000)
    #expect(try Call.text("timezone", .text(zone), noon) == expected)
  }

  @Test func `the ends of time have no daylight saving`() {
    for moment in [Calendar.validTimestamps.lowerBound, Calendar.validTimestamps.upperBound] {
      for zone in ["America/New_York", "Pacific/Auckland", "Europe/Paris", "Australia/Sydney"] {
        let failures = [
          Call.failure("timezone", .text(zone), .timestamp(moment)),
          Call.failure("timezone", .text(zone), .zonedTimestamp(moment)),
        ]
        #expect(failures.allSatisfy { $0 == nil || $0 == "runtime.date-out-of-range" })
      }
    }
  }

  @Test func `an unknown zone is an error`() {
    #expect(
      Call.failure("timezone", .text("Mars/Olympus"), .timestamp(0)) == "runtime.bad-argument")
  }
}
