import KhoiData
import Testing

/// Days and civil dates against a calendar that counts day by day.
struct CalendarTests {
  @Test func `every day of ten thousand years round-trips and follows its predecessor`() {
    var expected: (year: Int32, month: Int32, day: Int32) = (1, 1, 1)
    for days in Int32(-719_162)...2_932_896 {
      let civil = Calendar.civil(days)
      guard civil == expected else {
        Issue.record("day \(days) is \(civil), expected \(expected)")
        return
      }
      #expect(Calendar.days(year: civil.year, month: civil.month, day: civil.day) == days)
      expected.day += 1
      if expected.day > Calendar.dayCount(year: expected.year, month: expected.month) {
        expected.day = 1
        expected.month += 1
      }
      if expected.month > 12 {
        expected.month = 1
        expected.year += 1
      }
    }
    #expect(expected == (10_000, 1, 1))
  }

  @Test func `the first of January 1970 is day 0 and a Thursday`() {
    #expect(Calendar.days(year: 1970, month: 1, day: 1) == 0)
    #expect(Calendar.weekday(0) == 3)
    #expect(Calendar.weekday(-1) == 2)
  }

  @Test func `adding months keeps the day within the month`() {
    let endOfJanuary = Calendar.days(year: 2024, month: 1, day: 31)
    #expect(
      Calendar.adding(months: 1, to: endOfJanuary)
        == Calendar.days(year: 2024, month: 2, day: 29))
    #expect(
      Calendar.adding(months: -11, to: endOfJanuary)
        == Calendar.days(year: 2023, month: 2, day: 28))
    #expect(Calendar.adding(months: 80_000_000, to: 0) == nil)
    #expect(Calendar.adding(months: Int64.max, to: 0) == nil)
  }

  @Test func `the first and the last day have neighbours only inside`() {
    let first = Calendar.validDays.lowerBound
    #expect(Calendar.civil(first) == (-5_877_641, 6, 25))
    #expect(Calendar.isValid(year: -5_877_641, month: 6, day: 25))
    #expect(!Calendar.isValid(year: -5_877_641, month: 6, day: 24))
    let last = Calendar.validDays.upperBound
    #expect(Calendar.civil(last) == (5_881_580, 7, 10))
    #expect(Calendar.isValid(year: 5_881_580, month: 7, day: 10))
    #expect(!Calendar.isValid(year: 5_881_580, month: 7, day: 11))
    #expect(Calendar.days(year: 5_881_580, month: 7, day: 10) == last)
    #expect(Calendar.midnight(last) == nil)
    #expect(Calendar.midnight(.max) == .max)
    #expect(Calendar.day(timestamp: -.max) == -.max)
  }

  @Test func `a moment before 1970 belongs to the day it falls on`() {
    let (days, microseconds) = Calendar.split(timestamp: -1)
    #expect(days == -1)
    #expect(microseconds == Calendar.microsecondsPerDay - 1)
  }
}
