import KhoiData
package import KhoiPlan

/// A pipeline that has no sink yet: where its rows come from, what is done to them so far, and what
/// is known of them.
package struct PipelineDraft: Sendable {
  package var source: any Source
  package var operators: [any Operator] = []
  /// The columns of the chunks that come out.
  package var columns: [PlanColumn]
  /// What is known of columns, where anything is.
  package var domains: [ColumnID: ColumnDomain] = [:]
  /// An upper bound, or a guess, of the rows that come out.
  package var rowEstimate: Int
  /// Of the source and each operator.
  package var profiles: [OperatorProfile]

  package init(
    source: any Source, columns: [PlanColumn], domains: [ColumnID: ColumnDomain] = [:],
    profile: OperatorProfile
  ) {
    self.source = source
    self.columns = columns
    self.domains = domains
    rowEstimate = source.rowEstimate
    profiles = [profile]
  }

  package var layout: ColumnLayout { ColumnLayout(columns) }

  /// The profile of the last step.
  package var profile: OperatorProfile { profiles[profiles.count - 1] }

  /// Adds a step; `columns` are those that come out of it.
  package mutating func append(
    _ step: any Operator, columns: [PlanColumn], profile: OperatorProfile
  ) {
    operators.append(step)
    self.columns = columns
    profiles.append(profile)
  }

  /// What is known of a column.
  package func domain(of id: ColumnID) -> ColumnDomain { domains[id] ?? .unknown }

  /// What is known of an expression: of a plain column what its domain says.
  package func domain(of expression: BoundExpression) -> ColumnDomain {
    if case .column(let id, _) = expression { return domain(of: id) }
    if case .constant(let value, _) = expression, let bits = value.integerBits {
      return ColumnDomain(.integers(least: bits, greatest: bits), isNullable: false)
    }
    return .unknown
  }
}

extension PipelineDraft {
  /// The same where the next step reads only some of the columns: a scan leaves out the others.
  func reading(_ places: [Int]) -> PipelineDraft {
    guard operators.isEmpty, let scan = source as? ScanSource else { return self }
    let wanted = Set(places)
    if wanted.count == columns.count { return self }
    var draft = self
    draft.source = ScanSource(scan, reading: wanted)
    return draft
  }
}
