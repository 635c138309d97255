import KhoiData
import KhoiFunctions
import KhoiText

/// What EXISTS, IN and ANY ask: whether some row of a plan passes a comparison with the outer row.
struct RowComparison {
  enum Rows {
    case rows(LogicalPlan)
    /// There is always, or never, such a row.
    case constant(Bool)
  }

  var rows: Rows
  var equalities: [LogicalPlan.Join.Equality] = []
  var residual: BoundExpression?
}

extension Unnester {
  /// The comparison of a subquery that is not scalar; subqueries in its operands are replaced.
  func comparison(
    _ subquery: BoundSubquery, over input: inout LogicalPlan
  ) throws(Diagnostic) -> RowComparison {
    let plan = try unnested(subquery.plan)
    switch subquery.form {
    case .scalar: throw .broken("a scalar subquery compares nothing")
    case .exists: return RowComparison(rows: Self.existence(of: plan))
    case .isIn(let operands):
      let rows = fresh(plan)
      let columns = rows.columns
      if operands.count != columns.count { throw .broken("IN compares rows of different widths") }
      var equalities: [LogicalPlan.Join.Equality] = []
      for (operand, column) in zip(operands, columns) {
        equalities.append(
          .init(left: try replacing(operand, over: &input), right: BoundExpression(column)))
      }
      return RowComparison(rows: .rows(rows), equalities: equalities)
    case .any(let operand, let function, let overload):
      let rows = fresh(plan)
      guard let column = rows.columns.first else { throw .broken("ANY has no column") }
      let left = try replacing(operand, over: &input)
      let right = BoundExpression(column)
      if function.name == "=" {
        return RowComparison(rows: .rows(rows), equalities: [.init(left: left, right: right)])
      }
      return RowComparison(
        rows: .rows(rows),
        residual: .call(
          BoundCall(
            function: function, overload: overload, arguments: [left, right], type: .boolean,
            range: subquery.range)))
    }
  }

  /// The plan without what does not change whether it has rows.
  static func existence(of plan: LogicalPlan) -> RowComparison.Rows {
    switch plan {
    case .project(let node): return existence(of: node.input)
    case .window(let node): return existence(of: node.input)
    case .aggregate(let node):
      return node.keys.isEmpty ? .constant(true) : existence(of: node.input)
    case .sort(let node) where node.offset == 0:
      return node.limit == 0 ? .constant(false) : existence(of: node.input)
    case .limit(let node) where node.offset == 0:
      return node.limit == 0 ? .constant(false) : existence(of: node.input)
    case .values(let node): return .constant(!node.rows.isEmpty)
    default: return .rows(plan)
    }
  }
}

extension OptimizerContext {
  /// A comparison by symbol, such as `<=`, of two expressions of one type.
  func comparison(
    _ symbol: String, _ left: BoundExpression, _ right: BoundExpression
  ) throws(Diagnostic) -> BoundExpression {
    guard let function = FunctionLibrary.scalar(named: symbol),
      let resolved = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [left.type, right.type],
        isLiteralText: [false, false])
    else { throw .broken("there is no comparison \(symbol)") }
    return .call(
      BoundCall(
        function: function, overload: resolved.overload, arguments: [left, right], type: .boolean,
        range: nil))
  }
}
