import KhoiPlan
import KhoiText
extension PhysicalPlanner {
  func planScan(_ node: LogicalPlan.Scan) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planValues(_ node: LogicalPlan.Values) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planSeries(_ node: LogicalPlan.Series) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planFilter(_ node: LogicalPlan.Filter) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planProject(_ node: LogicalPlan.Project) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planAggregate(_ node: LogicalPlan.Aggregate) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planLimit(_ node: LogicalPlan.Limit) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planJoin(_ node: LogicalPlan.Join) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planAssert(_ node: LogicalPlan.Assert) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planAtMostOneRow(_ node: LogicalPlan.AtMostOneRow) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planWith(_ node: LogicalPlan.With) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
  func planSharedScan(_ node: LogicalPlan.SharedScan) throws(Diagnostic) -> PipelineDraft { throw .unsupported("this yet", at: nil) }
}
