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
    if text.count >= 2, isBlank(text.prefix(2)) { return 2 }
    if text.count >= 3, isBlank(text.prefix(3)) { return 3 }
    return 0
  }

  /// Whether two or three bytes are one blank: U+00A0, U+2000 to U+200B, U+202F, U+3000, U+FEFF.
  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(bytes)
    if bytes.count == 2 { return bytes == [0xC2, 0xA0] }
    if bytes[0] == 0xE2 && bytes[1] == 0x80 {
      return (0x80...0x8B).contains(bytes[2]) || bytes[2] == 0xAF
    }
    return bytes == [0xE3, 0x80, 0x80] || bytes == [0xEF, 0xBB, 0xBF]
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

  /// Whether it is the label of a row of sums: `Tổng cộng`, `Total`.
  static func isTotalLabel(_ cell: ArraySlice<UInt8>) -> Bool {
    guard cell.count >= 3, cell.count <= 48, hasLetter(cell) else { return false }
    var label = SheetWords.folded(cell)
    if let bracket = label.firstIndex(of: "(") { label = String(label[..<bracket]) }
    while let last = label.last, last == ":" || last == " " || last == "." { label.removeLast() }
    return SheetWords.totals.contains(label)
  }
}

/// The words that rows and cells of sheets are known by, in small letters.
enum SheetWords {
  static let totals: Set<String> = [
    "tổng cộng", "tổng", "cộng", "tổng số", "tổng cộng chung", "cộng dồn", "tổng toàn tỉnh",
    "total", "totals", "grand total", "sub total", "sub-total", "subtotal", "sum", "overall total",
    "gesamt", "gesamtsumme", "summe", "insgesamt", "total général", "total general", "somme",
    "totale", "итого", "всего", "合計", "小計", "总计", "小计", "합계",
  ]

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
