import KhoiData
import KhoiSyntax
import KhoiText

/// `COPY … TO` and the pipe operator EXPORT: rows for a file.
extension Binder {
  func bindExport(
    _ syntax: ExportSyntax, _ plan: LogicalPlan, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement.Export {
    var options = try bindTableOptions(syntax.options)
    var path: String?
    if let expression = syntax.path {
      path = try pathText(expression)
    } else if let place = options.firstIndex(where: { $0.name == "path" || $0.name == "uri" }) {
      path = options.remove(at: place).value.text
    }
    if let profile = syntax.profile {
      options.append(
        TableOption("profile", .constant(.text(profile.text)), at: profile.range))
    }
    guard let path else { throw .exportWithoutPath(at: range) }
    return BoundStatement.Export(plan: plan, path: path, options: options, range: range)
  }

  func bindCopy(
    _ copy: CopyToSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let frame = QueryFrame(outer: nil, parent: nil)
    let plan: LogicalPlan
    switch copy.source {
    case .query(let query): plan = finish(try bindQuery(query, frame))
    case .table(let name, let columns):
      var relation = try bindNamedTable(name, frame)
      if !columns.isEmpty {
        let context = ExpressionContext(
          scope: relation.scope, frame: frame, clause: Clause("COPY"))
        var items: [OutputItem] = []
        for column in columns {
          let expression = try bindName(NameSyntax(column), context)
          items.append(OutputItem(name: column.text, expression: expression))
        }
        relation.plan = projection(of: relation.plan, items: items).plan
        relation.scope = Scope(relation.plan.columns, table: nil)
      }
      plan = finish(relation)
    }
    return .export(
      BoundStatement.Export(
        plan: plan, path: try pathText(copy.path), options: try bindTableOptions(copy.options),
        range: copy.path.range))
  }

  func pathText(_ expression: ExpressionSyntax) throws(Diagnostic) -> String {
    guard case .text(let path) = try constantValue(expression, what: "a path") else {
      throw .notConstant("a path", at: expression.range)
    }
    return path
  }
}
