import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// `*`, `t.*`, `structure.*`: which columns they are, and what is left out, replaced and renamed.
extension Binder {
  func expandStar(
    _ star: StarSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> [OutputItem] {
    var items = try starItems(star, context, at: range)
    let tables = items.map { item in
      item.expression.plainColumn.map { context.scope.tables(with: $0).map(\.key) } ?? []
    }
    try checkChanges(star, at: range)
    // Which columns a change means is settled before any change is made.
    var removed: Set<Int> = []
    for excluded in star.excluded {
      removed.formUnion(try places(of: excluded, in: items, tables, "EXCEPT"))
    }
    var replacements: [Int: BoundExpression] = [:]
    for replacement in star.replaced {
      guard let alias = replacement.alias else { throw .misplacedStar(at: replacement.range) }
      let expression = try bindExpression(replacement.expression, context)
      for place in try places(of: NameSyntax(alias), in: items, tables, "REPLACE") {
        replacements[place] = expression
      }
    }
    var names: [Int: String] = [:]
    for renaming in star.renamed {
      for place in try places(of: renaming.old, in: items, tables, "RENAME") {
        names[place] = renaming.new.text
      }
    }
    if let pattern = star.pattern {
      let matches = Set(
        try matching(items) { (name) throws(Diagnostic) in
          try bindNamePattern(pattern, name, at: range)
        }.map(\.name))
      for place in items.indices where !matches.contains(items[place].name) {
        removed.insert(place)
      }
    }
    for (place, expression) in replacements { items[place].expression = expression }
    for (place, name) in names { items[place].name = name }
    return items.indices.filter { !removed.contains($0) }.map { items[$0] }
  }

  /// `name LIKE pattern`.
  private func bindNamePattern(
    _ pattern: StarPatternSyntax, _ name: BoundExpression, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let context = ExpressionContext(
      scope: Scope(), frame: QueryFrame(outer: nil, parent: nil), clause: Clause("SELECT"))
    let parameter = IdentifierSyntax(text: "name", isQuoted: true, range: pattern.pattern.range)
    context.aliases = [(IdentifierKey(parameter.text), parameter.text, name)]
    let value = ExpressionSyntax(.name(NameSyntax(parameter)), range: parameter.range)
    let syntax = PatternSyntax(
      operation: pattern.operation, value: value, patterns: [pattern.pattern],
      escape: pattern.escape, isNegated: pattern.isNegated, operatorRange: pattern.pattern.range)
    return try bindExpression(
      ExpressionSyntax(.pattern(syntax), range: pattern.pattern.range), context)
  }

  /// No column is changed twice.
  private func checkChanges(_ star: StarSyntax, at range: SourceRange) throws(Diagnostic) {
    var replaced: Set<IdentifierKey> = []
    for item in star.replaced {
      guard let alias = item.alias else { continue }
      guard replaced.insert(IdentifierKey(alias.text)).inserted else {
        throw .duplicateName("REPLACE", alias.text, at: alias.range)
      }
    }
    for excluded in star.excluded {
      guard let name = excluded.parts.last, replaced.contains(IdentifierKey(name.text)) else {
        continue
      }
      throw .duplicateName("EXCEPT and REPLACE", name.text, at: name.range)
    }
    let excluded = Set(star.excluded.compactMap { $0.parts.last.map { IdentifierKey($0.text) } })
    for renaming in star.renamed {
      if let name = renaming.old.parts.last, excluded.contains(IdentifierKey(name.text)) {
        throw .duplicateName("EXCEPT and RENAME", name.text, at: name.range)
      }
      guard let name = renaming.old.parts.last, replaced.contains(IdentifierKey(name.text)) else {
        continue
      }
      throw .duplicateName("REPLACE and RENAME", name.text, at: name.range)
    }
  }

  private func starItems(
    _ star: StarSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> [OutputItem] {
    if let operand = star.operand {
      return try fieldItems(of: try bindExpression(operand, context), at: range)
    }
    func items(_ columns: [Scope.Column]) -> [OutputItem] {
      columns.map { column in
        context.references[column.id] = context.references[column.id] ?? range
        return OutputItem(name: column.name, expression: column.expression, range: range)
      }
    }
    guard let qualifier = star.qualifier, let last = qualifier.parts.last else {
      if context.scope.columns.isEmpty && context.scope.tables.isEmpty {
        // JOIN LATERAL (SELECT *) adds nothing to the row.
        if context.addsNothing { return [] }
        throw .starWithoutFrom(at: range)
      }
      return items(context.scope.columns)
    }
    let key = IdentifierKey(last.text)
    var level: ExpressionContext? = context
    while let current = level {
      let tables = current.scope.tables(named: key)
      if tables.count > 1 { throw .ambiguousTable(last.text, at: qualifier.range) }
      if let table = tables.first {
        markCorrelated(from: context.frame, to: current.frame)
        return items(table.columns)
      }
      level = current.frame.outer
    }
    var found = try lookUpColumn(qualifier, context)
    if found == nil { found = try bindFieldPath(qualifier, context) }
    if let found { return try fieldItems(of: found, at: range) }
    throw .unknownTableName(
      last.text, column: "*", suggestions: nearest(last.text, context.scope.tables.map(\.name)),
      notes: ["tables here: \(shortList(context.scope.tables.map(\.name)))"],
      at: qualifier.range)
  }

  /// The fields of a structure, each as a column.
  private func fieldItems(
    of structure: BoundExpression, at range: SourceRange
  ) throws(Diagnostic) -> [OutputItem] {
    guard case .structure(let fields) = structure.type else {
      throw .starOfNoStructure(structure.type, at: range)
    }
    if fields.isEmpty { throw .noColumnsLeft(at: range) }
    var items: [OutputItem] = []
    for (index, field) in fields.enumerated() {
      items.append(
        OutputItem(
          name: field.name, expression: try fieldValue(index, field, of: structure, at: range),
          range: range))
    }
    return items
  }

  private func places(
    of name: NameSyntax, in items: [OutputItem], _ tables: [[IdentifierKey]], _ word: String
  ) throws(Diagnostic) -> [Int] {
    guard let last = name.parts.last else { return [] }
    let key = IdentifierKey(last.text)
    let table = name.parts.dropLast().last.map { IdentifierKey($0.text) }
    let places = items.indices.filter { index in
      IdentifierKey(items[index].name) == key
        && (table.map { tables[index].contains($0) } ?? true)
    }
    if places.isEmpty {
      throw .unknownColumn(
        last.text, in: Clause(word), suggestions: nearest(last.text, items.map(\.name)),
        notes: ["columns here: \(shortList(items.map(\.name)))"], at: last.range)
    }
    return places
  }

  // MARK: Rows as values

  /// A row of a table as a structure, for the name of a table where a value stands.
  func bindTableValue(
    _ name: NameSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression? {
    guard name.parts.count == 1, let part = name.parts.first else { return nil }
    let key = IdentifierKey(part.text)
    var level: ExpressionContext? = context
    while let current = level {
      let tables = current.scope.tables(named: key)
      if tables.count > 1 { throw .ambiguousTable(part.text, at: name.range) }
      if let table = tables.first, !table.columns.isEmpty {
        markCorrelated(from: context.frame, to: current.frame)
        for column in table.columns {
          current.references[column.id] = current.references[column.id] ?? name.range
        }
        return try makeStructure(table.columns.map { ($0.name, $0.expression) }, at: name.range)
      }
      level = current.frame.outer
    }
    return nil
  }
}
