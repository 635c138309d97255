import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Functions that were defined: CREATE FUNCTION, and calls of them.
extension Binder {
  func macro(named name: NameSyntax) -> Macro? {
    guard let last = name.parts.last, !environment.catalog.macros.isEmpty else { return nil }
    return environment.catalog.macros[IdentifierKey(last.text)]
  }

  // MARK: CREATE FUNCTION

  func bindCreateFunction(
    _ creation: CreateFunctionSyntax, _ range: SourceRange
  ) throws(Diagnostic) -> BoundStatement {
    let name = creation.name.parts.last?.text ?? ""
    var catalog = environment.catalog
    if catalog.macros[IdentifierKey(name)] != nil, !creation.orReplace {
      if creation.ifNotExists { return .nothing }
      throw .exists("function", name, at: creation.name.range)
    }
    var seen: Set<IdentifierKey> = []
    for parameter in creation.parameters {
      guard seen.insert(IdentifierKey(parameter.name.text)).inserted else {
        throw .duplicateName("the parameters", parameter.name.text, at: parameter.name.range)
      }
      if !parameter.isTable, let type = parameter.type { _ = try parameterType(type) }
    }
    if let type = creation.returnType { _ = try parameterType(type) }
    let macro = Macro(
      name: name, parameters: creation.parameters, returnType: creation.returnType,
      body: creation.body, text: rawText(range), textOffset: range.lower)
    try checkBody(of: macro, at: range)
    catalog.macros[IdentifierKey(name)] = macro
    return .changeCatalog(catalog)
  }

  /// The type of a parameter; nil for ANY TYPE.
  private func parameterType(_ type: TypeSyntax) throws(Diagnostic) -> LogicalType? {
    if case .any = type.kind { return nil }
    return try bindType(type)
  }

  /// A body without parameters is bound once now, so that what is wrong shows at once; what
  /// parameters will be is known only from the calls.
  private func checkBody(of macro: Macro, at range: SourceRange) throws(Diagnostic) {
    guard macro.parameters.isEmpty else { return }
    openMacros.append(IdentifierKey(macro.name))
    defer { openMacros.removeLast() }
    switch macro.body {
    case .expression(let expression):
      let context = ExpressionContext(
        scope: Scope(), frame: QueryFrame(outer: nil, parent: nil), clause: Clause(macro.name))
      _ = try bindExpression(expression, context)
    case .query(let query): _ = try bindQuery(query, QueryFrame(outer: nil, parent: nil))
    }
  }

  // MARK: Calls in expressions

  func bindMacroCall(
    _ macro: Macro, _ call: FunctionCallSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard case .expression(let body) = macro.body else {
      throw .macroGivesTable(macro, at: call.name.range)
    }
    if call.window != nil { throw .unsupported("OVER after \(macro.name)", at: range) }
    if let filter = call.filter { throw .onlyForAggregates("FILTER", macro.name, at: filter.range) }
    if call.isDistinct { throw .onlyForAggregates("DISTINCT", macro.name, at: range) }
    var given = call.arguments
    if let receiver = call.receiver {
      given.insert(ArgumentSyntax(value: .expression(receiver), range: receiver.range), at: 0)
    }
    let arguments = try match(given, macro, at: range)
    let frame = MacroFrame(
      macro: macro, arguments: try values(of: arguments, macro), context: context, binder: self)
    return try insideBody(of: frame, at: range) { () throws(Diagnostic) in
      var result = try bindExpression(body, context)
      if let type = try macro.returnType.flatMap({ (type) throws(Diagnostic) in
        try parameterType(type)
      }) {
        result = try fitting(
          result, Field("the result", type), at: body.range, place: body.range)
      }
      return result
    }.relocated(to: range)
  }

  /// Binds something in the text of a definition, with its parameters visible.
  private func insideBody<Result>(
    of frame: MacroFrame, at range: SourceRange, _ body: () throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    let macro = frame.macro
    let key = IdentifierKey(macro.name)
    guard !openMacros.contains(key) else { throw .recursiveMacro(macro.name, at: range) }
    try enter(range)
    openMacros.append(key)
    defer {
      openMacros.removeLast()
      leave()
    }
    do throws(Diagnostic) {
      return try reading(
        macro.text, offset: macro.textOffset, frames: frame.callerFrames + [frame], body)
    } catch {
      if frame.failedInArgument { throw error }
      throw .insideMacro(macro, error, text: bodyText(of: macro), at: range)
    }
  }

  /// The body on one line, for messages; nothing where it is long.
  private func bodyText(of macro: Macro) -> String {
    let range =
      switch macro.body {
      case .expression(let expression): expression.range
      case .query(let query): query.range
      }
    let saved = (text, textOffset)
    (text, textOffset) = (Array(macro.text.utf8), macro.textOffset)
    defer { (text, textOffset) = saved }
    let body = source(range)
    return body.count > 200 ? "" : body
  }

