package import KhoiData

extension LogicalPlan {
  /// The table and its columns that the plan gives as they are, with all rows in their order; nil
  /// where it computes, filters or moves anything.
  package var storedColumns: (table: Table, columns: [Int])? {
    switch self {
    case .scan(let scan) where scan.filters.isEmpty:
      return (scan.table, scan.sourceIndices)
    case .project(let project):
      guard let (table, columns) = project.input.storedColumns else { return nil }
      var places: [ColumnID: Int] = [:]
      for (column, place) in zip(project.input.columns, columns) { places[column.id] = place }
      var picked: [Int] = []
      for item in project.items {
        guard case .column(let id, _) = item.expression, let place = places[id] else { return nil }
        picked.append(place)
      }
      return (table, picked)
    default:
      return nil
    }
  }
}
