import KhoiData

/// Guesses how many rows an operator gives and how many distinct values its columns hold, from the
/// statistics of tables.
///
/// The usual assumptions: columns are independent, values are spread evenly, the smaller side of an
/// equality finds its values on the larger.
package struct CardinalityEstimator {
  /// What is expected of a plan's output.
  package struct Estimate: Sendable {
    package var rows: Double
    package var columns: [ColumnID: Column]
  }

  /// What is expected of one column.
  package struct Column: Sendable {
    /// Distinct values, not fewer for conditions on other columns.
    package var distinct: Double
    /// Bounds of numbers, days and moments on one axis, before filters.
    package var bounds: ClosedRange<Double>?
    package var nullFraction: Double
  }

  /// The definitions that shared scans read, by number.
  private var definitions: [Int: Estimate] = [:]
  private var definitionColumns: [Int: [PlanColumn]] = [:]
  /// Statistics of scanned columns, computed once.
  private var scanned: [ColumnID: Column] = [:]

  package init() {}

  /// Makes the definition of a `With` known to the shared scans in its body.
  package mutating func define(_ node: LogicalPlan.With) {
    definitions[node.number] = estimate(node.definition)
    definitionColumns[node.number] = node.definition.columns
  }

  /// The estimate of a plan.
  package mutating func estimate(_ plan: LogicalPlan) -> Estimate {
    switch plan {
    case .scan(let node): return estimate(node)
    case .values(let node): return Estimate(rows: Double(node.rows.count), columns: [:])
    case .series(let node):
      let span = Double(node.stop) - Double(node.start)
      let rows = node.step == 0 ? 0 : max(0, (span / Double(node.step)).rounded(.down) + 1)
      return Estimate(rows: rows, columns: [:])
    case .filter(let node): return filtered(estimate(node.input), by: node.predicate)
    case .project(let node):
      let input = estimate(node.input)
      return Estimate(rows: input.rows, columns: columns(node.items, over: input))
    case .aggregate(let node): return estimate(node)
    case .window(let node): return estimate(node.input)
    case .sort(let node):
      return limited(estimate(node.input), limit: node.limit, offset: node.offset)
    case .limit(let node):
      return limited(estimate(node.input), limit: node.limit, offset: node.offset)
    case .asOf(let node):
      var output = estimate(node.left)
      let right = estimate(node.right)
      if node.kind == .right || node.kind == .full { output.rows += right.rows }
      output.columns.merge(right.columns) { first, _ in first }
      return output
    case .join(let node): return joined(node, estimate(node.left), estimate(node.right))
    case .setOperation(let node): return estimate(node)
    case .unpivot(let node):
      let input = estimate(node.input)
      return Estimate(rows: input.rows * Double(node.groups.count), columns: input.columns)
    case .unnest(let node):
      let input = estimate(node.input)
      return Estimate(rows: input.rows * 4, columns: input.columns)
    case .assert(let node): return estimate(node.input)
    case .atMostOneRow(let node):
      var input = estimate(node.input)
      input.rows = min(1, input.rows)
      return input
    case .with(let node):
      define(node)
      return estimate(node.body)
    case .sharedScan(let node): return estimate(node)
    case .recursion(let node):
      let start = estimate(node.start)
      return Estimate(rows: min(start.rows * 100, Double(node.rowLimit ?? .max)), columns: [:])
    case .sample(let node):
      var input = estimate(node.input)
      switch node.size {
      case .rows(let count): input.rows = min(input.rows, Double(count))
      case .share(let share): input.rows *= share
      }
      return input
    }
  }

  private mutating func estimate(_ node: LogicalPlan.Scan) -> Estimate {
    let rows = Double(node.table.rowCount)
    var columns: [ColumnID: Column] = [:]
    for (column, source) in zip(node.columns, node.sourceIndices) {
      if let known = scanned[column.id] {
        columns[column.id] = known
      } else {
        let known = Self.statistics(of: node.table, source)
        scanned[column.id] = known
        columns[column.id] = known
      }
    }
    let all = Estimate(rows: rows, columns: columns)
    return node.filters.isEmpty ? all : filtered(all, by: .all(node.filters))
  }

  private static func statistics(of table: Table, _ source: Int) -> Column {
    let rows = Double(table.rowCount)
    let statistics = table.statistics(of: source)
    let nullFraction = rows > 0 ? Double(statistics.nullCount) / rows : 0
    let type = table.schema[source].type
    var distinct = max(1, rows - Double(statistics.nullCount))
    var bounds: ClosedRange<Double>?
    if let low = statistics.least?.axisPosition, let high = statistics.greatest?.axisPosition,
      low <= high
    {
      bounds = low...high
      if type != .double { distinct = min(distinct, high - low + 1) }
      // The range of a key of another table says nothing of how often each value repeats.
      if type != .double && distinct > rows / 2 {
        distinct *= ColumnSample.distinctShare(of: table, source)
      }
    }
    if type == .boolean { distinct = min(distinct, 2) }
    if let dictionary = table.dictionary(of: source) {
      distinct = min(distinct, Double(max(1, dictionary.count)))
    }
    return Column(distinct: distinct, bounds: bounds, nullFraction: nullFraction)
  }

  private mutating func estimate(_ node: LogicalPlan.SharedScan) -> Estimate {
    guard let definition = definitions[node.number], let names = definitionColumns[node.number]
    else { return Estimate(rows: 1000, columns: [:]) }
    var columns: [ColumnID: Column] = [:]
    for (column, source) in zip(node.columns, node.sourceIndices) where source < names.count {
      columns[column.id] = definition.columns[names[source].id]
    }
    return Estimate(rows: definition.rows, columns: columns)
  }

  private func columns(_ items: [LogicalPlan.Project.Item], over input: Estimate)
    -> [ColumnID: Column]
  {
    var columns: [ColumnID: Column] = [:]
    for item in items {
      if let id = item.expression.plainColumn {
        columns[item.column.id] = input.columns[id]
      } else {
        columns[item.column.id] = Column(
          distinct: distinct(item.expression, in: input), bounds: nil, nullFraction: 0)
      }
    }
    return columns
  }

  /// How many values an expression takes in the table it comes from, whatever filters leave of its
  /// rows: what an equality between tables divides by.
  func tableDistinct(_ expression: BoundExpression, in input: Estimate) -> Double {
    if let id = expression.plainColumn, let known = input.columns[id] { return known.distinct }
    return distinct(expression, in: input)
  }

  /// How many values an expression takes: at most the combinations of its columns' values.
  func distinct(_ expression: BoundExpression, in input: Estimate) -> Double {
    if let id = expression.plainColumn {
      return min(max(1, input.rows), input.columns[id]?.distinct ?? max(1, input.rows))
    }
    var product = 1.0
    for id in expression.columnsUsed {
      product *= input.columns[id]?.distinct ?? max(1, input.rows)
      if product >= input.rows { return max(1, input.rows) }
    }
    return product
  }

  private mutating func estimate(_ node: LogicalPlan.Aggregate) -> Estimate {
    let input = estimate(node.input)
    if node.keys.isEmpty { return Estimate(rows: 1, columns: [:]) }
    var groups = 1.0
    for key in node.keys { groups *= distinct(key.expression, in: input) }
    // Many keys hardly ever occur in all combinations.
    groups = min(groups, node.keys.count > 1 ? max(1, input.rows * 0.9) : max(1, input.rows))
    if input.rows < 1 { groups = input.rows }
    var columns = columns(node.keys, over: input)
    for item in node.aggregates {
      columns[item.column.id] = Column(distinct: groups, bounds: nil, nullFraction: 0)
    }
    return Estimate(rows: groups, columns: columns)
  }

  private func limited(_ input: Estimate, limit: Int?, offset: Int) -> Estimate {
    var output = input
    output.rows = max(0, output.rows - Double(offset))
    if let limit { output.rows = min(output.rows, Double(limit)) }
    return output
  }

  private mutating func estimate(_ node: LogicalPlan.SetOperation) -> Estimate {
    let left = estimate(node.left)
    let right = estimate(node.right)
    let leftColumns = node.left.columns
    var columns: [ColumnID: Column] = [:]
    for (column, source) in zip(node.columns, leftColumns) {
      columns[column.id] = left.columns[source.id]
    }
    let rows =
      switch node.kind {
      case .union: node.isAll ? left.rows + right.rows : (left.rows + right.rows) * 0.75
      case .intersect: min(left.rows, right.rows) * 0.5
      case .except: left.rows * 0.5
      }
    return Estimate(rows: rows, columns: columns)
  }
}

extension Value {
  /// Where a number, day or moment lies on one axis; nil for other types.
  var axisPosition: Double? {
    switch self {
    case .integer(let number), .timestamp(let number), .zonedTimestamp(let number),
      .time(let number):
      Double(number)
    case .double, .float, .decimal, .hugeint: number.flatMap { $0.isNaN ? nil : $0 }
    case .date(let days): Double(days)
    case .boolean(let flag): flag ? 1 : 0
    case .null, .text, .blob, .json, .uuid, .interval, .list, .structure, .map: nil
    }
  }
}
