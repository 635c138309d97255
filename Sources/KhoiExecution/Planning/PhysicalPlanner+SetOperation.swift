import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planSetOperation(_ node: LogicalPlan.SetOperation) throws(Diagnostic) -> PipelineDraft {
    throw .unsupported("set operations yet", at: nil)
  }
}
