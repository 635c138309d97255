import KhoiData

/// What a file says about how its numbers and dates are written, besides the column itself.
struct StyleContext: Sendable {
  var delimiter: [UInt8] = []
  var hasVietnameseText = false
  /// Other columns whose values show by themselves which sign parts decimals.
  var vietnameseColumns = 0
  var americanColumns = 0
  /// What a person said of numbers.
  var locale: NumberLocale?
  /// What a person said of dates: days come first in Vietnamese, months in the United States.
  var dateLocale: NumberLocale?

  var usesSemicolons: Bool { delimiter == [0x3B] }
}

/// What the name of a column says about its values.
struct HeaderWords: Sendable {
  private let beginsWithSo: Bool
  /// The words without marks, in small letters, a blank before and behind each.
  private let folded: [UInt8]

  init(_ header: String) {
    var bytes = CellText.folded(Array(header.utf8))
    for place in bytes.indices where bytes[place] < 0x20 {
      // đ, as letters are compared without marks.
      bytes[place] = bytes[place] == 4 ? UInt8(ascii: "d") : 0x20
    }
    let signs = Array("()/_-.,:;[]\"'".utf8)
    for place in bytes.indices where signs.contains(bytes[place]) { bytes[place] = 0x20 }
    var folded: [UInt8] = [0x20]
    for word in bytes.split(separator: 0x20) {
      folded.append(contentsOf: word)
      folded.append(0x20)
    }
    self.folded = folded
    beginsWithSo = folded.starts(with: " so ".utf8)
  }

  /// Whether it names an amount, which has no decimals as a rule.
  var namesAmount: Bool { beginsWithSo || has(Self.amounts) }

  /// Whether it names a ratio, which has decimals.
  var namesRatio: Bool { folded.contains(UInt8(ascii: "%")) || has(Self.ratios) }

  /// Whether it names a day.
  var namesDate: Bool { has(Self.dates) }

  private func has(_ names: [String]) -> Bool {
    names.contains { name in
      let wanted = Array(" \(name) ".utf8)
      return folded.indices.contains { folded[$0...].starts(with: wanted) }
    }
  }

  private static let amounts = [
    "tien", "kinh phi", "so luong", "so tien", "so qua", "phan qua", "doanh thu", "chi phi",
    "ngan sach", "von", "gia", "don gia", "gia tri", "dan so", "san luong", "tong", "tong so",
  ]
  private static let ratios = [
    "ty le", "ti le", "he so", "diem", "ty trong", "ti trong", "phan tram",
  ]
  private static let dates = [
    "ngay", "date", "day", "thoi gian", "thoi diem", "thoi han", "sinh", "datetime", "timestamp",
  ]
}
