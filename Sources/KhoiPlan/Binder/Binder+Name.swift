import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// What a name means.
extension Binder {
  private enum NameMatch {
    case none
    case column(Scope.Column)
    case ambiguous([String])
  }

  /// The column, or the alias of an earlier item, that a name means here or in an outer query.
  func bindName(
    _ name: NameSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression {
    if let parameter = try bindMacroParameter(name, context) { return parameter }
    if let found = try lookUp(name, context, matching: { $0 == $1 }) { return found.expression }
    // A name typed without marks means the marked one if there is just one.
    if name.text.utf8.allSatisfy({ $0 < 0x80 }),
      let found = try lookUp(
        name, context,
        matching: { wanted, key in
          wanted == key || wanted.text == Suggestion.withoutMarks(key.text)
        })
    {
      notice(.unmarkedName(typed: name.parts.last?.text ?? "", meant: found.name, at: name.range))
      return found.expression
    }
    if name.parts.count > 1, let field = try bindFieldPath(name, context) { return field }
    if name.parts.count == 1, let call = try bindBareCall(name, context) { return call }
    if let row = try bindTableValue(name, context) { return row }
    throw unknownColumn(name, context)
  }

  /// The column of a name as it is written; nil where there is none.
  func lookUpColumn(
    _ name: NameSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression? {
    try lookUp(name, context, matching: { $0 == $1 })?.expression
  }

  private func lookUp(
    _ name: NameSyntax, _ context: ExpressionContext,
    matching matches: (IdentifierKey, IdentifierKey) -> Bool
  ) throws(Diagnostic) -> (name: String, expression: BoundExpression)? {
    var level: ExpressionContext? = context
    while let current = level {
      if name.parts.count == 1, let part = name.parts.first,
        let parameter = current.lambdaParameters.last(where: {
          matches(IdentifierKey(part.text), $0.key)
        })
      {
        markCorrelated(from: context.frame, to: current.frame)
        return (parameter.name, parameter.expression)
      }
      switch match(name, in: current.scope, matching: matches) {
      case .column(let column):
        current.references[column.id] = current.references[column.id] ?? name.range
        markCorrelated(from: context.frame, to: current.frame)
        return (column.name, column.expression)
      case .ambiguous(let candidates):
        throw .ambiguousColumn(name.text, candidates: candidates, at: name.range)
      case .none: break
      }
      if let alias = try matchAlias(name, in: current, matching: matches) {
        markCorrelated(from: context.frame, to: current.frame)
        return alias
      }
      level = current.frame.outer
    }
    return nil
  }

  func markCorrelated(from inner: QueryFrame, to outer: QueryFrame) {
    var frame: QueryFrame? = inner
    while let current = frame, current !== outer {
      current.isCorrelated = true
      frame = current.parent
    }
  }

  private func match(
    _ name: NameSyntax, in scope: Scope, matching matches: (IdentifierKey, IdentifierKey) -> Bool
  ) -> NameMatch {
    guard let last = name.parts.last else { return .none }
    let key = IdentifierKey(last.text)
    var found: [Scope.Column] = []
    if name.parts.count == 1 {
      found = scope.columns.filter { matches(key, $0.key) }
      if found.isEmpty, Self.isHiddenName(key) {
        // Row numbers and the like belong to their table and are not among the columns of `*`.
        found = scope.tables.flatMap(\.columns).filter { $0.key == key }
      }
    } else {
      let tableKey = IdentifierKey(name.parts[name.parts.count - 2].text)
      for table in scope.tables where matches(tableKey, table.key) {
        found += table.columns.filter { matches(key, $0.key) }
      }
    }
    guard let first = found.first else { return .none }
    if found.allSatisfy({ $0.id == first.id }) { return .column(first) }
    return .ambiguous(candidates(found, scope))
  }

  /// The spellings that would tell columns of one name apart.
  private func candidates(_ columns: [Scope.Column], _ scope: Scope) -> [String] {
    var names: [String] = []
    for column in columns {
      let table = scope.tables(with: column.id).last
      let spelled = table.map { "\($0.name).\(column.name)" } ?? column.name
      if !names.contains(spelled) { names.append(spelled) }
    }
    return names
  }

  private func matchAlias(
    _ name: NameSyntax, in context: ExpressionContext,
    matching matches: (IdentifierKey, IdentifierKey) -> Bool
  ) throws(Diagnostic) -> (name: String, expression: BoundExpression)? {
    // `alias.x` says that the alias is meant.
    let isMarked =
      name.parts.count == 2 && name.parts[0].text.lowercased() == "alias"
    guard name.parts.count == 1 || isMarked, let part = name.parts.last else { return nil }
    let key = IdentifierKey(part.text)
    guard let alias = context.aliases.last(where: { matches(key, $0.key) }) else { return nil }
    guard alias.expression.size(limit: 5_000) < 5_000 else { throw .aliasTooLarge(at: part.range) }
    if context.computedAfterwards(alias.expression) {
      throw .nestedAggregate(part.text, at: part.range)
    }
    return (alias.name, alias.expression)
  }

  /// `CURRENT_DATE` and its like, which need no parentheses.
  private func bindBareCall(
    _ name: NameSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression? {
    guard let part = name.parts.first, !part.isQuoted,
      ["current_date", "current_timestamp", "current_time", "localtime", "localtimestamp"]
        .contains(part.text.lowercased()),
      FunctionLibrary.scalar(named: part.text) != nil
    else { return nil }
    return try callFunction(part.text, [], ranges: [], at: name.range)
  }

  // MARK: Names of output columns

  /// The name of a column without an alias: the column's own, else the text of the expression.
  func outputName(
    _ syntax: ExpressionSyntax, _ expression: BoundExpression, _ scope: Scope
  ) -> String {
    switch syntax.kind {
    case .name(let name):
      guard let last = name.parts.last else { return source(syntax.range) }
      if case .column(let id, _) = expression {
        for column in scope.columns where column.id == id { return column.name }
        for table in scope.tables {
          for column in table.columns where column.id == id { return column.name }
        }
      }
      return last.text
    case .collate(let inner, _): return outputName(inner, expression, scope)
    case .field(_, let name): return name.text
    default:
      let spelled = source(syntax.range)
      return spelled.isEmpty ? "column" : spelled
    }
  }

  // MARK: Errors

  /// Words that are a value, or begin one, and look like a column where they are misspelt.
  static let valueWords = ["TRUE", "FALSE", "NULL", "INTERVAL", "DATE", "TIMESTAMP", "CASE"]

  /// Why no column of the name can be had, with what may have been meant.
  func unknownColumn(_ name: NameSyntax, _ context: ExpressionContext) -> Diagnostic {
    guard let last = name.parts.last else { return .broken("an empty name") }
    if name.parts.count > 1 { return unknownQualifiedColumn(name, last, context) }
    let key = IdentifierKey(last.text)
    let scope = context.scope
    if scope.columns.isEmpty, context.frame.outer == nil, scope.tables.isEmpty {
      return .noColumnsHere(
        last.text, isQuotedText: isDoubleQuoted(last),
        suggestions: isDoubleQuoted(last) ? [] : nearest(last.text, Self.valueWords),
        clause: context.clause, at: name.range)
    }
    let departure = scope.departures.last { $0.key == key && !$0.isTable }
    var suggestions = nearest(last.text, visibleNames(context))
    if suggestions.isEmpty {
      suggestions = nearest(
        last.text, scope.departures.filter { !$0.isTable && $0.key != key }.map(\.name))
    }
    if suggestions.isEmpty, !isDoubleQuoted(last) {
      suggestions = nearest(last.text, Self.valueWords)
    }
    var notes: [String] = []
    if isDoubleQuoted(last) {
      notes.append("\"\(last.text)\" is a name; text stands in single quotes: '\(last.text)'")
    }
    if let departure {
      notes.append(describe(departure))
    } else if let table = scope.tables(named: key).first {
      let example = table.columns.first.map { "\(table.name).\($0.name)" } ?? "\(table.name).*"
      notes.append("`\(table.name)` is a table here; a column of it is written `\(example)`")
    } else if FunctionLibrary.callableNames.contains(last.text.lowercased()) {
      notes.append("`\(last.text)` is a function; a call needs parentheses: \(last.text)(…)")
    } else if environment.catalog.entry(named: last.text) != nil {
      notes.append("`\(last.text)` is a table; the FROM of this step does not mention it")
    }
    notes.append(columnsNote(scope))
    return .unknownColumn(
      last.text, in: context.clause, suggestions: departure == nil ? suggestions : [],
      notes: notes, at: name.range)
  }

  private func unknownQualifiedColumn(
    _ name: NameSyntax, _ last: IdentifierSyntax, _ context: ExpressionContext
  ) -> Diagnostic {
    let tablePart = name.parts[name.parts.count - 2]
    let tableKey = IdentifierKey(tablePart.text)
    var level: ExpressionContext? = context
    while let current = level {
      let tables = current.scope.tables(named: tableKey)
      if let table = tables.first {
        // The table is right, so the column alone is to blame.
        let names = tables.flatMap { $0.columns.map(\.name) }
        var suggestions = nearest(last.text, names)
        if suggestions.isEmpty {
          suggestions = current.scope.columns(named: IdentifierKey(last.text)).flatMap { column in
            current.scope.tables(with: column.id).map { "\($0.name).\(column.name)" }
          }
        }
        return .unknownColumnOfTable(
          last.text, table: table.name, suggestions: suggestions,
          columns: shortList(names), at: last.range)
      }
      level = current.frame.outer
    }
    let scope = context.scope
    var notes: [String] = []
    var suggestions = nearest(tablePart.text, scope.tables.map(\.name))
    if let departure = scope.departures.last(where: { $0.key == tableKey && $0.isTable }) {
      notes.append(
        "the table name `\(departure.name)` ended in step \(departure.step) `\(departure.word)`")
      let isThere = !scope.columns(named: IdentifierKey(last.text)).isEmpty
      suggestions = isThere ? [last.text] : nearest(last.text, scope.columns.map(\.name))
    } else if suggestions.isEmpty, !scope.columns(named: IdentifierKey(last.text)).isEmpty {
      suggestions = [last.text]
    }
    if !scope.tables.isEmpty {
      notes.append("tables here: \(shortList(scope.tables.map(\.name)))")
    } else {
      notes.append(columnsNote(scope))
    }
    return .unknownTableName(
      tablePart.text, column: last.text, suggestions: suggestions, notes: notes,
      at: tablePart.range)
  }

  private func visibleNames(_ context: ExpressionContext) -> [String] {
    var names = context.scope.columns.map(\.name) + context.aliases.map(\.name)
    var level = context.frame.outer
    while let current = level {
      for table in current.scope.tables {
        names += table.columns.map { "\(table.name).\($0.name)" }
      }
      names += current.scope.columns.map(\.name)
      level = current.frame.outer
    }
    return names
  }

  private func describe(_ departure: Scope.Departure) -> String {
    if let newName = departure.newName {
      return "`\(departure.name)` was renamed to `\(newName)` in step \(departure.step)"
    }
    let how = departure.word == "DROP" ? "dropped" : "left out"
    return "`\(departure.name)` was \(how) in step \(departure.step) `\(departure.word)`"
  }

  /// `columns here: a, b, c (after step 1 WHERE)`.
  func columnsNote(_ scope: Scope) -> String {
    let list = shortList(scope.columns.map(\.name))
    let place = scope.step > 0 ? " (after step \(scope.step) `\(scope.word)`)" : ""
    return "columns here: \(list)\(place)"
  }

  func shortList(_ names: [String]) -> String {
    var unique: [String] = []
    for name in names where !unique.contains(name) { unique.append(name) }
    if unique.isEmpty { return "none" }
    let shown = unique.prefix(16).joined(separator: ", ")
    return unique.count > 16 ? "\(shown) and \(unique.count - 16) more" : shown
  }

  func nearest(_ typed: String, _ names: [String]) -> [String] {
    // One letter is as near to any other letter.
    typed.count < 2 ? [] : Suggestion.nearest(to: typed, among: names, limit: 3)
  }
}
