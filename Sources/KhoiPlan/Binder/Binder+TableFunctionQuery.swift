import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Table functions whose meaning is a query over their input.
extension Binder {
  func expand(
    _ function: TableFunction, _ call: FunctionCallSyntax, _ input: LogicalPlan
  ) throws(Diagnostic) -> Relation {
    guard case .query(let makeQuery) = function.meaning else {
      throw .broken("\(function.name) has no query")
    }
    let arguments = try bindArguments(function, call, input)
    let query = try makeQuery(arguments)
    guard let statement = parseScript(query).statements.first?.statement,
      case .query(let syntax) = statement.kind
    else { throw .broken("the query of \(function.name) cannot be read") }
    let saved = (text, textOffset)
    let firstCommonTable = commonTables.count
    openCommonTable("input", input)
    (text, textOffset) = (Array(query.utf8), 0)
    defer { (text, textOffset) = saved }
    do throws(Diagnostic) {
      var relation = try bindQuery(syntax, QueryFrame(outer: nil, parent: nil))
      // Errors in the rows are errors of the call; the input's own places stay.
      relation.plan = relation.plan.relocated(to: call.range)
      relation.plan = closeCommonTables(from: firstCommonTable, around: relation.plan)
      relation.scope.tables = []
      return relation
    } catch {
      throw .insideTableFunction(function.name, error, at: call.range)
    }
  }

  private func bindArguments(
    _ function: TableFunction, _ call: FunctionCallSyntax, _ input: LogicalPlan
  ) throws(Diagnostic) -> TableFunctionArguments {
    var arguments = TableFunctionArguments(
      functionName: function.name, usage: function.usage, range: call.range,
      inputColumns: input.columns
    ) { [self] (column) throws(Diagnostic) in try bounds(of: column, in: input, at: call.range) }
    var given: Set<String> = []
    var position = 0
    for argument in call.arguments {
      if case .inputTable = argument.value { continue }
      let parameter = try parameter(of: function, for: argument, &position)
      guard given.insert(parameter.name).inserted else {
        throw .badTableArgument(
          function.name, "`\(parameter.name)` is given twice", usage: function.usage,
          at: argument.range)
      }
      try bind(argument, as: parameter, of: function, input, into: &arguments)
    }
    for parameter in function.parameters where parameter.isRequired {
      guard given.contains(parameter.name) else {
        throw .badTableArgument(
          function.name, "`\(parameter.name)` is missing", usage: function.usage, at: call.range)
      }
    }
    return arguments
  }

  private func parameter(
    of function: TableFunction, for argument: ArgumentSyntax, _ position: inout Int
  ) throws(Diagnostic) -> TableFunctionParameter {
    if let name = argument.name {
      let key = IdentifierKey(name.text)
      guard let found = function.parameters.first(where: { IdentifierKey($0.name) == key }) else {
        let suggestion = nearest(name.text, function.parameters.map(\.name)).first
        let hint = suggestion.map { "; did you mean `\($0)`?" } ?? ""
        throw .badTableArgument(
          function.name, "no parameter `\(name.text)`\(hint)", usage: function.usage,
          at: name.range)
      }
      return found
    }
    guard position < function.parameters.count else {
      throw .badTableArgument(
        function.name, "too many arguments", usage: function.usage, at: argument.range)
    }
    position += 1
    return function.parameters[position - 1]
  }

