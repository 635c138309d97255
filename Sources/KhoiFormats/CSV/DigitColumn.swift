import KhoiData

/// Text columns whose every value is digits: codes, which stay text for the sake of their zeros.
enum DigitColumn {
  /// Why the column did not become numbers, as shown by one of its values; nil where it holds
  /// anything but digits.
  static func reason(_ table: Table, _ column: Int) -> String? {
    guard let dictionary = table.dictionary(of: column), dictionary.count > 0,
      dictionary.count <= 100_000
    else { return nil }
    var shown: String?
    for code in 0..<dictionary.count {
      let view = dictionary.entries[code]
      guard view.count > 0, view.count < 64 else { return nil }
      let text = view.string
      guard text.utf8.allSatisfy({ $0 >= 48 && $0 < 58 }) else { return nil }
      if shown == nil && text.utf8.count > 1 && text.utf8.first == 48 {
        shown = "values such as \(text) begin with a zero"
      }
      if shown == nil && text.utf8.count > 18 { shown = "\(text) has too many digits for BIGINT" }
    }
    return shown
  }
}
