import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planUnpivot(_ node: LogicalPlan.Unpivot) throws(Diagnostic) -> PipelineDraft {
    throw .unsupported("UNPIVOT yet", at: nil)
  }
}
