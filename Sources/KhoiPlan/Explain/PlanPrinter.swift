import KhoiData
import KhoiText

/// Prints a plan as a tree: one line per operator, the last step first, with the rows it is
/// expected to give.
///
/// ```
/// aggregate sum(amount) by city        10 rows
/// └ filter note is not null         3,333 rows
///   └ scan sales [3 of 5 columns]   5,000 rows
/// ```
package struct PlanPrinter {
  /// One operator of the tree.
  package struct Line: Sendable {
    /// The text with the branch that leads to it.
    package var text: String
    /// Steps from the root.
    package let depth: Int
    /// How many rows it is expected to give.
    package let estimatedRows: Double
  }

  private let expressions: ExpressionPrinter
  private var estimator = CardinalityEstimator()

  package init(_ plan: LogicalPlan) {
    var names: [ColumnID: String] = [:]
    Self.insertNames(of: plan, into: &names)
    expressions = ExpressionPrinter(names: names)
  }

  /// The whole tree with estimates.
  package static func text(_ plan: LogicalPlan) -> String {
    let lines = lines(plan)
    let width = lines.map { DisplayWidth.of($0.text) }.max() ?? 0
    let counts = lines.map { "\(grouped($0.estimatedRows)) row\($0.estimatedRows == 1 ? "" : "s")" }
    let countWidth = counts.map(\.count).max() ?? 0
    var text = ""
    for (line, count) in zip(lines, counts) {
      let gap = width - DisplayWidth.of(line.text) + 3 + countWidth - count.count
      text += line.text + String(repeating: " ", count: gap) + count + "\n"
    }
    return text
  }

  /// The tree without estimates, for tests.
  package static func outline(_ plan: LogicalPlan) -> String {
    lines(plan).map(\.text).joined(separator: "\n")
  }

  /// The operators from the last to the first.
  package static func lines(_ plan: LogicalPlan) -> [Line] {
    var printer = PlanPrinter(plan)
    var lines: [Line] = []
    printer.append(plan, depth: 0, prefix: "", rest: "", into: &lines)
    return lines
  }

  /// A whole number of rows; none only where none is certain.
  private static func rounded(_ rows: Double) -> Double {
    rows > 0 ? max(1, rows.rounded()) : 0
  }

  /// A whole number with commas between thousands.
  package static func grouped(_ number: Double) -> String {
    let digits = Array(String(Int64(min(max(number, 0), 1e18).rounded())))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  private mutating func append(
    _ plan: LogicalPlan, depth: Int, prefix: String, rest: String, into lines: inout [Line]
  ) {
    let place = lines.count
    lines.append(Line(text: prefix + label(of: plan), depth: depth, estimatedRows: 0))
    if case .with(let node) = plan { estimator.define(node) }
    let inputs = plan.inputs
    for (index, input) in inputs.enumerated() {
      let isLast = index == inputs.count - 1
      append(
        input, depth: depth + 1, prefix: rest + (isLast ? "└ " : "├ "),
        rest: rest + (isLast ? "  " : "│ "), into: &lines)
    }
    lines[place] = Line(
      text: lines[place].text, depth: depth,
      estimatedRows: Self.rounded(estimator.estimate(plan).rows))
  }

  private static func insertNames(of plan: LogicalPlan, into names: inout [ColumnID: String]) {
    plan.visit { node in
      switch node {
      case .filter, .sort, .limit, .assert, .atMostOneRow, .with, .sample: return
      default: break
      }
      for column in node.columns where names[column.id] == nil { names[column.id] = column.name }
    }
  }
}

extension PlanPrinter {
  /// The operator without its inputs.
  package func label(of plan: LogicalPlan) -> String {
    switch plan {
    case .scan(let node):
      let columns = "[\(node.columns.count) of \(node.table.schema.count) columns]"
      let filters = node.filters.isEmpty ? "" : " where \(expressions.text(.all(node.filters)))"
      return "scan \(node.name) \(columns)\(filters)"
    case .values(let node):
      if node.columns.isEmpty && node.rows.count == 1 { return "one row" }
      return "values, \(node.rows.count) row\(node.rows.count == 1 ? "" : "s")"
    case .series(let node): return "series \(node.start) to \(node.stop) by \(node.step)"
    case .filter(let node): return "filter \(expressions.text(node.predicate))"
    case .project(let node): return label(of: node)
    case .aggregate(let node): return label(of: node)
    case .window(let node): return label(of: node)
    case .sort(let node): return label(of: node)
    case .limit(let node):
      let limit = node.limit.map { "limit \($0)" } ?? "all rows"
      return node.offset > 0 ? "\(limit) offset \(node.offset)" : limit
    case .join(let node): return label(of: node)
    case .asOf(let node): return label(of: node)
    case .setOperation(let node):
      let kind =
        switch node.kind {
        case .union: "union"
        case .intersect: "intersect"
        case .except: "except"
        }
      return node.isAll ? "\(kind) all" : kind
    case .unpivot(let node):
      let values = node.values.map(\.name).joined(separator: ", ")
      return "unpivot \(node.groups.count) columns into \(values) by \(node.label.name)"
    case .unnest(let node):
      return "unnest \(node.lists.map { expressions.text($0) }.joined(separator: ", "))"
    case .assert(let node): return "assert \(node.text)"
    case .atMostOneRow: return "at most one row"
    case .with(let node): return "with \(node.name)"
    case .sharedScan(let node): return "scan shared \(node.name) [\(node.columns.count) columns]"
    case .recursion(let node):
      return "recursive union\(node.keepsDuplicates ? " all" : "") \(node.name)"
    case .sample(let node):
      switch node.size {
      case .rows(let count): return "sample of \(count) rows"
      case .share(let share): return "sample of \(share * 100) percent"
      }
    }
  }

  private func label(of node: LogicalPlan.Project) -> String {
    var items = node.items.prefix(12).map { item in
      let text = expressions.text(item.expression)
      return text == item.column.name ? text : "\(text) as \(item.column.name)"
    }
    if node.items.count > 12 { items.append("… \(node.items.count - 12) more") }
    return "project \(items.joined(separator: ", "))"
  }

  private func label(of node: LogicalPlan.Aggregate) -> String {
    let keys = expressions.text(node.keys.map(\.expression))
    if node.aggregates.isEmpty { return "distinct \(keys)" }
    var calls = node.aggregates.prefix(12).map { expressions.text($0.aggregate) }
    if node.aggregates.count > 12 { calls.append("… \(node.aggregates.count - 12) more") }
    let text = calls.joined(separator: ", ")
    return node.keys.isEmpty ? "aggregate \(text)" : "aggregate \(text) by \(keys)"
  }

  private func label(of node: LogicalPlan.Window) -> String {
    let calls = node.items.map { expressions.text($0.call) }.joined(separator: ", ")
    var over: [String] = []
    if !node.partitionBy.isEmpty {
      over.append("partition by \(expressions.text(node.partitionBy))")
    }
    if !node.orderBy.isEmpty { over.append("order by \(expressions.text(node.orderBy))") }
    return "window \(calls) over (\(over.joined(separator: " ")))"
  }

  private func label(of node: LogicalPlan.Sort) -> String {
    let keys = expressions.text(node.keys)
    let offset = node.offset > 0 ? " offset \(node.offset)" : ""
    guard let limit = node.limit else { return "sort \(keys)\(offset)" }
    return "top \(limit)\(offset) by \(keys)"
  }

  private func label(of node: LogicalPlan.Join) -> String {
    var conditions = node.equalities.map { equality in
      let word = equality.matchesNulls ? "is not distinct from" : "="
      return "\(expressions.text(equality.left)) \(word) \(expressions.text(equality.right))"
    }
    if let residual = node.residual { conditions.append(expressions.conditionText(residual)) }
    let kind: String
    switch node.kind {
    case .inner: kind = conditions.isEmpty ? "cross join" : "join"
    case .left: kind = "left join"
    case .right: kind = "right join"
    case .full: kind = "full join"
    case .semi: kind = "semi join"
    case .anti: kind = "anti join"
    case .mark(let mark, _): kind = "mark join (\(mark.name))"
    case .single: kind = "single join"
    }
    return conditions.isEmpty ? kind : "\(kind) on \(conditions.joined(separator: " and "))"
  }

  private func label(of node: LogicalPlan.AsOf) -> String {
    var conditions = node.equalities.map { equality in
      let word = equality.matchesNulls ? "is not distinct from" : "="
      return "\(expressions.text(equality.left)) \(word) \(expressions.text(equality.right))"
    }
    conditions.append(
      "\(expressions.text(node.leftKey)) \(node.comparison.rawValue) "
        + expressions.text(node.rightKey))
    let kind = node.kind == .inner ? "asof join" : "asof \(node.kind.rawValue) join"
    return "\(kind) on \(conditions.joined(separator: " and "))"
  }
}
