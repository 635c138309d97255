import KhoiData
import KhoiText

/// A format of `strftime` and `strptime`: text in which `%` and a letter stand for a part.
///
/// | letters | part |
/// |---|---|
/// | Y y m d e j | year, its last two digits, month, day, day with a blank, day of the year |
/// | H I M S f g p | hour to 23 and to 12, minute, second, micro-, milliseconds, AM or PM |
/// | a A b B | names of days and months, short and full |
/// | u w V G U | day of the week from Monday 1 or Sunday 0, ISO week and year, week by Sundays |
/// | F T D R s % | %Y-%m-%d, %H:%M:%S, %m/%d/%y, %H:%M, seconds since 1970, a per cent sign |
///
/// A `-` between per cent sign and letter leaves out leading zeros.
struct DateFormat {
  enum Piece: Equatable {
    case literal([UInt8])
    case part(UInt8, isPadded: Bool)
  }

  let pieces: [Piece]

  init(_ text: String, _ function: String) throws(Diagnostic) {
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    let bytes = Array(text.utf8)
    var place = 0
    func flush() {
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = []
    }
    while place < bytes.count {
      guard bytes[place] == 0x25 else {
        literal.append(bytes[place])
        place += 1
        continue
      }
      place += 1
      let isPadded = !(place < bytes.count && bytes[place] == 0x2D)
      if !isPadded { place += 1 }
      guard place < bytes.count, let expansion = Self.expansion(bytes[place]) else {
        throw .badArgument(
          function, "'\(text)' is not a format",
          note: "% stands before one of Y y m d e j H I M S f g p a A b B u w V G U F T D R s %")
      }
      flush()
      if expansion.isEmpty {
        if bytes[place] == 0x25 {
          literal.append(0x25)
        } else {
          pieces.append(.part(bytes[place], isPadded: isPadded))
        }
      } else {
        pieces += try DateFormat(expansion, function).pieces
      }
      place += 1
    }
    flush()
    self.pieces = pieces
  }

  /// What a letter is short for; empty if it stands for itself, nil if it is not one.
  private static func expansion(_ letter: UInt8) -> String? {
    switch letter {
    case UInt8(ascii: "F"): "%Y-%m-%d"
    case UInt8(ascii: "T"), UInt8(ascii: "X"): "%H:%M:%S"
    case UInt8(ascii: "D"): "%m/%d/%y"
    case UInt8(ascii: "R"): "%H:%M"
    case UInt8(ascii: "x"): "%Y-%m-%d"
    case UInt8(ascii: "c"): "%Y-%m-%d %H:%M:%S"
    default: "YymdejHIMSfgpaAbBuwVGUs%".utf8.contains(letter) ? "" : nil
    }
  }

  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let days = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// Appends a moment.
  func append(_ timestamp: Int64, to output: inout [UInt8]) {
    let (day, time) = Calendar.split(timestamp: timestamp)
    let civil = Calendar.civil(day)
    for piece in pieces {
      switch piece {
      case .literal(let bytes): output.append(contentsOf: bytes)
      case .part(let letter, let isPadded):
        if let text = Self.name(letter, day, civil.month, time) {
          output.append(contentsOf: text.utf8)
        } else {
          let (value, width) = Self.number(letter, timestamp, day, civil, time)
          let digits = String(value)
          let filler: UInt8 = letter == UInt8(ascii: "e") ? 0x20 : 0x30
          if isPadded {
            output.append(
              contentsOf: repeatElement(filler, count: max(0, width - digits.utf8.count)))
          }
          output.append(contentsOf: digits.utf8)
        }
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
    default: nil
    }
  }

  private static func number(
    _ letter: UInt8, _ timestamp: Int64, _ day: Int32,
    _ civil: (year: Int32, month: Int32, day: Int32), _ time: Int64
  ) -> (value: Int64, width: Int) {
    switch letter {
    case UInt8(ascii: "Y"): return (Int64(civil.year), 4)
    case UInt8(ascii: "y"): return (Int64(civil.year % 100), 2)
    case UInt8(ascii: "m"): return (Int64(civil.month), 2)
    case UInt8(ascii: "d"), UInt8(ascii: "e"): return (Int64(civil.day), 2)
    case UInt8(ascii: "j"): return (DatePart.dayofyear.value(day: day), 3)
    case UInt8(ascii: "H"): return (DatePart.hour.value(time: time), 2)
    case UInt8(ascii: "I"): return ((DatePart.hour.value(time: time) + 11) % 12 + 1, 2)
    case UInt8(ascii: "M"): return (DatePart.minute.value(time: time), 2)
    case UInt8(ascii: "S"): return (DatePart.second.value(time: time), 2)
    case UInt8(ascii: "f"): return (time % 1_000_000, 6)
    case UInt8(ascii: "g"): return (time % 1_000_000 / 1000, 3)
    case UInt8(ascii: "u"): return (DatePart.isodow.value(day: day), 1)
    case UInt8(ascii: "w"): return (DatePart.dayofweek.value(day: day), 1)
    case UInt8(ascii: "V"): return (DatePart.week.value(day: day), 2)
    case UInt8(ascii: "G"): return (DatePart.isoyear.value(day: day), 4)
    case UInt8(ascii: "U"):
      let dayOfYear = DatePart.dayofyear.value(day: day) - 1
      return ((dayOfYear + 7 - DatePart.dayofweek.value(day: day)) / 7, 2)
    default: return (DatePart.epoch.value(timestamp: timestamp), 1)
    }
  }
}
