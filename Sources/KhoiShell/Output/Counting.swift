/// Numbers as people read them in messages.
package enum Counting {
  /// `5,000 rows`, `1 row`.
  package static func text(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `12,345,678`.
  package static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// `0.004 s`, `12.3 s`, `2 min 5 s`.
  package static func seconds(_ seconds: Double) -> String {
    if seconds >= 120 { return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s" }
    return decimals(seconds, seconds < 10 ? 3 : 1) + " s"
  }

  /// `1.2 GB`, `359 kB`.
  package static func bytes(_ count: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = Double(count)
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return (unit == 0 ? String(count) : decimals(value, value < 100 ? 1 : 0)) + " " + units[unit]
  }

  /// A number that is not negative with a fixed number of decimals.
  package static func decimals(_ value: Double, _ count: Int) -> String {
    guard value.isFinite, value.magnitude < 1e15 else { return value.description }
    var scale = 1
    for _ in 0..<count { scale *= 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let whole = String(scaled / scale)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    if count == 0 { return sign + whole }
    let fraction = String(scaled % scale)
    return sign + whole + "." + String(repeating: "0", count: count - fraction.count) + fraction
  }
}
