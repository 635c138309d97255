import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Table functions in FROM and after CALL.
extension Binder {
  /// `|> CALL f(…)`: the rows of the pipe are the first table argument.
  func bindPipeCall(
    _ call: FunctionCallSyntax, _ alias: IdentifierSyntax?, _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let name = call.name.parts.last?.text ?? ""
    if let macro = macro(named: call.name) {
      var relation = try bindTableMacro(macro, call, input: finish(input), frame, lateral: nil)
      relation.scope.tables = [Scope.Table(alias?.text ?? name, relation.scope.columns)]
      return relation
    }
    guard let function = TableFunction.named(name) else {
      throw unknownTableFunction(name, at: call.name.range)
    }
    guard function.takesTable else {
      throw .badTableArgument(
        function.name, "takes no table, so it stands in FROM", usage: function.usage,
        at: call.name.range)
    }
    var relation = try expand(function, call, finish(input))
    if let alias { relation.scope.tables = [Scope.Table(alias.text, relation.scope.columns)] }
    return relation
  }

  /// `FROM f(…)`.
  func bindTableFunction(
    _ call: FunctionCallSyntax, _ frame: QueryFrame, lateral: Scope?
  ) throws(Diagnostic) -> Relation {
    let name = call.name.parts.last?.text ?? ""
    if let macro = macro(named: call.name) {
      return try bindTableMacro(macro, call, input: nil, frame, lateral: lateral)
    }
    if let system = try systemFunction(name, call) { return system }
    if isReadFunction(name) { return try bindReadFunction(call, name) }
    guard let function = TableFunction.named(name) else {
      if name.lowercased() == "unnest" {
        var lists: [ExpressionSyntax] = []
        for argument in call.arguments { lists.append(try plainArgument(argument, of: name)) }
        return try bindUnnest(lists, nil, frame, lateral: lateral)
      }
      if let repeated = try bindRepeat(call, frame, lateral) { return repeated }
      throw unknownTableFunction(name, at: call.name.range)
    }
    switch function.meaning {
    case .series(let includesStop):
      if let lateral = try bindLateralSeries(function, call, frame, lateral) { return lateral }
      return try bindSeries(function, call, includesStop: includesStop)
    case .query:
      var call = call
      guard let first = call.arguments.first, first.name == nil else {
        throw .badTableArgument(
          function.name, "needs a table: \(function.name)(TABLE t, …)", usage: function.usage,
          at: call.range)
      }
      call.arguments.removeFirst()
      let plan: LogicalPlan
      switch first.value {
      case .table(let table): plan = finish(try bindNamedTable(table, frame))
      case .expression(let expression):
        guard case .subquery(let query) = expression.kind else { fallthrough }
        plan = finish(try bindQuery(query, QueryFrame(outer: frame.outer, parent: frame)))
      default:
        throw .badTableArgument(
          function.name, "the first argument is a table: TABLE t or a query", usage: function.usage,
          at: first.range)
      }
      return try expand(function, call, plan)
    }
  }

  func unknownTableFunction(_ name: String, at range: SourceRange) -> Diagnostic {
    let known = TableFunction.builtins.map(\.name) + environment.provider.readFunctionNames
    var notes: [String] = []
    if FunctionLibrary.documentation(named: name) != nil {
      notes.append("`\(name)` is a function of values, not of tables")
    } else {
      notes.append("table functions: \(known.joined(separator: ", "))")
    }
    let suggestions = nearest(name, known + definedFunctionNames)
    return .unknownTableFunction(name, suggestions: suggestions, notes: notes, at: range)
  }

  // MARK: Files

  private func bindReadFunction(
    _ call: FunctionCallSyntax, _ name: String
  ) throws(Diagnostic) -> Relation {
    var paths: [String]?
    var options: [TableOption] = []
    for argument in call.arguments {
      guard case .expression(let expression) = argument.value else {
        throw .tableArgument(of: name, at: argument.range)
      }
      if let optionName = argument.name {
        let key = optionName.text.lowercased()
        options.append(
          TableOption(key, try optionValue(expression, of: key), at: argument.range))
      } else if case .binary(.equal, let left, let right, _) = expression.kind,
        case .name(let optionName) = left.kind
      {
        let key = optionName.text.lowercased()
        options.append(TableOption(key, try optionValue(right, of: key), at: argument.range))
      } else if paths == nil && options.isEmpty {
        paths = try readPaths(expression)
      } else {
        throw .badTableArgument(
          name, "takes one path, or a list of paths, and then named options",
          usage: "\(name)('path', header => true)", at: argument.range)
      }
    }
    guard let paths else {
      throw .badTableArgument(
        name, "needs a path", usage: "\(name)('path', header => true)", at: call.range)
    }
    let read = ReadCall(
      name: name, paths: paths, options: options, pseudoColumns: mentionedPseudoColumns,
      at: call.range)
    do throws(Diagnostic) {
      guard let table = try environment.provider.table(read) else {
        throw unknownTableFunction(name, at: call.name.range)
      }
      return scan(table, name.lowercased() == "glob" ? name : Self.stem(of: paths[0]))
    } catch {
      throw error.located(at: call.range)
    }
  }

