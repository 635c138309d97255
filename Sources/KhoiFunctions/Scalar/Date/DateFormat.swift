import KhoiData
import KhoiText

/// A format of `strftime` and `strptime`: text in which `%` and a letter stand for a part.
///
/// | letters | part |
/// |---|---|
/// | Y y C m d e j | year, its last two digits, century, month, day, day with a blank, day of
///   the year |
/// | H I k l M S p | hour to 23 and to 12, both with a blank, minute, second, AM or PM |
/// | f g n | micro-, milli- and nanoseconds of the second |
/// | a A b h B Q | names of days and months, short and full; the quarter |
/// | u w V G U W | day of the week from Monday 1 or Sunday 0, ISO week and year, week of the year
///   by Sundays and by Mondays |
/// | z Z s | offset from UTC, name of the zone, seconds since 1970 |
/// | F T D R x X c + % | %Y-%m-%d, %H:%M:%S, %m/%d/%y, %H:%M, date, time, both, ISO 8601, a
///   per cent sign |
///
/// A `-` between per cent sign and letter leaves out leading zeros. A format without per cent signs
/// can be one of Java's and Spark's: `yyyy-MM-dd HH:mm:ss`.
struct DateFormat {
  enum Piece: Equatable {
    case literal([UInt8])
    case part(UInt8, isPadded: Bool)
  }

  let pieces: [Piece]

  /// How a format may be written.
  enum Style: Sendable {
    /// With per cent signs.
    case percent
    /// So, or as a pattern of repeated letters.
    case any
  }

  init(_ text: String, _ function: String, _ style: Style) throws(Diagnostic) {
    if style == .any, !text.utf8.contains(0x25), text.contains(where: \.isLetter) {
      try self.init(pattern: text, function)
      return
    }
    var reader = Reader(function: function, text: text)
    try reader.read(Array(text.utf8))
    self.init(pieces: reader.finished)
  }

  init(pieces: [Piece]) { self.pieces = pieces }

  /// Whether the format reads a zone or an offset.
  var hasZone: Bool {
    pieces.contains { piece in
      if case .part(let letter, _) = piece { letter | 0x20 == 0x7A } else { false }
    }
  }

  private struct Reader {
    let function: String
    let text: String
    private var pieces: [Piece] = []
    private var literal: [UInt8] = []

    init(function: String, text: String) {
      self.function = function
      self.text = text
    }

    var finished: [Piece] { literal.isEmpty ? pieces : pieces + [.literal(literal)] }

    mutating func read(_ bytes: [UInt8]) throws(Diagnostic) {
      var place = 0
      while place < bytes.count {
        guard bytes[place] == 0x25 else {
          literal.append(bytes[place])
          place += 1
          continue
        }
        place += 1
        let isPadded = !(place < bytes.count && bytes[place] == 0x2D)
        if !isPadded { place += 1 }
        // chrono's %#z and %:z are %z here.
        if place + 1 < bytes.count, bytes[place] == 0x23 || bytes[place] == 0x3A,
          bytes[place + 1] == 0x7A
        {
          place += 1
        }
        guard place < bytes.count, let expansion = DateFormat.expansion(bytes[place]) else {
          throw .badArgument(
            function, "'\(text)' is not a format",
            note: "% stands before one of Y y C m d e j H I k l M S f g n p a A b h B Q u w V G U W"
              + " z Z s F T D R x X c %")
        }
        if !expansion.isEmpty {
          try read(Array(expansion.utf8))
        } else if bytes[place] == 0x25 {
          literal.append(0x25)
        } else {
          if !literal.isEmpty { pieces.append(.literal(literal)) }
          literal = []
          pieces.append(.part(bytes[place], isPadded: isPadded))
        }
        place += 1
      }
    }
  }

