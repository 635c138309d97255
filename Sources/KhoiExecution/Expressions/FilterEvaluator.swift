package import KhoiData
import KhoiFunctions
package import KhoiPlan
package import KhoiText

/// A conjunction made ready for chunks of one layout: what all workers share.
package struct FilterEvaluator: Sendable {
  /// Comparisons of columns with constants, as kernels know them.
  let tests: [ColumnTest]
  /// The other parts of the conjunction.
  let conjuncts: [ExpressionEvaluator]

  /// What a conjunction asks of one column.
  struct ColumnTest: Sendable {
    let column: Int
    var test: RangeTest
    /// The same, for vectors in a form that has no kernel.
    var evaluators: [ExpressionEvaluator]
  }

  package init(
    _ predicates: [BoundExpression], layout: ColumnLayout, context: QueryContext
  ) throws(Diagnostic) {
    var tests: [ColumnTest] = []
    var conjuncts: [ExpressionEvaluator] = []
    for predicate in predicates {
      for part in predicate.conjuncts {
        let evaluator = try ExpressionEvaluator(part, layout: layout, context: context)
        if let (column, test) = part.columnTest(layout) {
          Self.add(ColumnTest(column: column, test: test, evaluators: [evaluator]), to: &tests)
        } else {
          conjuncts.append(evaluator)
        }
      }
    }
    self.tests = tests
    self.conjuncts = conjuncts
  }

  /// Two bounds of one column make one range.
  private static func add(_ new: ColumnTest, to tests: inout [ColumnTest]) {
    for index in tests.indices where tests[index].column == new.column {
      if let both = tests[index].test.intersection(new.test) {
        tests[index].test = both
        tests[index].evaluators += new.evaluators
        return
      }
    }
    tests.append(new)
  }

  /// Whether computing it may fail.
  var canFail: Bool { conjuncts.contains { $0.canFail } }

  /// The columns that it reads.
  var columns: [Int] { tests.map(\.column) + conjuncts.flatMap(\.columns) }

  /// One worker's filter.
  package func makeState() -> FilterState { FilterState(self) }
}

extension BoundExpression {
  /// The parts that must all be true.
  package var conjuncts: [BoundExpression] {
    if case .and(let parts) = self { return parts.flatMap(\.conjuncts) }
    return [self]
  }

  /// The comparison of a column with a constant that it is, if it is one that kernels know.
  fileprivate func columnTest(_ layout: ColumnLayout) -> (column: Int, test: RangeTest)? {
    guard case .call(let call) = self, call.arguments.count == 2,
      var comparison = Comparison(rawValue: call.function.name)
    else { return nil }
    var (column, constant) = (call.arguments[0], call.arguments[1])
    if case .constant = column {
      (column, constant) = (constant, column)
      comparison = comparison.flipped
    }
    guard case .column(let id, let type) = column, case .constant(let value, _) = constant,
      !value.isNull, let position = layout.position(of: id),
      let test = RangeTest(comparison, value, type: type)
    else { return nil }
    return (position, test)
  }
}

/// One worker's filter, which learns the order of the conjuncts: the one that drops most rows for
/// its price goes first.
///
/// Conjuncts that can fail run last and only on rows that passed the others. Tests of single
/// columns give bits as long as many rows are left, and look at the rows that are left once those
/// are few.
package final class FilterState: @unchecked Sendable {
  // Safe because one worker owns it.
  private let tests: [FilterEvaluator.ColumnTest]
  private let conjuncts: [ExpressionEvaluator]
  private let bits = RowBits()
  private var testOrder: [Int] = []
  private var order: [Int]
  private var rowsIn: [Int]
  private var rowsOut: [Int]
  private var testedIn: [Int]
  private var testedOut: [Int]
  private var chunksSeen = 0
  private var windowsSeen = 0

  private static let samples = 16
  private static let windowSamples = 3

  init(_ filter: FilterEvaluator) {
    tests = filter.tests
    conjuncts = filter.conjuncts
    let indices = Array(conjuncts.indices)
    let conjuncts = conjuncts
    order = indices.filter { !conjuncts[$0].canFail } + indices.filter { conjuncts[$0].canFail }
    rowsIn = Array(repeating: 0, count: indices.count)
    rowsOut = rowsIn
    testedIn = Array(repeating: 0, count: tests.count)
    testedOut = testedIn
  }

  /// Whether comparisons of columns with constants are all there is, which take any number of rows
  /// at a time.
  var isPlain: Bool { conjuncts.isEmpty }

  /// The rows for which every conjunct is true; nil where that is all of them.
  package func select(_ chunk: Chunk) throws(Diagnostic) -> Buffer<UInt32>? {
    var rows = tests.isEmpty ? nil : try applyTests(chunk)
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

  // MARK: Tests of columns

  private func applyTests(_ chunk: Chunk) throws(Diagnostic) -> Buffer<UInt32>? {
    bits.begin(count: chunk.count)
    if testOrder.isEmpty {
      // Narrow columns are read faster.
      testOrder = tests.indices.sorted { width($0, chunk) < width($1, chunk) }
    }
    var rows: Buffer<UInt32>?
    var left = chunk.count
    for (place, index) in testOrder.enumerated() where left > 0 {
      let before = left
      if let known = rows {
        let kept = try select(tests[index], chunk, among: known)
        rows = kept
        left = kept.count
      } else {
        if !bits.keep(tests[index].test, in: chunk[tests[index].column]) {
          for evaluator in tests[index].evaluators {
            bits.keep(where: try evaluator.evaluate(chunk).asBoolean)
          }
        }
        left = bits.setCount
        if place + 1 < testOrder.count, left > 0,
          left * Self.rowPrice < chunk.count * width(testOrder[place + 1], chunk)
        {
          rows = bits.rows
        }
      }
      testedIn[index] += before
      testedOut[index] += left
    }
    learnTests(chunk)
    if left == chunk.count { return nil }
    return left == 0 ? Buffer([]) : rows ?? bits.rows
  }

  /// How many bytes of a column are compared in the time that one row among some takes.
  private static let rowPrice = 64

  private func width(_ index: Int, _ chunk: Chunk) -> Int {
    chunk[tests[index].column].values.physicalType.byteWidth
  }

  private func select(
    _ test: FilterEvaluator.ColumnTest, _ chunk: Chunk, among rows: Buffer<UInt32>
  ) throws(Diagnostic) -> Buffer<UInt32> {
    if let kept = test.test.select(chunk[test.column], among: rows) { return kept }
    var left = rows
    for evaluator in test.evaluators where left.count > 0 {
      let kept = Logic.selection(of: try evaluator.evaluate(chunk, rows: left).asBoolean)
      if kept.count < left.count { left = left.gather(kept) }
    }
    return left
  }

  private func learnTests(_ chunk: Chunk) {
    guard windowsSeen < Self.windowSamples, tests.count > 1 else { return }
    windowsSeen += 1
    func rank(_ index: Int) -> Double {
      let dropped = Double(testedIn[index] - testedOut[index]) / Double(max(1, testedIn[index]))
      return dropped / Double(width(index, chunk))
    }
    testOrder.sort { rank($0) > rank($1) }
  }

  // MARK: Other conjuncts

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
