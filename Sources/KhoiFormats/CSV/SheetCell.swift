import KhoiText

/// What a cell of a sheet looks like to a reader: empty, an error, a number, a word.
///
/// Looks at bytes without decoding them; signs beyond ASCII count as letters.
enum SheetCell {
  /// What spreadsheets write in place of a value that a formula could not give.
  static let errors: [[UInt8]] = [
    "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
  ].map { Array($0.utf8) }

  /// The cell without the blanks around it, no-break and other wide ones among them.
  static func trimmed(_ content: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var lower = content.startIndex
    var upper = content.endIndex
    while lower < upper {
      let width = blankWidth(content[lower..<upper])
      if width == 0 { break }
      lower += width
    }
    while lower < upper {
      if content[upper - 1] <= 0x20 {
        upper -= 1
      } else if content[upper - 1] < 0x80 {
        break
      } else if upper - lower >= 2, isBlank(content[(upper - 2)..<upper]) {
        upper -= 2
      } else if upper - lower >= 3, isBlank(content[(upper - 3)..<upper]) {
        upper -= 3
      } else {
        break
      }
    }
    return content[lower..<upper]
  }

  /// The bytes of the blank that the text begins with, none where it begins with another sign.
  private static func blankWidth(_ text: ArraySlice<UInt8>) -> Int {
    guard let first = text.first else { return 0 }
    if first <= 0x20 { return 1 }
    if first < 0x80 { return 0 }
    if text.count >= 2, isBlank(text.prefix(2)) { return 2 }
    if text.count >= 3, isBlank(text.prefix(3)) { return 3 }
    return 0
  }

  /// Whether two or three bytes are one blank: U+00A0, U+2000 to U+200B, U+202F, U+3000, U+FEFF.
  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    let start = bytes.startIndex
    if bytes.count == 2 { return bytes[start] == 0xC2 && bytes[start + 1] == 0xA0 }
    let last = bytes[start + 2]
    switch (bytes[start], bytes[start + 1]) {
    case (0xE2, 0x80): return (0x80...0x8B).contains(last) || last == 0xAF
    case (0xE3, 0x80): return last == 0x80
    case (0xEF, 0xBB): return last == 0xBF
    default: return false
    }
  }

  static func isError(_ cell: ArraySlice<UInt8>) -> Bool {
    guard cell.first == 0x23, cell.count <= 8 else { return false }
    return errors.contains { $0.elementsEqual(cell) }
  }

  /// Whether there is a letter in it.
  static func hasLetter(_ cell: ArraySlice<UInt8>) -> Bool {
    cell.contains { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x80 }
  }

  /// Whether it is a number, a day or a moment: digits, and no letters.
  static func isValue(_ cell: ArraySlice<UInt8>) -> Bool {
    cell.contains { $0 >= 0x30 && $0 <= 0x39 } && !hasLetter(cell)
  }

  /// Whether it is a number, maybe with a unit behind it, or a sign and a number.
  static func isQuantity(_ cell: ArraySlice<UInt8>) -> Bool {
    guard let first = cell.first else { return false }
    return (first >= 0x30 && first <= 0x39) || isValue(cell)
  }

  /// Whether it is a word or more: letters, and no digit at the start.
  static func isText(_ cell: ArraySlice<UInt8>) -> Bool {
    hasLetter(cell) && !isQuantity(cell)
  }

  /// The number, if it is a plain one with a point or none.
  static func number(_ cell: ArraySlice<UInt8>) -> Double? {
    guard isValue(cell), cell.count <= 24 else { return nil }
    return Double(String(decoding: cell, as: UTF8.self))
  }

  /// Whether it stands for a missing value, as people write it: a dash, dots, `n/a`.
  static func isMissing(_ cell: ArraySlice<UInt8>) -> Bool {
    guard !cell.isEmpty, cell.count <= 40 else { return false }
    return SheetWords.missing.contains(SheetWords.folded(cell))
  }

  /// Whether it is the label of a row of sums: `Tổng cộng`, `Total (2024):`.
  static func isTotalLabel(_ cell: ArraySlice<UInt8>) -> Bool {
    guard cell.count >= 3, cell.count <= 48, SheetWords.mayBeTotal(cell), hasLetter(cell) else {
      return false
    }
    var label = cell.prefix { $0 != 0x28 }
    while let last = label.last, last == 0x3A || last == 0x20 || last == 0x2E { label.removeLast() }
    return SheetWords.isTotal(label)
  }
}

