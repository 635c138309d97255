import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planWindow(_ node: LogicalPlan.Window) throws(Diagnostic) -> PipelineDraft {
    throw .unsupported("window functions yet", at: nil)
  }
}
