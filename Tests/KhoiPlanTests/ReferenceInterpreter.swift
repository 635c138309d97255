import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// Runs plans row by row as they are written, subqueries and lateral joins included.
///
/// The oracle for everything the optimizer does. It knows what the plans of the tests use and
/// nothing more.
struct ReferenceInterpreter {
  /// The columns an expression can see: those of its row and of all rows around it.
  typealias Row = [ColumnID: Value]

  private let context = EvaluationContext(now: 0)
  private var definitions: [Int: [[Value]]] = [:]

  /// The rows of a plan, sorted, for comparison.
  static func sortedRows(of plan: LogicalPlan) throws -> [String] {
    try ReferenceInterpreter().rows(plan, [:]).map { row in
      row.map(\.text).joined(separator: "|")
    }.sorted()
  }

  func rows(_ plan: LogicalPlan, _ outer: Row) throws -> [[Value]] {
    switch plan {
    case .scan(let node): return try rows(node, outer)
    case .values(let node):
      return try node.rows.map { row in try row.map { try value($0, outer) } }
    case .series(let node):
      return stride(from: node.start, through: node.stop, by: Int(node.step)).map {
        [.integer($0)]
      }
    case .filter(let node):
      return try rows(node.input, outer).filter { row in
        try isTrue(node.predicate, bound(row, node.input, outer))
      }
    case .project(let node):
      return try rows(node.input, outer).map { row in
        let scope = bound(row, node.input, outer)
        return try node.items.map { try value($0.expression, scope) }
      }
    case .aggregate(let node): return try rows(node, outer)
    case .window(let node): return try rows(node, outer)
    case .sort(let node):
      let sorted = try sorted(rows(node.input, outer), node.input, node.keys, outer)
      return Array(sorted.dropFirst(node.offset).prefix(node.limit ?? .max))
    case .limit(let node):
      return Array(try rows(node.input, outer).dropFirst(node.offset).prefix(node.limit ?? .max))
    case .join(let node): return try rows(node, outer)
    case .setOperation(let node): return try rows(node, outer)
    case .unpivot(let node): return try rows(node, outer)
    case .assert(let node): return try rows(node.input, outer)
    case .atMostOneRow(let node):
      let rows = try rows(node.input, outer)
      if rows.count > 1 { throw Diagnostic(.runtime, "several-rows", "more than one row") }
      return rows
    case .with(let node):
      var inner = self
      inner.definitions[node.number] = try rows(node.definition, outer)
      return try inner.rows(node.body, outer)
    case .sharedScan(let node):
      guard let rows = definitions[node.number] else { throw Diagnostic.broken("no definition") }
      return rows.map { row in node.sourceIndices.map { row[$0] } }
    default: throw Diagnostic.broken("a plan that the tests do not use")
    }
  }

  private func bound(_ row: [Value], _ plan: LogicalPlan, _ outer: Row) -> Row {
    outer.merging(zip(plan.columns.map(\.id), row)) { _, inner in inner }
  }

  private func rows(_ node: LogicalPlan.Scan, _ outer: Row) throws -> [[Value]] {
    var rows: [[Value]] = []
    for segment in node.table.segments {
      let vectors = node.sourceIndices.map { segment.columns[$0].slice(0, segment.rowCount) }
      for row in 0..<segment.rowCount {
        let values = vectors.map { $0[row] }
        let scope = bound(values, .scan(node), outer)
        if try node.filters.allSatisfy({ try isTrue($0, scope) }) { rows.append(values) }
      }
    }
    return rows
  }

  private func sorted(
    _ rows: [[Value]], _ input: LogicalPlan, _ keys: [SortKey], _ outer: Row
  ) throws -> [[Value]] {
    let keyed = try rows.map { row in
      let scope = bound(row, input, outer)
      return (row, try keys.map { try value($0.expression, scope) })
    }
    return keyed.enumerated().sorted { first, second in
      for (index, key) in keys.enumerated() {
        let (left, right) = (first.element.1[index], second.element.1[index])
        if left == right { continue }
        if left.isNull || right.isNull { return left.isNull == key.nullsFirst }
        return left.sortsBefore(right) != key.isDescending
      }
      return first.offset < second.offset
    }.map(\.element.0)
  }

