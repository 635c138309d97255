import KhoiData
import KhoiFunctions
import KhoiPlan

/// Numbers that come the same again for the same seed.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

/// Small tables of small numbers and NULLs, so that conditions often hold and often do not.
enum SmallTables {
  static func table(_ rows: [[Int64?]], names: [String]) -> Table {
    var builder = TableBuilder(schema: Schema(names.map { Field($0, .bigint) }))
    let vectors = names.indices.map { column in
      Vector(
        .bigint, .int64(Buffer(rows.map { $0[column] ?? 0 })),
        validity: Validity(count: rows.count) { rows[$0][column] != nil })
    }
    builder.append(Chunk(vectors, count: rows.count))
    return builder.finish()
  }

  static let all: [(name: String, table: Table)] = [
    ("r", table([[1, 1], [1, 2], [2, nil], [3, 4], [nil, 2]], names: ["a", "b"])),
    ("s", table([[1, 3], [2, 2], [2, nil], [nil, nil]], names: ["c", "d"])),
    ("t", table([[2, 1], [4, 2], [1, 1]], names: ["e", "f"])),
  ]
}

/// Makes random plans with subqueries, correlated over any number of levels, and lateral joins.
struct RandomPlans {
  var numbers: SeededNumbers
  let columnIDs = ColumnIDGenerator()
  private var withNumber = 0

  init(seed: UInt64) {
    numbers = SeededNumbers(seed: seed)
  }

  mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &numbers) < percent
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    guard let element = elements.randomElement(using: &numbers) else {
      preconditionFailure("something to pick from")
    }
    return element
  }

  mutating func scan() -> LogicalPlan {
    let (name, table) = pick(SmallTables.all)
    let columns = table.schema.fields.map { columnIDs.makeColumn($0.name, $0.type) }
    return .scan(
      LogicalPlan.Scan(table: table, name: name, columns: columns, sourceIndices: [0, 1]))
  }

  mutating func plan(_ depth: Int, _ outer: [PlanColumn]) -> LogicalPlan {
    if depth == 0 { return scan() }
    switch Int.random(in: 0..<14, using: &numbers) {
    case 0: return scan()
    case 1...3:
      let input = plan(depth - 1, outer)
      return .filter(
        LogicalPlan.Filter(input: input, predicate: predicate(depth - 1, input.columns + outer)))
    case 4, 5: return project(plan(depth - 1, outer), depth, outer)
    case 6: return aggregate(plan(depth - 1, outer), depth, outer, keyed: chance(60))
    case 7, 8, 9: return join(depth, outer)
    case 10: return limited(plan(depth - 1, outer), outer)
    case 11: return setOperation(depth, outer)
    case 12: return window(plan(depth - 1, outer), outer)
    default: return chance(50) ? with(depth, outer) : unpivot(plan(depth - 1, outer))
    }
  }

  mutating func project(
    _ input: LogicalPlan, _ depth: Int, _ outer: [PlanColumn]
  ) -> LogicalPlan {
    let scope = input.columns + outer
    let items = (0..<2).map { index in
      LogicalPlan.Project.Item(
        column: columnIDs.makeColumn("p\(index)", .bigint),
        expression: number(depth - 1, chance(85) ? input.columns : scope))
    }
    return .project(LogicalPlan.Project(input: input, items: items))
  }

  mutating func aggregate(
    _ input: LogicalPlan, _ depth: Int, _ outer: [PlanColumn], keyed: Bool
  ) -> LogicalPlan {
    let keys =
      keyed
      ? [
        LogicalPlan.Project.Item(
          column: columnIDs.makeColumn("k", .bigint), expression: number(0, input.columns))
      ] : []
    let names = keyed ? ["count"] : ["count", "max"]
    let items = names.map { name in
      LogicalPlan.Aggregate.Item(
        column: columnIDs.makeColumn(name, .bigint),
        aggregate: aggregateCall(name, number(0, input.columns)))
    }
    return .aggregate(LogicalPlan.Aggregate(input: input, keys: keys, aggregates: items))
  }

  func aggregateCall(_ name: String, _ argument: BoundExpression) -> BoundAggregate {
    guard let function = FunctionLibrary.aggregate(named: name),
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [.bigint], isLiteralText: [false])
    else { preconditionFailure("the library has \(name)") }
    return BoundAggregate(
      function: function, overload: resolved.overload, arguments: [argument],
      type: resolved.resultType)
  }

  /// Ordered by all columns, so that which rows are first is certain.
  mutating func limited(_ input: LogicalPlan, _ outer: [PlanColumn]) -> LogicalPlan {
    let keys = input.columns.map { column in
      SortKey(BoundExpression(column), isDescending: chance(50), nullsFirst: chance(30))
    }
    let sorted = LogicalPlan.sort(LogicalPlan.Sort(input: input, keys: keys))
    return .limit(
      LogicalPlan.Limit(input: sorted, limit: pick([1, 1, 2, 3]), offset: pick([0, 0, 0, 1])))
  }

  mutating func window(_ input: LogicalPlan, _ outer: [PlanColumn]) -> LogicalPlan {
    let columns = input.columns
    let call = BoundWindowCall(
      function: .aggregate(aggregateCall("count", BoundExpression(columns[0]))),
      frame: .wholePartition, type: .bigint)
    return .project(
      LogicalPlan.Project(
        input: .window(
          LogicalPlan.Window(
            input: input, partitionBy: [BoundExpression(columns[columns.count - 1])], orderBy: [],
            items: [.init(column: columnIDs.makeColumn("w", .bigint), call: call)])),
        items: columns.map { .init(column: $0, expression: BoundExpression($0)) }))
  }

  mutating func unpivot(_ input: LogicalPlan) -> LogicalPlan {
    let columns = input.columns
    return .unpivot(
      LogicalPlan.Unpivot(
        input: input, kept: [columns[0]], label: columnIDs.makeColumn("label", .bigint),
        values: [columnIDs.makeColumn("value", .bigint)],
        groups: columns.enumerated().map { place, column in
          .init(label: .integer(Int64(place)), sources: [column.id])
        }, includesNulls: chance(50)))
  }

  mutating func with(_ depth: Int, _ outer: [PlanColumn]) -> LogicalPlan {
    withNumber += 1
    let number = withNumber
    let definition = plan(depth - 1, outer)
    func shared() -> LogicalPlan {
      .sharedScan(
        LogicalPlan.SharedScan(
          number: number, name: "w",
          columns: definition.columns.map {
            columnIDs.makeColumn($0.name, $0.type)
          }, sourceIndices: Array(definition.columns.indices)))
    }
    let left = shared()
    let right = shared()
    let body = LogicalPlan.join(
      LogicalPlan.Join(
        kind: pick([.inner, .left, .semi]), left: left, right: right,
        residual: predicate(0, left.columns + right.columns + outer)))
    return .with(
      LogicalPlan.With(number: number, name: "w", definition: definition, body: body))
  }

  mutating func setOperation(_ depth: Int, _ outer: [PlanColumn]) -> LogicalPlan {
    func pair(_ plan: LogicalPlan) -> LogicalPlan {
      let columns = plan.columns
      return .project(
        LogicalPlan.Project(
          input: plan,
          items: [columns[0], columns[columns.count - 1]].map {
            .init(column: columnIDs.makeColumn($0.name, $0.type), expression: BoundExpression($0))
          }))
    }
    return .setOperation(
      LogicalPlan.SetOperation(
        kind: pick([.union, .union, .intersect, .except]), isAll: chance(50),
        left: pair(plan(depth - 1, outer)), right: pair(plan(depth - 1, outer)),
        columns: [columnIDs.makeColumn("u", .bigint), columnIDs.makeColumn("v", .bigint)]))
  }

  mutating func join(_ depth: Int, _ outer: [PlanColumn]) -> LogicalPlan {
    let left = plan(depth - 1, outer)
    let isLateral = chance(25)
    let right = plan(depth - 1, isLateral ? outer + left.columns : outer)
    let kind: LogicalPlan.Join.Kind =
      isLateral
      ? pick([.inner, .left]) : pick([.inner, .inner, .inner, .left, .right, .full, .semi, .anti])
    var condition: BoundExpression? = predicate(0, left.columns + right.columns + outer)
    if isLateral && chance(50) { condition = nil }
    if !isLateral, case .inner = kind, chance(30) {
      condition = predicate(1, left.columns + right.columns + outer)
    }
    if !isLateral, case .left = kind, outer.isEmpty, chance(30) {
      condition = predicate(1, left.columns + right.columns)
    }
    var equalities: [LogicalPlan.Join.Equality] = []
    if chance(50) {
      equalities.append(
        .init(
          left: number(0, left.columns), right: number(0, right.columns), matchesNulls: chance(20)))
    }
    return .join(
      LogicalPlan.Join(
        kind: kind, left: left, right: right, equalities: equalities, residual: condition))
  }
}
