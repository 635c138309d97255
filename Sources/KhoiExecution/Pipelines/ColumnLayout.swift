package import KhoiData
package import KhoiPlan

/// Where the columns of a plan stand in the chunks of a pipeline.
package struct ColumnLayout: Sendable {
  package let columns: [PlanColumn]
  private let positions: [ColumnID: Int]

  package init(_ columns: [PlanColumn]) {
    self.columns = columns
    // Of a column that stands twice either will do.
    positions = Dictionary(
      columns.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  package var count: Int { columns.count }
  package var types: [LogicalType] { columns.map(\.type) }

  /// The position of a column, or nil where the pipeline does not carry it.
  package func position(of id: ColumnID) -> Int? { positions[id] }
}