  private func rows(_ node: LogicalPlan.Aggregate, _ outer: Row) throws -> [[Value]] {
    var order: [[Value]] = []
    var groups: [[Value]: [Row]] = [:]
    for row in try rows(node.input, outer) {
      let scope = bound(row, node.input, outer)
      let key = try node.keys.map { try value($0.expression, scope) }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(scope)
    }
    if node.keys.isEmpty && order.isEmpty { order.append([]) }
    return try order.map { key in
      try key + node.aggregates.map { try aggregate($0.aggregate, groups[key] ?? []) }
    }
  }

  private func aggregate(_ call: BoundAggregate, _ scopes: [Row]) throws -> Value {
    let state = call.overload.makeState(call.arguments.map(\.type))
    state.reserve(groupCount: 1)
    var seen: Set<[Value]> = []
    for scope in scopes {
      if let filter = call.filter, try !isTrue(filter, scope) { continue }
      let values = try call.arguments.map { try value($0, scope) }
      if call.isDistinct && !seen.insert(values).inserted { continue }
      let vectors = zip(values, call.arguments).map {
        Vector(constant: $0, type: $1.type, count: 1).flattened()
      }
      try state.updateAll(vectors, count: 1)
    }
    return try state.finalize(0..<1)[0]
  }

  private func rows(_ node: LogicalPlan.Window, _ outer: Row) throws -> [[Value]] {
    let input = try rows(node.input, outer)
    let sorted = try sorted(input, node.input, node.orderBy, outer)
    var order: [[Value]] = []
    var partitions: [[Value]: [[Value]]] = [:]
    for row in sorted {
      let scope = bound(row, node.input, outer)
      let key = try node.partitionBy.map { try value($0, scope) }
      if partitions[key] == nil { order.append(key) }
      partitions[key, default: []].append(row)
    }
    return try order.flatMap { key in
      let rows = partitions[key] ?? []
      let scopes = rows.map { bound($0, node.input, outer) }
      return try rows.enumerated().map { place, row in
        try row
          + node.items.map { item in
            switch item.call.function {
            case .window: .integer(Int64(place + 1))
            case .aggregate(let call): try aggregate(call, scopes)
            }
          }
      }
    }
  }

  private func rows(_ node: LogicalPlan.SetOperation, _ outer: Row) throws -> [[Value]] {
    let left = try rows(node.left, outer)
    let right = try rows(node.right, outer)
    var counts: [[Value]: Int] = [:]
    for row in right { counts[row, default: 0] += 1 }
    var seen: Set<[Value]> = []
    func unique(_ rows: [[Value]]) -> [[Value]] { rows.filter { seen.insert($0).inserted } }
    func take(_ row: [Value]) -> Bool {
      guard counts[row, default: 0] > 0 else { return false }
      counts[row, default: 0] -= 1
      return true
    }
    switch (node.kind, node.isAll) {
    case (.union, true): return left + right
    case (.union, false): return unique(left + right)
    case (.intersect, true): return left.filter { take($0) }
    case (.intersect, false): return unique(left.filter { counts[$0] != nil })
    case (.except, true): return left.filter { !take($0) }
    case (.except, false): return unique(left.filter { counts[$0] == nil })
    }
  }

  private func rows(_ node: LogicalPlan.Unpivot, _ outer: Row) throws -> [[Value]] {
    try rows(node.input, outer).flatMap { row in
      let scope = bound(row, node.input, outer)
      return node.groups.compactMap { group -> [Value]? in
        let values = group.sources.map { scope[$0] ?? .null }
        if !node.includesNulls && values.allSatisfy(\.isNull) { return nil }
        return node.kept.map { scope[$0.id] ?? .null } + [group.label] + values
      }
    }
  }
}
