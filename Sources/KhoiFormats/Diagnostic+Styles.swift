import KhoiData
import KhoiText

/// What is said of columns whose numbers and dates are written as people write them.
extension Diagnostic {
  private static func column(_ name: String) -> String { "column \"\(name)\"" }

  private static func cell(_ text: String, row: Int) -> String {
    "\(quoted(shortened(text))) (row \(row))"
  }

  static func numberStyle(
    _ name: String, _ text: String, row: Int, value: String, _ style: NumberColumnStyle.Style,
    dashes: Int
  ) -> Diagnostic {
    var message = "\(column(name)): \(cell(text, row: row)) is read as \(value)"
    if let unit = style.unit { message += unit == .percent ? " percent" : " \(unit.rawValue)" }
    if style.isAssumed { message += ": \(style.why)" }
    if style.parenthesesCount > 0 { message += ", parentheses as a minus" }
    if dashes > 0 {
      message += "; \(counted(dashes, "cell")) without a number made NULL"
    }
    message +=
      style.isAssumed
      ? "; if not: decimal => '\(style.locale == .vietnamese ? "." : ",")'"
      : "; numbers => 'plain' keeps text"
    return notice("number-style", message)
  }

  static func proposedNumbers(
    _ name: String, _ text: String, row: Int, value: String, _ style: NumberColumnStyle.Style
  ) -> Diagnostic {
    var meaning = value
    if let unit = style.unit { meaning += unit == .percent ? " percent" : " \(unit.rawValue)" }
    let sign = style.locale == .vietnamese && style.example != nil ? "," : "."
    return notice(
      "number-style",
      "\(column(name)) kept as text: decimal => '\(sign)' reads \(cell(text, row: row)) as "
        + "\(meaning)")
  }

  static func proposedNull(_ name: String, _ text: String, row: Int, count: Int) -> Diagnostic {
    notice(
      "kept-as-text",
      "\(column(name)) kept as text: \(cell(text, row: row)) is no number, unlike "
        + "\(counted(count, "other value")); null => \(quoted(text)) makes it NULL")
  }

  static func ambiguousNumbers(
    _ name: String, _ text: String, row: Int, _ readings: (grouped: String, decimal: String)
  ) -> Diagnostic {
    let sign = text.utf8.contains(0x2E) ? "." : ","
    let other = sign == "." ? "," : "."
    return notice(
      "ambiguous-numbers",
      "\(column(name)) kept as text: \(cell(text, row: row)) may be \(readings.grouped) "
        + "(decimal => '\(other)') or \(readings.decimal) (decimal => '\(sign)')")
  }

  static func contradiction(
    _ name: String, _ why: String, _ rows: [(text: String, row: Int)]
  ) -> Diagnostic {
    let shown = rows.map { cell($0.text, row: $0.row) }.joined(separator: ", ")
    return notice("kept-as-text", "\(column(name)) kept as text: \(why); see \(shown)")
  }

  static func oddValue(_ name: String, _ text: String, row: Int, count: Int) -> Diagnostic {
    notice(
      "kept-as-text",
      "\(column(name)) kept as text: \(cell(text, row: row)) is no number, unlike "
        + "\(counted(count, "other value")); SAFE.parse_number(\(quotedIdentifier(name)), 'vi') "
        + "reads those")
  }

  static func oddDate(_ name: String, _ text: String, row: Int, count: Int) -> Diagnostic {
    notice(
      "kept-as-text",
      "\(column(name)) kept as text: \(cell(text, row: row)) is no date, unlike "
        + "\(counted(count, "other value"))")
  }

  static func cellsWithoutValue(_ name: String, _ count: Int, _ noun: String) -> Diagnostic {
    notice(
      "number-style", "\(column(name)): \(counted(count, "cell")) without a \(noun) made NULL")
  }

  static func dateStyle(
    _ name: String, _ text: String, row: Int, value: String, _ style: DateColumnStyle.Style,
    short: String?, dashes: Int
  ) -> Diagnostic {
    var message = "\(column(name)): \(cell(text, row: row)) is read as \(value)"
    if style.isAssumed { message += ": \(style.why)" }
    if let short { message += "; years of two digits such as \(quoted(short)) are 1950 to 2049" }
    if dashes > 0 { message += "; \(counted(dashes, "cell")) without a date made NULL" }
    if style.isAssumed {
      message += "; if not: \(remedy(text, dayFirst: style.order != .dayFirst))"
    }
    return notice("date-style", message)
  }

  static func ambiguousDates(_ name: String, _ text: String, row: Int) -> Diagnostic {
    notice(
      "ambiguous-dates",
      "\(column(name)) kept as text: \(cell(text, row: row)) may be day/month "
        + "(\(remedy(text, dayFirst: true))) or month/day (\(remedy(text, dayFirst: false)))")
  }

  /// The option that reads dates such as this one in an order.
  private static func remedy(_ text: String, dayFirst: Bool) -> String {
    let digits = text.utf8.prefix { (48..<58).contains($0) }.count
    let signs = text.utf8.filter { !(48..<58).contains($0) }
    guard (1...2).contains(digits), signs.count == 2, let sign = signs.first, signs.last == sign
    else { return "locale => '\(dayFirst ? "vi" : "us")'" }
    let year = text.utf8.reversed().prefix { (48..<58).contains($0) }.count == 2 ? "%y" : "%Y"
    let parts = (dayFirst ? ["%d", "%m"] : ["%m", "%d"]) + [year]
    let separator = String(decoding: [sign], as: UTF8.self)
    return "dateformat => '\(parts.joined(separator: separator))'"
  }

  static func periods(_ name: String, _ kind: DateKind, _ text: String, row: Int) -> Diagnostic {
    let what: String
    switch kind {
    case .dayMonth: what = "days without a year"
    case .month: what = "months"
    case .quarter: what = "quarters"
    case .months: what = "parts of years"
    case .school: what = "school years"
    case .range: what = "ranges of years"
    default: what = "periods"
    }
    return notice(
      "periods", "\(column(name)) holds \(what), such as \(cell(text, row: row)), and stays text")
  }

  static func serialDates(_ name: String, _ serial: Int, _ day: String) -> Diagnostic {
    let quotedName = quotedIdentifier(name)
    return notice(
      "serial-dates",
      "\(column(name)) may hold day numbers of a spreadsheet: \(serial) = \(day), as in "
        + "DATE '1899-12-30' + \(quotedName)")
  }

  static func moreStyles(_ count: Int) -> Diagnostic {
    notice("number-style", "\(counted(count, "more column")) with numbers or dates of a style")
  }

  static func misfittingNumber(
    _ name: String, _ text: String, path: String, row: Int, locale: NumberLocale
  ) -> Diagnostic {
    let sign = locale == .vietnamese ? "," : "."
    return Diagnostic(
      .io, "csv-value",
      "\(column(name)), row \(row): \(quoted(shortened(text))) is no number with '\(sign)' before "
        + "its decimals",
      notes: ["in \(quoted(path))", "numbers => 'plain' keeps such columns as text"])
  }
}
