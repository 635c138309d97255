import KhoiData
import KhoiText

extension Vector {
  /// One code a row whose order is the order of the values; rows that are null have any code.
  func orderCodes(isCancelled: @escaping () -> Bool) throws(Diagnostic) -> Buffer<UInt64> {
    let values = replacing(validity: nil)
    let levels = SortLevel.make(values, .grouping, isCancelled: isCancelled)
    if levels.count == 1, case .codes(let codes) = levels[0] { return codes.codes }
    let ranks = try RowRanks([values], [.grouping], count: count, isCancelled: isCancelled)
    return ranks.numbers.converted(to: UInt64.self)
  }
}
