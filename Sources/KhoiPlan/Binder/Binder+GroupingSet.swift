import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// ROLLUP, CUBE and GROUPING SETS: several groupings of the same rows, one under the other.
extension Binder {
  private static let groupingSetLimit = 4_096

  /// The sets of keys that the elements mean, as places among the keys; nil for just one.
  /// `places` binds an expression and gives the places of its keys.
  func groupingSets(
    _ elements: [GroupingElementSyntax], at range: SourceRange,
    places: (GroupingItemSyntax) throws(Diagnostic) -> [Int]
  ) throws(Diagnostic) -> [[Int]]? {
    var sets: [[Int]] = [[]]
    var isPlain = true
    for element in elements {
      if case .expression = element {} else { isPlain = false }
      let alternatives = try self.sets(of: element, at: range, places: places)
      let (count, overflow) = sets.count.multipliedReportingOverflow(by: alternatives.count)
      guard !overflow, count <= Self.groupingSetLimit else {
        throw .tooManyGroupingSets(Self.groupingSetLimit, at: range)
      }
      sets = sets.flatMap { set in alternatives.map { set + $0 } }
    }
    return isPlain || (sets.count == 1 && elements.count == 1) ? nil : sets
  }

  private func sets(
    of element: GroupingElementSyntax, at range: SourceRange,
    places: (GroupingItemSyntax) throws(Diagnostic) -> [Int]
  ) throws(Diagnostic) -> [[Int]] {
    switch element {
    case .empty: return [[]]
    case .expression(let item): return [try composite(item.expression, item, places)]
    case .rollup(let expressions):
      let parts = try composites(expressions, places)
      return (0...parts.count).reversed().map { count in parts.prefix(count).flatMap { $0 } }
    case .cube(let expressions):
      let parts = try composites(expressions, places)
      guard parts.count <= 12 else {
        throw .tooManyGroupingSets(Self.groupingSetLimit, at: range)
      }
      // The full set first, the grand total last.
      return (0..<(1 << parts.count)).map { absent in
        parts.indices.filter { absent & (1 << (parts.count - 1 - $0)) == 0 }.flatMap { parts[$0] }
      }
    case .groupingSets(let elements):
      var sets: [[Int]] = []
      for element in elements { sets += try self.sets(of: element, at: range, places: places) }
      return sets
    }
  }

  private func composites(
    _ expressions: [ExpressionSyntax], _ places: (GroupingItemSyntax) throws(Diagnostic) -> [Int]
  ) throws(Diagnostic) -> [[Int]] {
    var parts: [[Int]] = []
    for expression in expressions {
      let item = GroupingItemSyntax(expression: expression, range: expression.range)
      parts.append(try composite(expression, item, places))
    }
    return parts
  }

  /// `(a, b)` is one step of two keys.
  private func composite(
    _ expression: ExpressionSyntax, _ item: GroupingItemSyntax,
    _ places: (GroupingItemSyntax) throws(Diagnostic) -> [Int]
  ) throws(Diagnostic) -> [Int] {
    guard case .row(let elements) = expression.kind else { return try places(item) }
    var result: [Int] = []
    for element in elements {
      result += try places(GroupingItemSyntax(expression: element, range: element.range))
    }
    return result
  }

  // MARK: Plan

