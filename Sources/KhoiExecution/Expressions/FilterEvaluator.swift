package import KhoiData
import KhoiFunctions
package import KhoiPlan
package import KhoiText

/// A conjunction that keeps rows: what all workers share.
package struct FilterEvaluator: Sendable {
  let conjuncts: [ExpressionEvaluator]

  package init(
    _ predicates: [BoundExpression], layout: ColumnLayout, context: QueryContext
  ) throws(Diagnostic) {
    var conjuncts: [ExpressionEvaluator] = []
    for predicate in predicates {
      for part in predicate.conjuncts {
        conjuncts.append(try ExpressionEvaluator(part, layout: layout, context: context))
      }
    }
    self.conjuncts = conjuncts
  }

  /// One worker's filter.
  package func makeState() -> FilterState { FilterState(self) }
}

extension BoundExpression {
  /// The parts that must all be true.
  package var conjuncts: [BoundExpression] {
    if case .and(let parts) = self { return parts.flatMap(\.conjuncts) }
    return [self]
  }
}

/// One worker's filter, which learns the order of the conjuncts: the one that drops most rows for
/// its cost first.
///
/// Those that can fail keep their place behind the others.
package final class FilterState: @unchecked Sendable {
  // Safe because one worker owns it.
  private let conjuncts: [ExpressionEvaluator]
  private var order: [Int]
  private var rowsIn: [Int]
  private var rowsOut: [Int]
  private var chunksSeen = 0

  /// Chunks after which the order is settled.
  private static let samples = 16

  init(_ filter: FilterEvaluator) {
    conjuncts = filter.conjuncts
    let indices = Array(conjuncts.indices)
    let conjuncts = conjuncts
    order = indices.filter { !conjuncts[$0].canFail } + indices.filter { conjuncts[$0].canFail }
    rowsIn = Array(repeating: 0, count: indices.count)
    rowsOut = rowsIn
  }

  /// The rows for which every conjunct is true; nil where that is all of them.
  package func select(_ chunk: Chunk) throws(Diagnostic) -> Buffer<UInt32>? {
    var rows: Buffer<UInt32>?
    for index in order {
      let conjunct = conjuncts[index]
      let before = rows?.count ?? chunk.count
      if before == 0 { break }
      if let known = rows {
        if known.count * 4 > chunk.count && !conjunct.canFail {
          // Most rows are left: computing all is cheaper than gathering.
          let kept = Logic.selection(of: try conjunct.evaluate(chunk).asBoolean)
          if kept.count < chunk.count { rows = Selection.intersection(known, kept) }
        } else {
          let kept = Logic.selection(of: try conjunct.evaluate(chunk, rows: known).asBoolean)
          if kept.count < known.count { rows = known.gather(kept) }
        }
      } else {
        let kept = Logic.selection(of: try conjunct.evaluate(chunk).asBoolean)
        if kept.count < chunk.count { rows = kept }
      }
      rowsIn[index] += before
      rowsOut[index] += rows?.count ?? chunk.count
    }
    learn()
    return rows
  }

  private func learn() {
    guard chunksSeen < Self.samples, conjuncts.count > 1 else { return }
    chunksSeen += 1
    guard chunksSeen == Self.samples else { return }
    func rank(_ index: Int) -> Double {
      let dropped = rowsIn[index] - rowsOut[index]
      return Double(dropped) / Double(max(1, rowsIn[index]))
        / Double(conjuncts[index].node.cost + 1)
    }
    let firm = order.filter { conjuncts[$0].canFail }
    order = order.filter { !conjuncts[$0].canFail }.sorted { rank($0) > rank($1) } + firm
  }
}
