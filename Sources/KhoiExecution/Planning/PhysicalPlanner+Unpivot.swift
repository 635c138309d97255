import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planUnpivot(_ node: LogicalPlan.Unpivot) throws(Diagnostic) -> PipelineDraft {
    var draft = try open(node.input)
    let layout = draft.layout
    func position(_ id: ColumnID) throws(Diagnostic) -> Int {
      guard let position = layout.position(of: id) else {
        throw .broken("UNPIVOT names a column that its input does not give")
      }
      return position
    }
    var kept: [Int] = []
    for column in node.kept { kept.append(try position(column.id)) }
    var values: [(type: LogicalType, sources: [Int])] = []
    for (place, column) in node.values.enumerated() {
      var sources: [Int] = []
      for group in node.groups { sources.append(try position(group.sources[place])) }
      values.append((column.type, sources))
    }
    let profile = OperatorProfile("Unpivot", children: [draft.profile])
    draft.append(
      UnpivotOperator(
        kept: kept, labels: node.groups.map(\.label), labelType: node.label.type, values: values,
        includesNulls: node.includesNulls),
      columns: node.kept + [node.label] + node.values, profile: profile)
    let (estimate, overflow) = draft.rowEstimate.multipliedReportingOverflow(
      by: node.groups.count)
    draft.rowEstimate = overflow ? Int.max : estimate
    return draft
  }
}
