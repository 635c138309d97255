import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// MERGE: rows of a source that change, remove or join the rows of a table.
extension Binder {
  func bindMerge(
    _ syntax: MergeSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let (name, stored) = try changeableTable(syntax.table, word: "MERGE")
    let frame = QueryFrame(outer: nil, parent: nil)
    let target = numberedScan(stored.table, syntax.alias?.text ?? Catalog.mainName(name))
    let source = try bindReference(syntax.source, frame, left: nil)
    func joined(
      _ left: Relation, _ right: Relation, _ kind: JoinOperatorSyntax.Kind
    ) throws(Diagnostic) -> Relation {
      let join = JoinOperatorSyntax(
        kind: kind, condition: syntax.condition, keywordRange: syntax.source.range)
      return try self.join(left, right, join, frame, isLateral: false)
    }
    var parts: [BoundStatement.Merge.Part] = []
    for match in [
      MergeSyntax.Match.matched, .notMatchedByTarget, .notMatchedBySource,
    ] {
      let clauses = syntax.clauses.filter { $0.match == match }
      if clauses.isEmpty { continue }
      let relation: Relation
      switch match {
      case .matched: relation = try joined(target, source, .inner)
      case .notMatchedByTarget: relation = try joined(source, target, .anti)
      case .notMatchedBySource: relation = try joined(target, source, .anti)
      }
      let merge = MergeTarget(syntax: syntax, name: name, stored: stored)
      parts += try bindClauses(clauses, over: relation, merge, frame)
    }
    return .merge(BoundStatement.Merge(tableName: name, parts: parts, range: range))
  }

  /// What a MERGE changes.
  private struct MergeTarget {
    let syntax: MergeSyntax
    let name: String
    let stored: Catalog.StoredTable
  }

  /// Each row is for the first clause whose condition is true.
  private func bindClauses(
    _ clauses: [MergeClauseSyntax], over relation: Relation, _ merge: MergeTarget,
    _ frame: QueryFrame
  ) throws(Diagnostic) -> [BoundStatement.Merge.Part] {
    var parts: [BoundStatement.Merge.Part] = []
    var earlier: [BoundExpression] = []
    for clause in clauses {
      let context = ExpressionContext(
        scope: relation.scope, frame: frame, clause: Clause("MERGE"))
      let own = try clause.condition.map { (syntax) throws(Diagnostic) in
        try condition(syntax, context, what: "WHEN")
      }
      var chosen = relation
      let terms = earlier.map(isNotTrue) + [own].compactMap(\.self)
      if !terms.isEmpty {
        chosen.plan = .filter(
          LogicalPlan.Filter(input: relation.plan, predicate: .and(terms)))
      }
      if let part = try bindAction(clause.action, clause.match, over: chosen, context, merge) {
        parts.append(part)
      }
      guard let own else { break }
      earlier.append(own)
    }
    return parts
  }

  private func isNotTrue(_ condition: BoundExpression) -> BoundExpression {
    .caseWhen(
      BoundCase(
        branches: [BoundCase.Branch(condition: condition, value: .alwaysFalse)],
        otherwise: .alwaysTrue, type: .boolean))
  }

  private func bindAction(
    _ action: MergeSyntax.Action, _ match: MergeSyntax.Match, over relation: Relation,
    _ context: ExpressionContext, _ merge: MergeTarget
  ) throws(Diagnostic) -> BoundStatement.Merge.Part? {
    let table = merge.syntax.table
    let isNew = match == .notMatchedByTarget
    switch action {
    case .doNothing: return nil
    case .update where isNew, .delete where isNew:
      throw .mergeAction("a row that is not there can only be inserted", at: table.range)
    case .update(let assignments):
      let changes = try bindAssignments(
        assignments, merge.stored, table, context, alias: merge.syntax.alias)
      let (plan, columns) = try updatePlan(
        relation, changes, merge.stored, merge.name, at: table.range)
      return .update(plan, columns: columns)
    case .delete:
      return .delete(projection(of: relation.plan, items: [rowNumber(of: relation)]).plan)
    case .insert(let columns, let values):
      guard isNew else {
        throw .mergeAction("a row that is there cannot be inserted", at: table.range)
      }
      let insertion = InsertSyntax(table: table, columns: columns, source: .defaultValues)
      let targets = try insertTargets(insertion, merge.stored, count: values.count)
      var given: [(place: Int, expression: BoundExpression)] = []
      for (target, value) in zip(targets, values) {
        if case .defaultValue = value.kind { continue }
        let field = merge.stored.table.schema[target]
        let bound = try bindExpression(value, context)
        given.append(
          (target, try fitting(bound, field, at: value.range, place: value.range)))
      }
      return .insert(
        try completing(given, relation.plan, merge.stored, name: merge.name, at: table.range))
    }
  }
}