/// The words that rows and cells of sheets are known by, in small letters.
enum SheetWords {
  static let totals: [String] = [
    "tổng cộng", "tổng", "cộng", "tổng số", "tổng cộng chung", "cộng dồn", "tổng toàn tỉnh",
    "total", "totals", "grand total", "sub total", "sub-total", "subtotal", "sum", "overall total",
    "gesamt", "gesamtsumme", "summe", "insgesamt", "total général", "total general", "somme",
    "totale", "итого", "всего", "合計", "小計", "总计", "小计", "합계",
  ]

  /// The words of `totals` in ASCII.
  private static let plainTotals = totals.map { Array($0.utf8) }.filter { word in
    word.allSatisfy { $0 < 0x80 }
  }

  /// For each byte of ASCII whether a word of `totals` begins with it, in capitals or not.
  private static let beginsTotal: [Bool] = {
    var begins = [Bool](repeating: false, count: 128)
    for word in totals {
      guard let first = word.utf8.first, first < 0x80 else { continue }
      begins[Int(first)] = true
      if first >= 0x61 { begins[Int(first) - 0x20] = true }
    }
    return begins
  }()

  /// The first three bytes of the words.
  private static let beginnings: [UInt32] = totals.map { beginning($0.utf8) }

  /// Three bytes in one word, letters of ASCII in small letters.
  private static func beginning(_ text: some Sequence<UInt8>) -> UInt32 {
    var word: UInt32 = 0
    var count = 0
    for byte in text {
      word = word << 8 | UInt32(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
      count += 1
      if count == 3 { break }
    }
    return word
  }

  /// Whether a cell may be one of `totals`, by its first bytes. Letters beyond ASCII may be written
  /// in several ways, so any are taken.
  static func mayBeTotal(_ cell: ArraySlice<UInt8>) -> Bool {
    guard let first = cell.first, mayBeginTotal(first) else { return false }
    let three = beginning(cell)
    return three & 0x80_80_80 != 0 || beginnings.contains(three)
  }

  /// Whether one of `totals` may begin with a byte.
  static func mayBeginTotal(_ byte: UInt8) -> Bool { byte >= 0x80 || beginsTotal[Int(byte)] }

  /// Whether a text is one of `totals`, capitals and the number of blanks aside.
  static func isTotal(_ text: ArraySlice<UInt8>) -> Bool {
    // Most texts are plain and are compared as they stand.
    var previous: UInt8 = 0
    for byte in text {
      if byte >= 0x80 || byte == 0x0A || (byte == 0x20 && previous == 0x20) {
        return totals.contains(folded(text))
      }
      previous = byte
    }
    return plainTotals.contains { word in
      word.count == text.count
        && zip(word, text).allSatisfy { $0 == ($1 >= 0x41 && $1 <= 0x5A ? $1 | 0x20 : $1) }
    }
  }

  static let missing: Set<String> = [
    "-", "--", "---", "–", "—", "…", "...", "..", "n/a", "na", "n.a.", "null", "none", "nan",
    "#n/a",
    "không có", "không có số liệu", "chưa có", "chưa có số liệu", "chưa báo cáo", "chưa rõ",
    "không rõ", "missing", "unknown", "not available", "k.a.", "\\n",
  ]

  /// The cell in small letters and one form, blanks in it single.
  static func folded(_ cell: ArraySlice<UInt8>) -> String {
    let text = String(decoding: NFC.normalise(Array(cell)).bytes, as: UTF8.self)
    return text.lowercased().split { $0 == " " || $0 == "\u{A0}" || $0 == "\n" }
      .joined(separator: " ")
  }
}
