import KhoiData
import KhoiText

/// Where in a sorted group a quantile lies.
package struct QuantileFraction {
  let value: Double
  let isDescending: Bool

  static let half = QuantileFraction(value: 0.5, isDescending: false)

  private init(value: Double, isDescending: Bool) {
    self.value = value
    self.isDescending = isDescending
  }

  /// The fraction a quantile is called with: its second argument, and the third where it is there;
  /// a negative fraction counts from the greatest.
  init(_ arguments: [Vector], row: Int) throws(Diagnostic) {
    try self.init(arguments[1][row], isDescending: Self.descends(arguments, row: row))
  }

  /// The fractions of a quantile that is called with a list of them.
  static func list(_ arguments: [Vector], row: Int) throws(Diagnostic) -> [QuantileFraction] {
    guard case .list(let values, _) = arguments[1][row] else { return [] }
    let descends = descends(arguments, row: row)
    var fractions: [QuantileFraction] = []
    for value in values {
      fractions.append(try QuantileFraction(value, isDescending: descends))
    }
    return fractions
  }

  private static func descends(_ arguments: [Vector], row: Int) -> Bool {
    arguments.count > 2 && arguments[2][row] == .boolean(true)
  }

  init(_ value: Value, isDescending: Bool) throws(Diagnostic) {
    guard case .double(let fraction) = value, fraction >= -1, fraction <= 1 else {
      throw .badArgument("quantile", "the fraction must be between 0 and 1")
    }
    self.value = abs(fraction)
    self.isDescending = isDescending != (fraction < 0)
  }

  /// The number that lies the given part of the way from one to another.
  package static func between(_ low: Double, _ high: Double, _ rest: Double) -> Double {
    if rest == 0 || low == high { return low }
    // The distance from an infinity would be one, and the sum NaN.
    if !low.isFinite || !high.isFinite { return low * (1 - rest) + high * rest }
    return low + (high - low) * rest
  }

  /// The place of the first value that the fraction of values does not exceed.
  func place(among count: Int) -> Int {
    // Written so that fractions such as 0.1 of ten rows do not round up to the next row.
    let rest = Double(count) - value * Double(count)
    let place = max(1, count - Int(rest.rounded(.down))) - 1
    return isDescending ? count - 1 - place : place
  }

  /// The place at or below the quantile, and how far it is from there to the next.
  func position(among count: Int) -> (place: Int, rest: Double) {
    let exact = (isDescending ? 1 - value : value) * Double(count - 1)
    let place = exact.rounded(.down)
    return (Int(place), exact - place)
  }
}