  /// What a name means as a parameter of the function whose body is being bound; nil where it is
  /// none.
  func bindMacroParameter(
    _ name: NameSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression? {
    guard name.parts.count == 1, let part = name.parts.first, let frame = macroFrames.last,
      let argument = frame.arguments[IdentifierKey(part.text)]
    else { return nil }
    if argument.isDefault {
      let empty = ExpressionContext(
        scope: Scope(), frame: QueryFrame(outer: nil, parent: nil), clause: Clause("DEFAULT"))
      let frames = macroFrames
      macroFrames = []
      defer { macroFrames = frames }
      return try typed(try bindExpression(argument.syntax, empty), argument, frame, part)
    }
    let isSameQuery = context.frame === frame.callerContext.frame
    let place = isSameQuery ? context : frame.callerContext
    let saved = (text, textOffset, macroFrames, commonTables, openMacros)
    (text, textOffset) = (frame.callerText, frame.callerOffset)
    (macroFrames, commonTables) = (frame.callerFrames, frame.callerTables)
    // The argument is not part of the body: a call of the same function in it is no recursion.
    if let own = openMacros.lastIndex(of: IdentifierKey(frame.macro.name)) {
      openMacros.remove(at: own)
    }
    defer { (text, textOffset, macroFrames, commonTables, openMacros) = saved }
    let bound: BoundExpression
    do throws(Diagnostic) {
      bound = try typed(try bindExpression(argument.syntax, place), argument, frame, part)
    } catch {
      frame.failedInArgument = true
      throw error
    }
    if !isSameQuery, !bound.columnsUsed.isEmpty {
      markCorrelated(from: context.frame, to: frame.callerContext.frame)
    }
    return bound
  }

  private func typed(
    _ expression: BoundExpression, _ argument: MacroFrame.Argument, _ frame: MacroFrame,
    _ parameter: IdentifierSyntax
  ) throws(Diagnostic) -> BoundExpression {
    guard let syntax = argument.type, let type = try parameterType(syntax),
      type != expression.type
    else { return expression }
    guard isLiteralText(expression) || TypeCoercion.cost(from: expression.type, to: type) != nil
    else {
      throw .macroArguments(
        frame.macro,
        "`\(parameter.text)` is \(type.name), not \(expression.type.name)",
        at: argument.syntax.range)
    }
    return cast(expression, to: type, at: argument.syntax.range)
  }

  // MARK: Arguments

  /// For each parameter its argument, or nil where it has none.
  private func match(
    _ given: [ArgumentSyntax], _ macro: Macro, at range: SourceRange
  ) throws(Diagnostic) -> [ArgumentSyntax?] {
    var matched = [ArgumentSyntax?](repeating: nil, count: macro.parameters.count)
    var position = 0
    for argument in given {
      var place = position
      var argument = argument
      if let name = argument.name {
        guard
          let named = macro.parameters.firstIndex(where: {
            IdentifierKey($0.name.text) == IdentifierKey(name.text)
          })
        else {
          throw .macroArguments(macro, "there is no parameter `\(name.text)`", at: name.range)
        }
        place = named
        argument.name = nil
      } else {
        position += 1
      }
      guard place < matched.count else {
        throw .macroArguments(
          macro, "\(given.count) arguments for \(matched.count) parameters", at: argument.range)
      }
      if matched[place] != nil {
        throw .macroArguments(
          macro, "`\(macro.parameters[place].name.text)` is given twice", at: argument.range)
      }
      matched[place] = argument
    }
    for (argument, parameter) in zip(matched, macro.parameters)
    where argument == nil && parameter.defaultValue == nil {
      throw .macroArguments(macro, "`\(parameter.name.text)` is missing", at: range)
    }
    return matched
  }

  /// The arguments that are values.
  private func values(
    of arguments: [ArgumentSyntax?], _ macro: Macro
  ) throws(Diagnostic) -> [IdentifierKey: MacroFrame.Argument] {
    var values: [IdentifierKey: MacroFrame.Argument] = [:]
    for (argument, parameter) in zip(arguments, macro.parameters) where !parameter.isTable {
      let key = IdentifierKey(parameter.name.text)
      if let argument {
        guard case .expression(let expression) = argument.value else {
          throw .macroArguments(
            macro, "`\(parameter.name.text)` is a value, not a table", at: argument.range)
        }
        values[key] = MacroFrame.Argument(
          syntax: expression, type: parameter.type, isDefault: false)
      } else if let value = parameter.defaultValue {
        values[key] = MacroFrame.Argument(syntax: value, type: parameter.type, isDefault: true)
      }
    }
    return values
  }

  // MARK: Calls in FROM

  /// `FROM f(…)` and, with the rows of the pipe as input, `|> CALL f(…)`.
  func bindTableMacro(
    _ macro: Macro, _ call: FunctionCallSyntax, input: LogicalPlan?, _ frame: QueryFrame,
    lateral: Scope?
  ) throws(Diagnostic) -> Relation {
    guard case .query(let body) = macro.body else {
      throw .macroGivesValue(macro, at: call.name.range)
    }
    let arguments = try match(
      try placingInput(call.arguments, macro, input, at: call.range), macro, at: call.range)
    var tables: [(name: String, plan: LogicalPlan)] = []
    for (argument, parameter) in zip(arguments, macro.parameters) where parameter.isTable {
      guard let argument else { continue }
      let plan = try tableArgument(argument, parameter, macro, input, frame)
      tables.append((parameter.name.text, plan))
    }
    let context = ExpressionContext(
      scope: lateral ?? Scope(), frame: frame, clause: Clause(macro.name))
    let opened = MacroFrame(
      macro: macro, arguments: try values(of: arguments, macro), context: context, binder: self)
    return try insideBody(of: opened, at: call.range) { () throws(Diagnostic) in
      for table in tables { openCommonTable(table.name, table.plan) }
      let inner = QueryFrame(outer: lateral == nil ? frame.outer : context, parent: frame)
      var relation = try bindQuery(body, inner)
      relation.plan = closeCommonTables(from: 0, around: relation.plan)
      let plan = finish(relation).relocated(to: call.range)
      return Relation(
        plan: plan, scope: Scope(plan.columns, table: nil), isOrdered: relation.isOrdered)
    }
  }

  /// The rows of the pipe go where INPUT TABLE stands, else before the first table argument.
  private func placingInput(
    _ given: [ArgumentSyntax], _ macro: Macro, _ input: LogicalPlan?, at range: SourceRange
  ) throws(Diagnostic) -> [ArgumentSyntax] {
    let mentions = given.filter { if case .inputTable = $0.value { true } else { false } }
    if mentions.count > 1 {
      throw .macroArguments(macro, "INPUT TABLE stands twice", at: mentions[1].range)
    }
    guard input != nil else {
      if let first = mentions.first {
        throw .macroArguments(macro, "INPUT TABLE has a meaning only in a pipe", at: first.range)
      }
      return given
    }
    guard let place = macro.parameters.firstIndex(where: \.isTable) else {
      throw .macroArguments(macro, "it takes no table, so it stands in FROM", at: range)
    }
    if !mentions.isEmpty { return given }
    var arguments = given
    var argument = ArgumentSyntax(value: .inputTable, range: range)
    let positional = given.prefix { $0.name == nil }.count
    if place > positional {
      argument.name = macro.parameters[place].name
      arguments.append(argument)
    } else {
      arguments.insert(argument, at: place)
    }
    return arguments
  }

  private func tableArgument(
    _ argument: ArgumentSyntax, _ parameter: FunctionParameterSyntax, _ macro: Macro,
    _ input: LogicalPlan?, _ frame: QueryFrame
  ) throws(Diagnostic) -> LogicalPlan {
    let plan: LogicalPlan
    switch argument.value {
    case .table(let name): plan = finish(try bindNamedTable(name, frame))
    case .inputTable:
      guard let input else { throw .broken("a call without the pipe's rows") }
      plan = input
    case .expression(let expression):
      switch expression.kind {
      case .subquery(let query):
        plan = finish(try bindQuery(query, QueryFrame(outer: frame.outer, parent: frame)))
      case .name(let name): plan = finish(try bindNamedTable(name, frame))
      default:
        throw .macroArguments(
          macro, "`\(parameter.name.text)` is a table: TABLE t or a query", at: argument.range)
      }
    case .descriptor:
      throw .macroArguments(
        macro, "`\(parameter.name.text)` is a table: TABLE t or a query", at: argument.range)
    }
    guard let type = parameter.type, case .structure(let fields) = type.kind else { return plan }
    return try projected(plan, to: fields, parameter, macro, at: argument.range)
  }

  /// The columns that `TABLE<a BIGINT, b VARCHAR>` asks for, found by their names.
  private func projected(
    _ plan: LogicalPlan, to fields: [StructureTypeFieldSyntax],
    _ parameter: FunctionParameterSyntax, _ macro: Macro, at range: SourceRange
  ) throws(Diagnostic) -> LogicalPlan {
    var items: [OutputItem] = []
    for (index, field) in fields.enumerated() {
      let type = try bindType(field.type)
      let name = field.name?.text
      let key = name.map(IdentifierKey.init)
      let found =
        key == nil
        ? (index < plan.columns.count ? plan.columns[index] : nil)
        : plan.columns.first { IdentifierKey($0.name) == key }
      guard let column = found else {
        throw .macroArguments(
          macro, "`\(parameter.name.text)` lacks the column `\(name ?? String(index + 1))`",
          at: range)
      }
      guard TypeCoercion.cost(from: column.type, to: type) != nil else {
        throw .macroArguments(
          macro, "`\(column.name)` is \(column.type.name), not \(type.name)", at: range)
      }
      items.append(
        OutputItem(
          name: name ?? column.name,
          expression: cast(BoundExpression(column), to: type, at: range)))
    }
    return projection(of: plan, items: items).plan
  }
}
