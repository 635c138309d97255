import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `SELECT AS STRUCT` and `SELECT AS VALUE`: rows that are one value each.
///
/// In FROM, and as the result of a statement, such a query has the fields as columns; where a value
/// stands, it is the structure.
extension Binder {
  func applying(
    _ form: SelectSyntax.RowForm?, to relation: Relation, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    guard let form else { return relation }
    var result = relation
    result.rowForm = form
    guard case .value = form else { return result }
    guard relation.scope.columns.count == 1, let column = relation.scope.columns.first else {
      throw .severalValues(relation.scope.columns.count, at: range)
    }
    guard case .structure(let fields) = column.type, !fields.isEmpty else { return result }
    var items: [OutputItem] = []
    for (index, field) in fields.enumerated() {
      items.append(
        OutputItem(
          name: field.name,
          expression: try fieldValue(index, field, of: column.expression, at: range)))
    }
    (result.plan, result.scope.columns) = projection(of: relation.plan, items: items)
    result.rowForm = .structure
    return result
  }

  /// The plan of a query whose rows stand where values do.
  func asValues(_ relation: Relation, at range: SourceRange) throws(Diagnostic) -> LogicalPlan {
    guard case .structure? = relation.rowForm else { return finish(relation) }
    let row = try makeStructure(
      relation.scope.columns.map { ($0.name, $0.expression) }, at: range)
    return projection(of: relation.plan, items: [OutputItem(name: "row", expression: row)]).plan
  }
}

extension PipeOperatorSyntax.Kind {
  /// Whether rows that are one value each stay that after the step.
  var keepsRowForm: Bool {
    switch self {
    case .select, .alias, .filter, .distinct, .orderBy, .limit, .sample, .assert, .staticDescribe,
      .log, .with, .ifElse:
      true
    default: false
    }
  }
}
