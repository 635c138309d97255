/// The ways to write days and moments that are tried on texts, in order, when none was asked for.
///
/// Where a day could be a month, days come first.
enum MomentFormats {
  private static let orders = [
    "%y-%m-%d", "%Y-%m-%d", "%d-%m-%y", "%d-%m-%Y", "%m-%d-%y", "%m-%d-%Y",
  ]
  private static let times = [
    "%H:%M:%S", "%I:%M:%S %p", "%H:%M:%S.%f", "%H:%M", "%I:%M %p",
  ]

  /// The formats that may fit a text, by the first sign that is no digit in it.
  static func candidates(for sample: [UInt8]) -> [MomentFormat] {
    let digits = sample.prefix { $0 >= 48 && $0 < 58 }
    guard digits.count == 1 || digits.count == 2 || digits.count == 4,
      digits.count < sample.count, sample.count <= 32
    else { return [] }
    let separator = sample[digits.count]
    guard [0x2D, 0x2F, 0x2E, 0x20].contains(separator) else { return [] }
    let mark = String(decoding: [separator], as: UTF8.self)
    let days = orders.map { order in
      String(order.flatMap { $0 == "-" ? Array(mark) : [$0] })
    }
    guard sample.contains(0x3A) else { return days.compactMap { MomentFormat($0) } }
    return days.flatMap { day in
      times.flatMap { [MomentFormat(day + " " + $0), MomentFormat(day + "T" + $0)] }
    }.compactMap { $0 }
  }
}