  private func bind(
    _ argument: ArgumentSyntax, as parameter: TableFunctionParameter, of function: TableFunction,
    _ input: LogicalPlan, into arguments: inout TableFunctionArguments
  ) throws(Diagnostic) {
    switch parameter.kind {
    case .column, .columns:
      let names = try columnNames(argument, function, input)
      if parameter.kind == .columns || names.count == 1 {
        arguments.columns[parameter.name] = names
      } else {
        throw .badTableArgument(
          function.name, "`\(parameter.name)` is one column", usage: function.usage,
          at: argument.range)
      }
    case .value:
      guard case .expression(let expression) = argument.value else {
        throw .badTableArgument(
          function.name, "`\(parameter.name)` is a constant", usage: function.usage,
          at: argument.range)
      }
      let value = try wordOrValue(expression, what: parameter.name)
      arguments.values[parameter.name] = (value, TableFunctionArguments.literal(value))
    case .columnValues:
      guard case .expression(let expression) = argument.value,
        case .list(let rows, _) = expression.kind
      else {
        throw .badTableArgument(
          function.name, "`\(parameter.name)` is a list such as [('flags', 0)]",
          usage: function.usage, at: argument.range)
      }
      var values: [(column: String, text: String)] = []
      for row in rows {
        guard case .row(let parts) = row.kind, parts.count == 2 else {
          throw .badTableArgument(
            function.name, "`\(parameter.name)` is a list such as [('flags', 0)]",
            usage: function.usage, at: row.range)
        }
        let name = try columnName(parts[0], function, input)
        let value = try constantValue(parts[1], what: parameter.name)
        values.append((name, TableFunctionArguments.literal(value)))
      }
      arguments.columnValues[parameter.name] = values
    }
  }

  private func columnNames(
    _ argument: ArgumentSyntax, _ function: TableFunction, _ input: LogicalPlan
  ) throws(Diagnostic) -> [String] {
    var names: [String] = []
    switch argument.value {
    case .descriptor(let descriptors):
      for descriptor in descriptors {
        guard let part = descriptor.parts.last else { continue }
        names.append(try checkedColumn(part.text, input, at: part.range))
      }
    case .expression(let expression):
      switch expression.kind {
      case .row(let parts), .list(let parts, _):
        for part in parts { names.append(try columnName(part, function, input)) }
      default: names.append(try columnName(expression, function, input))
      }
    default:
      throw .badTableArgument(
        function.name, "this argument names columns", usage: function.usage, at: argument.range)
    }
    return names
  }

  private func columnName(
    _ syntax: ExpressionSyntax, _ function: TableFunction, _ input: LogicalPlan
  ) throws(Diagnostic) -> String {
    switch syntax.kind {
    case .name(let name):
      return try checkedColumn(name.parts.last?.text ?? "", input, at: syntax.range)
    case .literal(.string(let text)): return try checkedColumn(text, input, at: syntax.range)
    default:
      throw .badTableArgument(
        function.name, "this argument names a column", usage: function.usage, at: syntax.range)
    }
  }

  /// The column's name as the input has it.
  private func checkedColumn(
    _ name: String, _ input: LogicalPlan, at range: SourceRange
  ) throws(Diagnostic) -> String {
    let key = IdentifierKey(name)
    let names = input.columns.map(\.name)
    let found = names.filter { IdentifierKey($0) == key }
    if found.count > 1 { throw .ambiguousColumn(name, candidates: [], at: range) }
    guard let only = found.first else {
      throw .unknownColumn(
        name, in: Clause("CALL", isPipe: true), suggestions: nearest(name, names),
        notes: ["columns here: \(shortList(names))"], at: range)
    }
    return only
  }

  /// The least and greatest value of a column, found by running the input.
  private func bounds(
    of column: String, in input: LogicalPlan, at range: SourceRange
  ) throws(Diagnostic) -> (least: Value, greatest: Value) {
    let key = IdentifierKey(column)
    guard let source = input.columns.first(where: { IdentifierKey($0.name) == key }) else {
      return (.null, .null)
    }
    var items: [LogicalPlan.Aggregate.Item] = []
    for name in ["min", "max"] {
      guard let function = FunctionLibrary.aggregate(named: name),
        let resolved = OverloadResolution.resolve(
          overloads: function.overloads, argumentTypes: [source.type], isLiteralText: [false])
      else { throw .broken("no aggregate \(name)") }
      items.append(
        LogicalPlan.Aggregate.Item(
          column: identities.makeColumn(name, resolved.resultType),
          aggregate: BoundAggregate(
            function: function, overload: resolved.overload,
            arguments: [BoundExpression(source)], type: resolved.resultType)))
    }
    let plan = LogicalPlan.aggregate(
      LogicalPlan.Aggregate(input: input, keys: [], aggregates: items))
    let rows = try evaluated(plan, at: range)
    guard let row = rows.first, row.count == 2 else { return (.null, .null) }
    return (row[0], row[1])
  }
}
