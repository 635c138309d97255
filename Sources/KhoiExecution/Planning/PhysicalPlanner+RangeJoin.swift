import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// What finds the pairs of a join without equalities by its comparisons, and what of its
  /// condition is left to test; nil where no comparison is of a column of each side.
  func rangeIndex(
    _ predicate: BoundExpression?, _ kind: LogicalPlan.Join.Kind, build: PipelineDraft,
    rows: ChunkCollection, probe: PipelineDraft
  ) throws(Diagnostic) -> (index: RangeIndex, residual: BoundExpression?)? {
    guard let predicate, rows.count > 16 else { return nil }
    var terms = predicate.conjuncts
    let candidates = terms.indices.compactMap { place in
      RangeComparison(terms[place], place: place, build: build, probe: probe)
    }
    guard let first = candidates.first else { return nil }
    // Two comparisons in opposite directions leave the fewest rows: low <= x AND x <= high.
    let others = candidates.dropFirst()
    let second = others.first { $0.isGreater != first.isGreater } ?? others.first
    let chosen = [first] + (second.map { [$0] } ?? [])
    if second == nil {
      // One comparison leaves half of all pairs, so it helps only where one match is enough.
      switch kind {
      case .semi, .anti: if terms.count > 1 { return nil }
      default: return nil
      }
    }
    var indexTerms: [RangeIndex.Term] = []
    var keys: [Vector] = []
    for comparison in chosen {
      indexTerms.append(
        RangeIndex.Term(
          probe: try ExpressionEvaluator(
            comparison.probe, layout: probe.layout, context: context),
          isGreater: comparison.isGreater, includesEqual: comparison.includesEqual))
      keys.append(try column(comparison.build, of: rows, build.layout))
    }
    guard
      let index = try RangeIndex(
        indexTerms, keys: keys, isCancelled: { self.context.cancellation.isCancelled })
    else { return nil }
    for comparison in chosen.sorted(by: { $0.place > $1.place }) {
      terms.remove(at: comparison.place)
    }
    return (index, terms.isEmpty ? nil : .all(terms))
  }
}

/// A comparison of an expression of the build side with one of the probe side.
private struct RangeComparison {
  let place: Int
  let build: BoundExpression
  let probe: BoundExpression
  /// Whether the build side must be greater.
  let isGreater: Bool
  let includesEqual: Bool

  init?(_ term: BoundExpression, place: Int, build: PipelineDraft, probe: PipelineDraft) {
    guard let (symbol, left, right) = term.comparison, symbol != "=", symbol != "<>",
      term.isDeterministic, left.type == right.type
    else { return nil }
    switch left.type {
    case .narrow, .bigint, .date, .timestamp, .roundedTimestamp, .zonedTimestamp, .time: break
    default: return nil
    }
    let buildIDs = Set(build.columns.map(\.id))
    let probeIDs = Set(probe.columns.map(\.id))
    func isOf(_ side: BoundExpression, _ columns: Set<ColumnID>) -> Bool {
      let used = side.columnsUsed
      return !used.isEmpty && used.isSubset(of: columns)
    }
    self.place = place
    includesEqual = symbol.hasSuffix("=")
    if isOf(left, buildIDs) && isOf(right, probeIDs) {
      (self.build, self.probe) = (left, right)
      isGreater = symbol.hasPrefix(">")
    } else if isOf(right, buildIDs) && isOf(left, probeIDs) {
      (self.build, self.probe) = (right, left)
      isGreater = symbol.hasPrefix("<")
    } else {
      return nil
    }
  }
}
