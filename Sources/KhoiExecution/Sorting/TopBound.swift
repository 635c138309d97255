import KhoiData
import KhoiFunctions
import Synchronization

/// How good the first sort key of a row must be to be among the first rows of an order: what the
/// workers of a top-N tell each other and the scan below.
///
/// Keys are those of `Vector.orderKeys`: less is better.
final class TopBound: Sendable {
  let specification: SortSpecification
  private let type: LogicalType
  /// The greatest integer while nothing is known.
  private let worst = Atomic<Int64>(.max)

  init(_ type: LogicalType, _ specification: SortSpecification) {
    self.type = type
    self.specification = specification
  }

  /// Notes that there are enough rows whose key is not greater.
  func lower(to key: Int64) { worst.min(key, ordering: .relaxed) }

  /// What a row must pass; nil while every row may count.
  var test: RangeTest? {
    let key = worst.load(ordering: .relaxed)
    guard key != .max else { return nil }
    return RangeTest(
      notBehind: key, type: type, isDescending: specification.isDescending,
      nullsFirst: specification.nullsFirst)
  }

  /// Whether a stored column may have a row that counts.
  func mayHold(in stored: StoredColumn) -> Bool {
    guard let test else { return true }
    let statistics = stored.statistics
    if statistics.nullCount == stored.rowCount { return specification.nullsFirst }
    if statistics.nullCount > 0 && specification.nullsFirst { return true }
    guard let least = statistics.least, let greatest = statistics.greatest else { return true }
    return test.mayHold(least: least, greatest: greatest, mayHoldNaN: statistics.mayHoldNaN)
  }

  /// A key that no row of a stored column is better than, as far as statistics say.
  func bestKey(of stored: StoredColumn) -> Int64 {
    let statistics = stored.statistics
    if statistics.nullCount > 0 && specification.nullsFirst { return .min }
    guard let best = specification.isDescending ? statistics.greatest : statistics.least else {
      return .max
    }
    let vector = Vector(constant: best, type: type, count: 1)
    return vector.orderKeys(specification)[0]
  }
}
