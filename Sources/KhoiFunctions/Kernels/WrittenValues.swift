import KhoiData
import KhoiText

/// Reads written numbers and dates one by one.
enum WrittenValues {
  /// What `body` makes of each text, given the second argument.
  static func values<Result>(
    _ arguments: [Vector], count: Int,
    _ body: (_ text: [UInt8], _ style: [UInt8]?) throws(Diagnostic) -> Result?
  ) throws(Diagnostic) -> [Result?] {
    let texts = arguments[0].textViews
    let styles = arguments.count > 1 ? arguments[1].textViews : nil
    let validity = rowsWithoutNull(arguments)
    var result: [Result?] = []
    result.reserveCapacity(count)
    for row in 0..<count {
      if let validity, !validity.isValid(row) {
        result.append(nil)
        continue
      }
      let bytes = unsafe texts.withBytes(row) { unsafe Array($0) }
      let style = styles.map { style in unsafe style.withBytes(row) { unsafe Array($0) } }
      result.append(try body(bytes, style))
    }
    return result
  }

  static func validity<Result>(_ values: [Result?]) -> Validity? {
    guard values.contains(where: { $0 == nil }) else { return nil }
    return Validity(count: values.count) { values[$0] != nil }
  }

  static func number(_ bytes: [UInt8], _ style: [UInt8]?) throws(Diagnostic) -> Double? {
    let name = style.map { String(decoding: $0, as: UTF8.self) }
    let locale = name.flatMap { NumberLocale(rawValue: $0.lowercased()) }
    if let name, locale == nil {
      throw .badArgument("parse_number", "the locale is 'vi' or 'us', not '\(name)'")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    switch NumberCell.read(bytes) {
    case .nothing: return nil
    case .other: throw .badArgument("parse_number", "'\(text)' is no number")
    case .number(let cell):
      if let locale {
        if let value = cell.value(locale) { return value.double }
        throw .badArgument(
          "parse_number", "'\(text)' is no number as '\(locale.rawValue)' writes them")
      }
      guard let comma = cell.vietnamese ?? cell.american,
        let point = cell.american ?? cell.vietnamese
      else { throw .badArgument("parse_number", "'\(text)' has too many digits") }
      if comma == point { return comma.double }
      throw .badArgument(
        "parse_number", "'\(text)' may be \(comma.text) or \(point.text)",
        note: "parse_number(text, 'vi') has the dot between thousands, 'us' before decimals")
    }
  }

  /// Whether the second argument of parse_date is an order and not the text of a date.
  static func areOrders(_ vector: Vector, count: Int) -> Bool {
    guard count > 0, !vector.isNull(0) else { return false }
    let first = unsafe vector.textViews.withBytes(0) { unsafe Array($0) }
    return order(first) != nil
  }

  private static func order(_ bytes: [UInt8]) -> DateReading.Order? {
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case "dmy", "vi": .dayFirst
    case "mdy", "us": .monthFirst
    default: nil
    }
  }

  static func date(_ bytes: [UInt8], _ style: [UInt8]?) throws(Diagnostic) -> Int32? {
    let wanted = style.flatMap { order($0) }
    let text = String(decoding: bytes, as: UTF8.self)
    switch DateCell.read(bytes) {
    case .nothing: return nil
    case .dates(let readings):
      let fitting = readings.filter { wanted == nil || $0.order == wanted || readings.count == 1 }
      if let wanted, let only = readings.first, readings.count == 1,
        let order = only.order, order != wanted, order == .dayFirst || order == .monthFirst
      {
        throw .badArgument("parse_date", "'\(text)' is no day in the order \(wanted.rawValue)")
      }
      let days = Set(fitting.compactMap(\.firstDay))
      guard let day = days.first else {
        throw .badArgument("parse_date", "'\(text)' has no year")
      }
      if days.count == 1 { return day }
      let spelled = days.sorted().map { Value.date($0).text }.joined(separator: " or ")
      throw .badArgument(
        "parse_date", "'\(text)' may be \(spelled)",
        note: "parse_date(text, 'dmy') has the day first, 'mdy' the month")
    default: throw .badArgument("parse_date", "'\(text)' is no date")
    }
  }
}
