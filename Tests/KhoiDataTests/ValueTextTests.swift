import KhoiData
import Testing

/// The spelling of values.
struct ValueTextTests {
  @Test(arguments: [
    (Value.null, "NULL"), (.boolean(true), "true"), (.integer(0), "0"), (.integer(-7), "-7"),
    (.integer(.min), "-9223372036854775808"), (.integer(1_234_567), "1234567"),
    (.double(0.1), "0.1"), (.double(2), "2.0"), (.double(1e20), "1e+20"), (.double(.nan), "nan"),
    (.double(-.infinity), "-inf"), (.text("Hội"), "Hội"), (.date(0), "1970-01-01"),
    (.date(-719_162), "0001-01-01"), (.timestamp(0), "1970-01-01 00:00:00"),
    (.timestamp(1_500_000), "1970-01-01 00:00:01.5"), (.time(47_100_000_000), "13:05:00"),
    (.date(.max), "infinity"), (.timestamp(-.max), "-infinity"),
    (.date(-719_163), "0001-12-31 (BC)"),
    (
      .interval(Interval(months: 14, days: 3, microseconds: 3_600_000_000)),
      "1 year 2 months 3 days 01:00:00"
    ), (.interval(Interval()), "00:00:00"),
  ])
  func `a value is spelled as a cast spells it`(value: Value, text: String) {
    #expect(value.text == text)
  }
}
