import KhoiPlan
import KhoiText
extension PhysicalPlanner {
  func planJoin(_ node: LogicalPlan.Join) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
}
