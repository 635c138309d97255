/// A written date or period: every way to understand it.
///
/// `10/02/2025` is the tenth of February or the second of October; a cell alone does not say, a
/// column may. Marks on letters are optional: `ngay 10 thang 2 nam 2025`.
package enum DateCell {
  /// What a cell is.
  package enum Reading: Equatable, Sendable {
    /// One reading, or two of which the day comes first in the first one.
    case dates([DateReading])
    /// Digits that may be a day number of a spreadsheet.
    case integer(Int)
    case nothing
    case other
  }

  package static func read(_ bytes: [UInt8]) -> Reading {
    guard let first = bytes.first else { return .nothing }
    guard bytes.count <= 60, mayBeDate(first) else { return .other }
    let plain = CellText.folded(bytes)
    if CellText.meansNothing(plain) { return .nothing }
    guard let tokens = DateToken.tokens(of: plain), !tokens.isEmpty else { return .other }
    if tokens.count == 1, case .number(let value, let digits) = tokens[0] {
      if digits == 4, (1000...2999).contains(value) { return .dates([.year(value)]) }
      return .integer(value)
    }
    var reader = DateReader(tokens: tokens)
    guard let readings = reader.read(), !readings.isEmpty else { return .other }
    return .dates(readings)
  }

  /// The day that a spreadsheet's number stands for, where it is of a time people live in.
  package static func day(ofSerial serial: Int) -> Int32? {
    guard (20_000...60_000).contains(serial) else { return nil }
    // 1899-12-30, as spreadsheets believe that 1900 had a 29 February.
    return Int32(serial) - 25_569
  }

  private static func mayBeDate(_ first: UInt8) -> Bool {
    switch first {
    case 48..<58, 0x20, 9, 0x80...0xFF, 0x2D, 0x2E, 0x23: return true
    // Ngày, năm, nhiệm kỳ; tháng, thứ; quý; sáng; chiều, chủ nhật, cn; mùng; giai đoạn; lúc.
    default: return "nNtTqQsScCmMgGlL".utf8.contains(first)
    }
  }
}

/// A word, a number or a sign of a date.
enum DateToken: Equatable {
  case number(Int, digits: Int)
  case word([UInt8])
  case sign(UInt8)
  case blank

  /// The parts of a folded text; nil where something stands in it that no date has.
  static func tokens(of bytes: [UInt8]) -> [DateToken]? {
    var tokens: [DateToken] = []
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      let start = place
      switch byte {
      case 48..<58:
        var value = 0
        while place < bytes.count, (48..<58).contains(bytes[place]) {
          guard place - start < 9 else { return nil }
          value = value * 10 + Int(bytes[place] - 48)
          place += 1
        }
        tokens.append(.number(value, digits: place - start))
      case 0x61...0x7A, CellText.dong:
        var word: [UInt8] = []
        while place < bytes.count {
          let byte = bytes[place]
          guard (0x61...0x7A).contains(byte) || byte == CellText.dong else { break }
          word.append(byte == CellText.dong ? UInt8(ascii: "d") : byte)
          place += 1
        }
        tokens.append(.word(word))
      case 0x20:
        tokens.append(.blank)
        place += 1
      case 0x27, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A:
        tokens.append(.sign(byte))
        place += 1
      default: return nil
      }
      if tokens.count > 30 { return nil }
    }
    return tokens
  }
}
