import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planUnnest(_ node: LogicalPlan.Unnest) throws(Diagnostic) -> PipelineDraft {
    var draft = try open(node.input)
    var lists: [ExpressionEvaluator] = []
    for list in node.lists {
      lists.append(try ExpressionEvaluator(list, layout: draft.layout, context: context))
    }
    let profile = OperatorProfile("Unnest", children: [draft.profile])
    draft.append(
      UnnestOperator(
        lists: lists, elementTypes: node.elements.map(\.type),
        firstPlace: node.place.map { _ in node.firstPlace }, keepsEmpty: node.keepsEmpty,
        chunkCapacity: context.chunkCapacity),
      columns: draft.columns + node.added, profile: profile)
    let (estimate, overflow) = draft.rowEstimate.multipliedReportingOverflow(by: 4)
    draft.rowEstimate = overflow ? Int.max : estimate
    return draft
  }
}
