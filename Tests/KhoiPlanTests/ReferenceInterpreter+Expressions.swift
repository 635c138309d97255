import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

extension ReferenceInterpreter {
  func isTrue(_ expression: BoundExpression, _ scope: Row) throws -> Bool {
    try value(expression, scope) == .boolean(true)
  }

  func value(_ expression: BoundExpression, _ scope: Row) throws -> Value {
    switch expression {
    case .column(let id, _):
      guard let value = scope[id] else { throw Diagnostic.broken("no column \(id)") }
      return value
    case .constant(let value, _): return value
    case .call(let call): return try value(call, scope)
    case .cast(let cast):
      let operand = Vector(
        constant: try value(cast.operand, scope), type: cast.operand.type, count: 1)
      return try Cast.evaluate(operand, to: cast.type, isTry: cast.isTry)[0]
    case .and(let terms):
      let values = try terms.map { try value($0, scope) }
      if values.contains(.boolean(false)) { return .boolean(false) }
      return values.contains(.null) ? .null : .boolean(true)
    case .or(let terms):
      let values = try terms.map { try value($0, scope) }
      if values.contains(.boolean(true)) { return .boolean(true) }
      return values.contains(.null) ? .null : .boolean(false)
    case .not(let operand): return negated(try value(operand, scope))
    case .isNull(let operand): return .boolean(try value(operand, scope).isNull)
    case .caseWhen(let choice):
      for branch in choice.branches where try isTrue(branch.condition, scope) {
        return try value(branch.value, scope)
      }
      return try value(choice.otherwise, scope)
    case .inList(let list):
      return anyOf(list.values.map { equal(try? value(list.operand, scope), $0) })
    case .subquery(let subquery): return try value(subquery, scope)
    default: throw Diagnostic.broken("an expression that the tests do not use")
    }
  }

  private func negated(_ value: Value) -> Value {
    if case .boolean(let flag) = value { .boolean(!flag) } else { .null }
  }

  private func equal(_ left: Value?, _ right: Value) -> Value {
    guard let left, !left.isNull, !right.isNull else { return .null }
    return .boolean(left == right)
  }

  private func anyOf(_ values: [Value]) -> Value {
    if values.contains(.boolean(true)) { return .boolean(true) }
    return values.contains(.null) ? .null : .boolean(false)
  }

  private func value(_ call: BoundCall, _ scope: Row) throws -> Value {
    let arguments = try call.arguments.map { argument in
      Vector(constant: try value(argument, scope), type: argument.type, count: 1)
    }
    return try call.overload.call(
      arguments: arguments, count: 1, context: EvaluationContext(now: 0))[0]
  }

  private func value(_ subquery: BoundSubquery, _ scope: Row) throws -> Value {
    let rows = try rows(subquery.plan, scope)
    switch subquery.form {
    case .scalar:
      if rows.count > 1 { throw Diagnostic(.runtime, "several-rows", "more than one row") }
      return rows.first?[0] ?? .null
    case .exists: return .boolean(!rows.isEmpty)
    case .isIn(let operands):
      let left = try operands.map { try value($0, scope) }
      return anyOf(rows.map { row in all(zip(left, row).map { equal($0, $1) }) })
    case .any(let operand, let function, let overload):
      let left = try value(operand, scope)
      return try anyOf(
        rows.map { row in
          try value(
            BoundCall(
              function: function, overload: overload,
              arguments: [
                .constant(left, operand.type), .constant(row[0], operand.type),
              ], type: .boolean, range: nil), [:])
        })
    }
  }

  private func all(_ values: [Value]) -> Value {
    if values.contains(.boolean(false)) { return .boolean(false) }
    return values.contains(.null) ? .null : .boolean(true)
  }

  func rows(_ node: LogicalPlan.Join, _ outer: Row) throws -> [[Value]] {
    let left = try rows(node.left, outer)
    let leftColumns = node.left.columns.map(\.id)
    let rightColumns = node.right.columns.map(\.id)
    let noLeft = [Value](repeating: .null, count: leftColumns.count)
    let noRight = [Value](repeating: .null, count: rightColumns.count)
    var output: [[Value]] = []
    var matchedRight: Set<Int> = []
    for row in left {
      let scope = outer.merging(zip(leftColumns, row)) { _, inner in inner }
      // A lateral right side sees the left row.
      let right = try rows(node.right, scope)
      var matches: [[Value]] = []
      var isUnknown = false
      for (index, other) in right.enumerated() {
        let both = scope.merging(zip(rightColumns, other)) { _, inner in inner }
        let truth = try condition(node, both)
        if truth == .boolean(true) {
          matches.append(other)
          matchedRight.insert(index)
        } else if truth.isNull {
          isUnknown = true
        }
      }
      switch node.kind {
      case .inner, .right: output += matches.map { row + $0 }
      case .left, .full: output += matches.isEmpty ? [row + noRight] : matches.map { row + $0 }
      case .single:
        if matches.count > 1 { throw Diagnostic(.runtime, "several-rows", "more than one row") }
        output.append(row + (matches.first ?? noRight))
      case .semi: if !matches.isEmpty { output.append(row) }
      case .anti: if matches.isEmpty { output.append(row) }
      case .mark(_, let isNullAware):
        let mark: Value =
          matches.isEmpty ? (isUnknown && isNullAware ? .null : .boolean(false)) : .boolean(true)
        output.append(row + [mark])
      }
    }
    switch node.kind {
    case .right, .full:
      for (index, other) in try rows(node.right, outer).enumerated()
      where !matchedRight.contains(index) {
        output.append(noLeft + other)
      }
    default: break
    }
    return output
  }

  private func condition(_ node: LogicalPlan.Join, _ scope: Row) throws -> Value {
    var values = try node.equalities.map { equality in
      let left = try value(equality.left, scope)
      let right = try value(equality.right, scope)
      return equality.matchesNulls ? .boolean(left == right) : equal(left, right)
    }
    if let residual = node.residual { values.append(try value(residual, scope)) }
    return all(values)
  }
}