  /// What a letter is short for; empty if it stands for itself, nil if it is not one.
  private static func expansion(_ letter: UInt8) -> String? {
    switch letter {
    case UInt8(ascii: "F"), UInt8(ascii: "x"): "%Y-%m-%d"
    case UInt8(ascii: "T"), UInt8(ascii: "X"): "%H:%M:%S"
    case UInt8(ascii: "D"): "%m/%d/%y"
    case UInt8(ascii: "R"): "%H:%M"
    case UInt8(ascii: "c"): "%Y-%m-%d %H:%M:%S"
    case UInt8(ascii: "+"): "%Y-%m-%dT%H:%M:%S%z"
    case UInt8(ascii: "h"): "%b"
    default: "YyCmdejHIklMSfgnpaAbBQuwVGUWzZs%".utf8.contains(letter) ? "" : nil
    }
  }

  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let days = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// Appends a moment; an infinite one in its own word.
  func append(_ timestamp: Int64, to output: inout [UInt8]) {
    if Calendar.isInfinite(timestamp: timestamp) {
      ValueText.append(timestamp: timestamp, into: &output)
      return
    }
    let (day, time) = Calendar.split(timestamp: timestamp)
    let civil = Calendar.civil(day)
    for piece in pieces {
      switch piece {
      case .literal(let bytes): output.append(contentsOf: bytes)
      case .part(let letter, let isPadded):
        if let text = Self.name(letter, day, civil.month, time) {
          output.append(contentsOf: text.utf8)
          continue
        }
        let (value, width) = Self.number(letter, timestamp, day, civil, time)
        if value < 0 { output.append(0x2D) }
        let digits = String(value.magnitude)
        let filler: UInt8 = "ekl".utf8.contains(letter) ? 0x20 : 0x30
        if isPadded {
          output.append(
            contentsOf: repeatElement(filler, count: max(0, width - digits.utf8.count)))
        }
        output.append(contentsOf: digits.utf8)
      }
    }
  }

  private static func name(
    _ letter: UInt8, _ day: Int32, _ month: Int32, _ time: Int64
  ) -> String? {
    switch letter {
    case UInt8(ascii: "a"): String(days[Int(Calendar.weekday(day))].prefix(3))
    case UInt8(ascii: "A"): days[Int(Calendar.weekday(day))]
    case UInt8(ascii: "b"): String(months[Int(month) - 1].prefix(3))
    case UInt8(ascii: "B"): months[Int(month) - 1]
    case UInt8(ascii: "p"): time < 43_200_000_000 ? "AM" : "PM"
    case UInt8(ascii: "z"): "+00"
    case UInt8(ascii: "Z"): ""
    default: nil
    }
  }

  private static func number(
    _ letter: UInt8, _ timestamp: Int64, _ day: Int32,
    _ civil: (year: Int32, month: Int32, day: Int32), _ time: Int64
  ) -> (value: Int64, width: Int) {
    switch letter {
    case UInt8(ascii: "Y"): return (Int64(civil.year), 4)
    case UInt8(ascii: "y"): return (Int64(civil.year.magnitude % 100), 2)
    case UInt8(ascii: "C"): return (Int64(civil.year / 100), 2)
    case UInt8(ascii: "m"): return (Int64(civil.month), 2)
    case UInt8(ascii: "d"), UInt8(ascii: "e"): return (Int64(civil.day), 2)
    case UInt8(ascii: "j"): return (DatePart.dayofyear.value(day: day), 3)
    case UInt8(ascii: "H"), UInt8(ascii: "k"): return (DatePart.hour.value(time: time), 2)
    case UInt8(ascii: "I"), UInt8(ascii: "l"):
      return ((DatePart.hour.value(time: time) + 11) % 12 + 1, 2)
    case UInt8(ascii: "M"): return (DatePart.minute.value(time: time), 2)
    case UInt8(ascii: "S"): return (DatePart.second.value(time: time), 2)
    case UInt8(ascii: "f"): return (time % 1_000_000, 6)
    case UInt8(ascii: "g"): return (time % 1_000_000 / 1000, 3)
    case UInt8(ascii: "n"): return (time % 1_000_000 * 1000, 9)
    case UInt8(ascii: "u"): return (DatePart.isodow.value(day: day), 1)
    case UInt8(ascii: "w"): return (DatePart.dayofweek.value(day: day), 1)
    case UInt8(ascii: "V"): return (DatePart.week.value(day: day), 2)
    case UInt8(ascii: "G"): return (DatePart.isoyear.value(day: day), 4)
    case UInt8(ascii: "Q"): return (DatePart.quarter.value(day: day), 1)
    case UInt8(ascii: "U"), UInt8(ascii: "W"):
      let weekday =
        letter == UInt8(ascii: "U")
        ? DatePart.dayofweek.value(day: day) : Int64(Calendar.weekday(day))
      return ((DatePart.dayofyear.value(day: day) + 6 - weekday) / 7, 2)
    default: return (DatePart.epoch.value(timestamp: timestamp), 1)
    }
  }
}
