import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// The items of SELECT and EXTEND: stars, names, aliases of earlier items.
extension Binder {
  func bindItems(
    _ items: [SelectItemSyntax], _ context: ExpressionContext, allowsBareStar: Bool = true
  ) throws(Diagnostic) -> [OutputItem] {
    var result: [OutputItem] = []
    for item in items {
      if case .star(let star) = item.expression.kind {
        if star.qualifier == nil && star.operand == nil && !allowsBareStar {
          throw .misplacedStar(at: item.range)
        }
        result += try expandStar(star, context, at: item.expression.range)
        continue
      }
      var expression = try bindExpression(item.expression, context)
      if item.alias != nil { expression = computedOnce(expression, context) }
      let name = item.alias?.text ?? outputName(item.expression, expression, context.scope)
      result.append(OutputItem(name: name, expression: expression, range: item.expression.range))
      if let alias = item.alias {
        context.aliases.append((IdentifierKey(alias.text), alias.text, expression))
      }
    }
    if result.isEmpty, let range = items.first?.range { throw .noColumnsLeft(at: range) }
    return result
  }

  /// `random() AS r`: every mention of `r` must give the same value.
  private func computedOnce(
    _ expression: BoundExpression, _ context: ExpressionContext
  ) -> BoundExpression {
    guard !expression.isDeterministic, !expression.containsSubquery,
      context.windows?.computes(expression) != true,
      context.aggregates?.items.contains(where: {
        expression.columnsUsed.contains($0.column.id)
      }) != true
    else { return expression }
    let column = identities.makeColumn("value", expression.type)
    context.onceComputed.append(
      LogicalPlan.Project.Item(column: column, expression: expression))
    return BoundExpression(column)
  }

  /// The plan with the columns that are computed once; each may use the ones before it.
  func computingOnce(
    _ items: [LogicalPlan.Project.Item], _ plan: LogicalPlan
  ) -> LogicalPlan {
    var plan = plan
    for item in items {
      let kept = plan.columns.map { column in
        LogicalPlan.Project.Item(column: column, expression: BoundExpression(column))
      }
      plan = .project(LogicalPlan.Project(input: plan, items: kept + [item]))
    }
    return plan
  }

  /// The columns of `*` or `t.*`, with what is left out, replaced and renamed.
  private func expandStar(
    _ star: StarSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> [OutputItem] {
    if star.operand != nil { throw .unsupported("fields of structures", at: range) }
    let columns = try starColumns(star, context, at: range)
    var items = columns.map { column in
      context.references[column.id] = context.references[column.id] ?? range
      return OutputItem(name: column.name, expression: column.expression, range: range)
    }
    if let pattern = star.pattern {
      guard pattern.operation == .like || pattern.operation == .ilike,
        case .literal(.string(let text)) = pattern.pattern.kind
      else { throw .unsupported("this pattern of columns", at: pattern.pattern.range) }
      items.removeAll { NamePattern.matches($0.name, text) == pattern.isNegated }
    }
    for replacement in star.replaced {
      guard let alias = replacement.alias else { throw .misplacedStar(at: replacement.range) }
      let expression = try bindExpression(replacement.expression, context)
      let places = try self.places(of: alias, in: items, "REPLACE")
      for place in places { items[place].expression = expression }
    }
    for renaming in star.renamed {
      guard let old = renaming.old.parts.last else { continue }
      for place in try places(of: old, in: items, "RENAME") {
        items[place].name = renaming.new.text
      }
    }
    let replaced = Set(star.replaced.compactMap { $0.alias.map { IdentifierKey($0.text) } })
    if replaced.count < star.replaced.count {
      throw .duplicateName("REPLACE", star.replaced[0].alias?.text ?? "", at: range)
    }
    for excluded in star.excluded {
      guard let name = excluded.parts.last, replaced.contains(IdentifierKey(name.text)) else {
        continue
      }
      throw .duplicateName("EXCEPT and REPLACE", name.text, at: name.range)
    }
    var removed: Set<Int> = []
    for excluded in star.excluded {
      guard let name = excluded.parts.last else { continue }
      removed.formUnion(try places(of: name, in: items, "EXCEPT"))
    }
    items = items.indices.filter { !removed.contains($0) }.map { items[$0] }
    return items
  }

  private func starColumns(
    _ star: StarSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> [Scope.Column] {
    guard let qualifier = star.qualifier, let last = qualifier.parts.last else {
      if context.scope.columns.isEmpty && context.scope.tables.isEmpty {
        throw .starWithoutFrom(at: range)
      }
      return context.scope.columns
    }
    let tables = context.scope.tables(named: IdentifierKey(last.text))
    guard let table = tables.first else {
      throw .unknownTableName(
        last.text, column: "*",
        suggestions: nearest(last.text, context.scope.tables.map(\.name)),
        notes: ["tables here: \(shortList(context.scope.tables.map(\.name)))"],
        at: qualifier.range)
    }
    if tables.count > 1 {
      throw .ambiguousTable(last.text, at: qualifier.range)
    }
    return table.columns
  }

  private func places(
    of name: IdentifierSyntax, in items: [OutputItem], _ word: String
  ) throws(Diagnostic) -> [Int] {
    let key = IdentifierKey(name.text)
    let places = items.indices.filter { IdentifierKey(items[$0].name) == key }
    if places.isEmpty {
      throw .unknownColumn(
        name.text, in: Clause(word), suggestions: nearest(name.text, items.map(\.name)),
        notes: ["columns here: \(shortList(items.map(\.name)))"], at: name.range)
    }
    return places
  }
}

/// `LIKE` for names of columns.
enum NamePattern {
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let letters = Array(name.lowercased())
    let wanted = Array(pattern.lowercased())
    var place = 0
    var position = 0
    var star: (place: Int, position: Int)?
    while place < letters.count {
      if position < wanted.count, wanted[position] == "%" {
        star = (place, position)
        position += 1
      } else if position < wanted.count,
        wanted[position] == "_" || wanted[position] == letters[place]
      {
        place += 1
        position += 1
      } else if let last = star {
        star = (last.place + 1, last.position)
        place = last.place + 1
        position = last.position + 1
      } else {
        return false
      }
    }
    return wanted[position...].allSatisfy { $0 == "%" }
  }
}
