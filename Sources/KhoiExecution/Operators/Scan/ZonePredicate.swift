import KhoiData
import KhoiFunctions
import KhoiPlan

/// A part of a filter that least and greatest value of a segment can rule out as a whole.
struct ZonePredicate: Sendable {
  enum Test: Sendable {
    case comparison(Comparison, Value)
    /// Equal to one of several.
    case oneOf([Value])
    case isNull
    case isNotNull
  }

  /// The place of the column in the table.
  let column: Int
  let test: Test

  /// The parts of the filters that have such a form.
  static func all(
    in filters: [BoundExpression], sourceIndices: [ColumnID: Int]
  ) -> [ZonePredicate] {
    filters.flatMap(\.conjuncts).compactMap { ZonePredicate($0, sourceIndices: sourceIndices) }
  }

  private init?(_ expression: BoundExpression, sourceIndices: [ColumnID: Int]) {
    func column(_ expression: BoundExpression) -> Int? {
      if case .column(let id, _) = expression { return sourceIndices[id] }
      return nil
    }
    switch expression {
    case .call(let call):
      guard call.arguments.count == 2, let comparison = Comparison(rawValue: call.function.name)
      else { return nil }
      if let place = column(call.arguments[0]),
        case .constant(let value, _) = call.arguments[1], !value.isNull
      {
        (self.column, test) = (place, .comparison(comparison, value))
      } else if let place = column(call.arguments[1]),
        case .constant(let value, _) = call.arguments[0], !value.isNull
      {
        (self.column, test) = (place, .comparison(comparison.flipped, value))
      } else {
        return nil
      }
    case .inList(let list):
      guard let place = column(list.operand) else { return nil }
      (self.column, test) = (place, .oneOf(list.values.filter { !$0.isNull }))
    case .isNull(let operand):
      guard let place = column(operand) else { return nil }
      (self.column, test) = (place, .isNull)
    case .not(.isNull(let operand)):
      guard let place = column(operand) else { return nil }
      (self.column, test) = (place, .isNotNull)
    case .column, .constant, .cast, .and, .or, .not, .caseWhen, .lambda, .subquery: return nil
    }
  }

  /// Whether some row of the segment may pass.
  func mayHold(in segment: Segment) -> Bool {
    let stored = segment.columns[column]
    let statistics = stored.statistics
    switch test {
    case .isNull: return statistics.nullCount > 0
    case .isNotNull: return statistics.nullCount < stored.rowCount
    case .comparison(let comparison, let value):
      if statistics.nullCount == stored.rowCount { return false }
      return Self.mayHold(comparison, value, statistics)
    case .oneOf(let values):
      if statistics.nullCount == stored.rowCount { return false }
      return values.contains { Self.mayHold(.equal, $0, statistics) }
    }
  }

  private static func mayHold(
    _ comparison: Comparison, _ value: Value, _ statistics: StoredColumn.Statistics
  ) -> Bool {
    guard let least = statistics.least, let greatest = statistics.greatest else { return true }
    // The bounds of FLOAT columns are doubles. NaN is outside of them and sorts after everything.
    let isDouble = value.type == .double || value.type == .float
    let mayHoldNaN = isDouble && statistics.mayHoldNaN
    if case .double(let number) = value, number.isNaN { return true }
    if case .float(let number) = value, number.isNaN { return true }
    if !isDouble, value.type != least.type { return true }
    switch comparison {
    case .equal: return !value.sortsBefore(least) && !greatest.sortsBefore(value)
    case .notEqual: return mayHoldNaN || least != value || greatest != value
    case .less: return least.sortsBefore(value)
    case .lessOrEqual: return !value.sortsBefore(least)
    case .greater: return mayHoldNaN || value.sortsBefore(greatest)
    case .greaterOrEqual: return mayHoldNaN || !greatest.sortsBefore(value)
    }
  }
}