  /// The grouped rows, and what the columns of keys and aggregates have become in them.
  func groupedPlan(
    _ input: LogicalPlan, _ keys: [LogicalPlan.Project.Item], _ aggregates: AggregateCollector,
    sets: [[Int]]?
  ) throws(Diagnostic) -> (plan: LogicalPlan, replacements: [ColumnID: BoundExpression]) {
    var replacements: [ColumnID: BoundExpression] = [:]
    guard let sets else {
      for call in aggregates.groupingCalls {
        _ = try groupingMask(call, keys, among: Array(keys.indices))
        replacements[call.column.id] = .constant(.integer(0), .bigint)
      }
      let plan = LogicalPlan.aggregate(
        LogicalPlan.Aggregate(input: input, keys: keys, aggregates: aggregates.items))
      return (plan, replacements)
    }
    let number = nextSharedNumber
    nextSharedNumber += 1
    let inputColumns = input.columns
    let outputs =
      keys.map(\.column) + aggregates.items.map(\.column) + aggregates.groupingCalls.map(\.column)
    var combined: LogicalPlan?
    for set in sets {
      let branch = try groupedBranch(inputColumns, number, keys, aggregates, set)
      guard let left = combined else {
        combined = branch
        continue
      }
      let columns = outputs.map { identities.makeColumn($0.name, $0.type) }
      combined = .setOperation(
        LogicalPlan.SetOperation(
          kind: .union, isAll: true, left: left, right: branch, columns: columns))
    }
    guard let combined else { throw .broken("no grouping set") }
    for (old, new) in zip(outputs, combined.columns) {
      replacements[old.id] = BoundExpression(new)
    }
    let plan = LogicalPlan.with(
      LogicalPlan.With(number: number, name: "rows", definition: input, body: combined))
    return (plan, replacements)
  }

  /// One grouping of the shared rows; keys outside its set are NULL.
  private func groupedBranch(
    _ inputColumns: [PlanColumn], _ number: Int, _ keys: [LogicalPlan.Project.Item],
    _ aggregates: AggregateCollector, _ set: [Int]
  ) throws(Diagnostic) -> LogicalPlan {
    let columns = inputColumns.map { identities.makeColumn($0.name, $0.type) }
    var moved: [ColumnID: BoundExpression] = [:]
    for (old, new) in zip(inputColumns, columns) { moved[old.id] = BoundExpression(new) }
    let scan = LogicalPlan.sharedScan(
      LogicalPlan.SharedScan(
        number: number, name: "rows", columns: columns, sourceIndices: Array(columns.indices)))
    var setKeys: [Int: LogicalPlan.Project.Item] = [:]
    for place in set where setKeys[place] == nil {
      setKeys[place] = LogicalPlan.Project.Item(
        column: identities.makeColumn(keys[place].column.name, keys[place].column.type),
        expression: keys[place].expression.substituting(moved))
    }
    let items = aggregates.items.map { item in
      LogicalPlan.Aggregate.Item(
        column: identities.makeColumn(item.column.name, item.column.type),
        aggregate: item.aggregate.mapExpressions { $0.substituting(moved) })
    }
    let grouped = LogicalPlan.aggregate(
      LogicalPlan.Aggregate(
        input: scan, keys: keys.indices.compactMap { setKeys[$0] }, aggregates: items))
    var outputs = keys.indices.map { place in
      OutputItem(
        name: keys[place].column.name,
        expression: setKeys[place].map { BoundExpression($0.column) }
          ?? .constant(.null, keys[place].column.type))
    }
    outputs += items.map {
      OutputItem(name: $0.column.name, expression: BoundExpression($0.column))
    }
    for call in aggregates.groupingCalls {
      let mask = try groupingMask(call, keys, among: set)
      outputs.append(
        OutputItem(name: call.column.name, expression: .constant(.integer(mask), .bigint)))
    }
    return projection(of: grouped, items: outputs).plan
  }

  /// `GROUPING(a, b)`: a bit for each argument, set where it is not grouped by.
  private func groupingMask(
    _ call: AggregateCollector.GroupingCall, _ keys: [LogicalPlan.Project.Item], among set: [Int]
  ) throws(Diagnostic) -> Int64 {
    var mask: Int64 = 0
    for argument in call.arguments {
      guard let place = keys.firstIndex(where: { $0.expression.isSame(as: argument) }) else {
        throw .groupingOfNoKey(source(call.range), at: call.range)
      }
      mask = (mask << 1) | (set.contains(place) ? 0 : 1)
    }
    return mask
  }
}
