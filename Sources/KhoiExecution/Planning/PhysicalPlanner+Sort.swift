import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planSort(_ node: LogicalPlan.Sort) throws(Diagnostic) -> PipelineDraft {
    throw .unsupported("ORDER BY yet", at: nil)
  }
}
