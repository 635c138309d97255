package import KhoiData
package import KhoiText

/// The value that a text on the command line or in a header stands for.
package enum ParameterValue {
  /// `name=value`, as after `--param`.
  package static func split(_ text: String) throws(Diagnostic) -> (name: String, value: String) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw .badParameter(text)
    }
    var name = text[..<sign]
    if name.first == "$" { name = name.dropFirst() }
    return (String(name), String(text[text.index(after: sign)...]))
  }

  /// The value of a text: of the declared type, else of the type it looks like.
  package static func value(
    _ text: String, type: String?, name: String
  ) throws(Diagnostic) -> Value {
    if text.uppercased() == "NULL" { return .null }
    let isQuoted = text.count >= 2 && text.first == "'" && text.last == "'"
    let plain = isQuoted ? String(text.dropFirst().dropLast()).replacing("''", with: "'") : text
    guard let type else { return isQuoted ? .text(plain) : guess(plain) }
    let value: Value?
    switch LogicalType(word: type) {
    case .varchar?: value = .text(plain)
    case .bigint?, .narrow?, .ubigint?: value = Int64(plain).map { .integer($0) }
    case .double?, .float?, .decimal?: value = Double(plain).map { .double($0) }
    case .boolean?: value = flag(plain)
    case .date?: value = date(plain).map { .date($0) }
    case .timestamp?, .time?, .interval?: value = .text(plain)
    case nil where ["DECIMAL", "NUMERIC"].contains(type.uppercased()):
      value = Double(plain).map { .double($0) }
    default: value = guess(plain)
    }
    guard let value else { throw .badParameterValue(name, text, type) }
    return value
  }

  private static func guess(_ text: String) -> Value {
    // A number with leading zeros is a name, such as a code.
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    let isName = digits.count > 1 && digits.first == "0" && digits.dropFirst().first != "."
    if !isName, digits.first?.isNumber == true {
      if let number = Int64(text) { return .integer(number) }
      if let number = Double(text) { return .double(number) }
    }
    return flag(text) ?? .text(text)
  }

  private static func flag(_ text: String) -> Value? {
    switch text.lowercased() {
    case "true": .boolean(true)
    case "false": .boolean(false)
    default: nil
    }
  }

  private static func date(_ text: String) -> Int32? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = Int32(parts[0]), let month = Int32(parts[1]),
      let day = Int32(parts[2]), Calendar.isValid(year: year, month: month, day: day)
    else { return nil }
    return Calendar.days(year: year, month: month, day: day)
  }
}
