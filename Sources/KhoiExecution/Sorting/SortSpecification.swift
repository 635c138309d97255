/// How one key orders rows.
struct SortSpecification: Hashable, Sendable {
  var isDescending: Bool
  var nullsFirst: Bool

  /// For keys that only need to bring equal rows together.
  static let grouping = SortSpecification(isDescending: false, nullsFirst: false)
}