  // MARK: Numbers

  private func bindSeries(
    _ function: TableFunction, _ call: FunctionCallSyntax, includesStop: Bool
  ) throws(Diagnostic) -> Relation {
    var numbers: [Int64] = []
    var isEmpty = false
    if let times = try bindTimeSeries(function, call, includesStop: includesStop) { return times }
    for argument in call.arguments {
      let syntax = try plainArgument(argument, of: function.name)
      switch try constantValue(syntax, what: function.name) {
      case .integer(let number): numbers.append(number)
      case .null:
        isEmpty = true
        numbers.append(0)
      default:
        throw .badTableArgument(
          function.name, "takes whole numbers", usage: function.usage, at: syntax.range)
      }
    }
    guard (1...3).contains(numbers.count) else {
      throw .badTableArgument(
        function.name, "takes one to three numbers", usage: function.usage, at: call.range)
    }
    var start = numbers.count == 1 ? 0 : numbers[0]
    var stop = numbers.count == 1 ? numbers[0] : numbers[1]
    let step = numbers.count == 3 ? numbers[2] : 1
    if step == 0 {
      if !isEmpty {
        throw .badTableArgument(
          function.name, "the step cannot be 0", usage: function.usage, at: call.range)
      }
    }
    if !includesStop {
      let (before, overflow) = stop.subtractingReportingOverflow(step > 0 ? 1 : -1)
      if overflow { isEmpty = true } else { stop = before }
    }
    if isEmpty { (start, stop) = (1, 0) }
    let column = identities.makeColumn(function.name, .bigint)
    let series = LogicalPlan.Series(
      column: column, start: start, stop: stop, step: isEmpty ? 1 : step)
    return Relation(plan: .series(series), scope: Scope([column], table: nil))
  }

  // MARK: UNNEST

  /// `UNNEST(list, …)`: a row for each element; the lists may mention the tables before it.
  func bindUnnest(
    _ lists: [ExpressionSyntax], _ ordinality: OrdinalitySyntax?, _ frame: QueryFrame,
    lateral: Scope?
  ) throws(Diagnostic) -> Relation {
    let outer =
      lateral.map { ExpressionContext(scope: $0, frame: frame, clause: Clause("UNNEST")) }
      ?? frame.outer
    let inner = QueryFrame(outer: outer, parent: frame)
    let context = ExpressionContext(scope: Scope(), frame: inner, clause: Clause("UNNEST"))
    var bound: [BoundExpression] = []
    var elements: [PlanColumn] = []
    for list in lists {
      let expression = try bindExpression(list, context)
      guard expression.type == .null || expression.type.element != nil else {
        throw .unnestNeedsList(expression.type, at: list.range)
      }
      bound.append(expression)
      elements.append(identities.makeColumn("unnest", expression.type.element ?? .null))
    }
    var unnest = LogicalPlan.Unnest(input: singleRow, lists: bound, elements: elements)
    if let ordinality {
      let name = ordinality.alias?.text ?? (ordinality.isOffset ? "offset" : "ordinality")
      unnest.place = identities.makeColumn(name, .bigint)
      unnest.firstPlace = ordinality.isOffset ? 0 : 1
    }
    return Relation(plan: .unnest(unnest), scope: Scope(unnest.added, table: nil))
  }

  /// The rows of the left side, each with the elements of its lists, where the right side is
  /// nothing but an UNNEST; nil where it is more.
  func unnested(_ left: LogicalPlan, _ right: LogicalPlan, keepsEmpty: Bool) -> LogicalPlan? {
    guard case .unnest(var unnest) = right, case .values(let values) = unnest.input,
      values.columns.isEmpty
    else { return nil }
    unnest.input = left
    unnest.keepsEmpty = keepsEmpty
    return .unnest(unnest)
  }
}
