import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// The columns that the COLUMNS calls in an expression stand for, while it is bound once for each.
final class ColumnExpansion {
  /// Which of the columns is meant now.
  var index = 0
  /// The columns of each call, by the place where it begins.
  private(set) var choices: [(range: SourceRange, columns: [OutputItem])] = []

  /// How often the expression is to be bound; nil where it mentions no COLUMNS.
  var count: Int? { choices.map(\.columns.count).max() }

  func columns(at range: SourceRange) -> [OutputItem]? {
    choices.first { $0.range == range }?.columns
  }

  func add(_ columns: [OutputItem], at range: SourceRange) {
    choices.append((range, columns))
  }
}

/// `COLUMNS(…)`: an expression that stands for several columns, so that what it is part of does
/// too.
extension Binder {
  /// The meanings of an expression: one, or one for each column that COLUMNS stands for, with what
  /// the column would be called.
  func bindExpanded(
    _ syntax: ExpressionSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> [(expression: BoundExpression, name: String?)] {
    let outer = context.expansion
    let expansion = ColumnExpansion()
    context.expansion = expansion
    defer { context.expansion = outer }
    let first = try bindExpression(syntax, context)
    guard let count = expansion.count else { return [(first, nil)] }
    if let other = expansion.choices.first(where: { $0.columns.count != count }) {
      throw .columnsOfDifferentLength(
        expansion.choices.map(\.columns.count), at: other.range)
    }
    var results = [(expression: first, name: expandedName(syntax, expansion))]
    for index in 1..<max(1, count) {
      expansion.index = index
      let bound = try bindExpression(syntax, context)
      results.append((bound, expandedName(syntax, expansion)))
    }
    return results
  }

  /// A condition that holds for every column that COLUMNS stands for.
  func bindCondition(
    _ syntax: ExpressionSyntax, _ context: ExpressionContext, what: String
  ) throws(Diagnostic) -> BoundExpression {
    var terms: [BoundExpression] = []
    for (expression, _) in try bindExpanded(syntax, context) {
      terms.append(try condition(expression, what: what, at: syntax.range))
    }
    return .all(terms)
  }

  /// The text of the expression with the names of the columns in place of COLUMNS.
  private func expandedName(_ syntax: ExpressionSyntax, _ expansion: ColumnExpansion) -> String? {
    var parts: [String] = []
    var place = syntax.range.lower
    for (range, columns) in expansion.choices.sorted(by: { $0.range.lower < $1.range.lower }) {
      guard range.lower >= place, columns.indices.contains(expansion.index) else { continue }
      parts.append(source(SourceRange(place, range.lower)))
      parts.append(columns[expansion.index].name)
      place = range.upper
    }
    parts.append(source(SourceRange(place, syntax.range.upper)))
    return parts.joined()
  }

  /// What a call of COLUMNS means now; nil where the call is of another function.
  func bindColumns(
    _ call: FunctionCallSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression? {
    guard let last = call.name.parts.last, !last.isQuoted, last.text.uppercased() == "COLUMNS",
      call.window == nil
    else { return nil }
    guard let expansion = context.expansion else { throw .misplacedColumns(at: range) }
    let columns: [OutputItem]
    if let known = expansion.columns(at: range) {
      columns = known
    } else {
      columns = try chosenColumns(call, context, at: range)
      expansion.add(columns, at: range)
    }
    guard columns.indices.contains(expansion.index) else {
      throw .columnsOfDifferentLength([columns.count], at: range)
    }
    return columns[expansion.index].expression
  }

  // MARK: Which columns

  private func chosenColumns(
    _ call: FunctionCallSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> [OutputItem] {
    guard call.arguments.count == 1, let argument = call.arguments.first else {
      throw .argumentCount("COLUMNS", wanted: "1", got: call.arguments.count, at: range)
    }
    let syntax = try plainArgument(argument, of: "COLUMNS")
    var star = StarSyntax()
    if call.name.parts.count > 1 {
      let parts = Array(call.name.parts.dropLast())
      star.qualifier = NameSyntax(parts: parts, range: call.name.range)
    }
    let columns: [OutputItem]
    switch syntax.kind {
    case .star(let written): columns = try expandStar(written, context, at: syntax.range)
    case .literal(.string(let pattern)):
      columns = try matching(try expandStar(star, context, at: range)) {
        (name) throws(Diagnostic) in
        try callFunction(
          "regexp_matches", [name, .constant(.text(pattern), .varchar)],
          ranges: [syntax.range, syntax.range], at: syntax.range)
      }
    case .lambda(let names, let body) where names.count == 1:
      columns = try matching(try expandStar(star, context, at: range)) {
        (name) throws(Diagnostic) in
        try bindExpression(body, nameContext(names[0], name))
      }
    case .comprehension(let comprehension): columns = try chosen(by: comprehension, context, range)
    default:
      guard case .list(let names, _) = try constantValue(syntax, what: "COLUMNS") else {
        throw .notConstant("COLUMNS", at: syntax.range)
      }
      columns = try named(names, context, at: syntax.range)
    }
    if columns.isEmpty { throw .noColumnMatches(source(syntax.range), at: syntax.range) }
    return columns
  }

  /// `[x for x in * if …]`.
  private func chosen(
    by comprehension: ListComprehensionSyntax, _ context: ExpressionContext, _ range: SourceRange
  ) throws(Diagnostic) -> [OutputItem] {
    var list = comprehension.list
    if case .row(let parts) = list.kind, parts.count == 1 { list = parts[0] }
    guard case .star(let star) = list.kind, let parameter = comprehension.names.first else {
      let whole = ExpressionSyntax(.comprehension(comprehension), range: range)
      guard case .list(let names, _) = try constantValue(whole, what: "COLUMNS") else {
        throw .notConstant("COLUMNS", at: range)
      }
      return try named(names, context, at: range)
    }
    var columns = try expandStar(star, context, at: range)
    if let condition = comprehension.condition {
      columns = try matching(columns) { (name) throws(Diagnostic) in
        try bindExpression(condition, nameContext(parameter, name))
      }
    }
    if case .name(let name) = comprehension.element.kind, name.parts.count == 1,
      IdentifierKey(name.parts[0].text) == IdentifierKey(parameter.text)
    {
      return columns
    }
    var names: [BoundExpression] = []
    for column in columns {
      let name = BoundExpression.constant(.text(column.name), .varchar)
      names.append(try bindExpression(comprehension.element, nameContext(parameter, name)))
    }
    return try named(try constantValues(names, at: range), context, at: range)
  }

  private func named(
    _ names: [Value], _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> [OutputItem] {
    var items: [OutputItem] = []
    for value in names {
      guard case .text(let text) = value else { throw .notConstant("COLUMNS", at: range) }
      let name = IdentifierSyntax(text: text, isQuoted: true, range: range)
      let expression = try bindName(NameSyntax(name), context)
      // A column that is named twice is meant once.
      if items.contains(where: { $0.expression.isSame(as: expression) }) { continue }
      items.append(
        OutputItem(
          name: outputName(
            ExpressionSyntax(.name(NameSyntax(name)), range: range), expression, context.scope),
          expression: expression, range: range))
    }
    return items
  }

  /// A place where only the name of a column is known, under the name of a parameter.
  private func nameContext(
    _ parameter: IdentifierSyntax, _ name: BoundExpression
  ) -> ExpressionContext {
    let context = ExpressionContext(
      scope: Scope(), frame: QueryFrame(outer: nil, parent: nil), clause: Clause("COLUMNS"))
    context.aliases = [(IdentifierKey(parameter.text), parameter.text, name)]
    return context
  }

  /// The columns whose names pass a test.
  func matching(
    _ columns: [OutputItem], _ test: (BoundExpression) throws(Diagnostic) -> BoundExpression
  ) throws(Diagnostic) -> [OutputItem] {
    if columns.isEmpty { return [] }
    var tests: [BoundExpression] = []
    for column in columns {
      tests.append(try test(.constant(.text(column.name), .varchar)))
    }
    let results = try constantValues(tests, at: columns.first?.range)
    return columns.indices.filter { results[$0] == .boolean(true) }.map { columns[$0] }
  }

  // MARK: Several columns as so many arguments

  /// The expressions with the columns that `*COLUMNS(…)` stands for in its place.
  func unpacked(
    _ expressions: [ExpressionSyntax], _ context: ExpressionContext
  ) throws(Diagnostic) -> [ExpressionSyntax] {
    var result: [ExpressionSyntax] = []
    for expression in expressions {
      guard let call = expression.unpackedColumns else {
        result.append(expression)
        continue
      }
      for column in try chosenColumns(call, context, at: expression.range) {
        guard case .column(let id, _) = column.expression else {
          throw .unsupported("changed columns in *COLUMNS", at: expression.range)
        }
        result.append(spelled(id, column.name, context.scope, at: expression.range))
      }
    }
    return result
  }

  /// The call with the columns that `*COLUMNS(…)` stands for as so many arguments.
  func unpacked(
    _ call: FunctionCallSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> FunctionCallSyntax {
    var result = call
    result.arguments = []
    for argument in call.arguments {
      guard argument.isUnpacked, case .expression(let expression) = argument.value else {
        result.arguments.append(argument)
        continue
      }
      for part in try unpacked([expression], context) {
        result.arguments.append(ArgumentSyntax(value: .expression(part), range: argument.range))
      }
    }
    return result
  }

  /// A name that means the column.
  private func spelled(
    _ id: ColumnID, _ name: String, _ scope: Scope, at range: SourceRange
  ) -> ExpressionSyntax {
    var parts = [IdentifierSyntax(text: name, isQuoted: true, range: range)]
    if scope.columns(named: IdentifierKey(name)).contains(where: { $0.id != id }),
      let table = scope.tables(with: id).first
    {
      parts.insert(IdentifierSyntax(text: table.name, isQuoted: true, range: range), at: 0)
    }
    return ExpressionSyntax(.name(NameSyntax(parts: parts, range: range)), range: range)
  }

  /// The alias of a column that a star or COLUMNS gives: `\1` in it is what the pattern caught.
  func expandedAlias(
    _ alias: String, for name: String, pattern: String?, at range: SourceRange
  ) throws(Diagnostic) -> String {
    guard alias.contains("\\"), let pattern else { return alias }
    func text(_ value: String) -> BoundExpression { .constant(.text(value), .varchar) }
    let call = try callFunction(
      "regexp_replace", [text(name), text("^.*?(?:\(pattern)).*$"), text(alias)],
      ranges: [range, range, range], at: range)
    guard case .text(let replaced) = try constantValues([call], at: range)[0] else { return alias }
    return replaced
  }
}

extension ArgumentSyntax {
  /// Whether it is `*COLUMNS(…)`.
  var isUnpacked: Bool {
    if case .expression(let expression) = value { expression.unpackedColumns != nil } else { false }
  }
}

extension ExpressionSyntax {
  /// Whether it is a star or COLUMNS.
  var isSeveralColumns: Bool {
    switch kind {
    case .star: true
    case .call(let call): call.name.parts.last?.text.uppercased() == "COLUMNS"
    default: false
    }
  }

  /// The call of `*COLUMNS(…)`.
  var unpackedColumns: FunctionCallSyntax? {
    guard case .star(let star) = kind, case .call(let call)? = star.operand?.kind,
      call.name.parts.last?.text.uppercased() == "COLUMNS"
    else { return nil }
    return call
  }

  /// The regular expression of `COLUMNS('…')` or `* SIMILAR TO '…'`.
  var columnPattern: String? {
    switch kind {
    case .call(let call):
      guard call.name.parts.last?.text.uppercased() == "COLUMNS",
        case .expression(let argument)? = call.arguments.first?.value
      else { return nil }
      if case .star = argument.kind { return argument.columnPattern }
      guard case .literal(.string(let pattern)) = argument.kind else { return nil }
      return pattern
    case .star(let star):
      guard let pattern = star.pattern, pattern.operation == .similar,
        case .literal(.string(let text)) = pattern.pattern.kind
      else { return nil }
      return text
    default: return nil
    }
  }
}
