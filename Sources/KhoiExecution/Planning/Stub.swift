import KhoiPlan
import KhoiText
extension PhysicalPlanner {
  func planAggregate(_ node: LogicalPlan.Aggregate) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planJoin(_ node: LogicalPlan.Join) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
}
