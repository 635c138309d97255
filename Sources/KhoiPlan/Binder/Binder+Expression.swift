import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Expressions: what each form means.
extension Binder {
  /// The meaning of an expression at a place of a query.
  func bindExpression(
    _ syntax: ExpressionSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression {
    try enter(syntax.range)
    defer { leave() }
    switch syntax.kind {
    case .literal(let literal): return try bindLiteral(literal, at: syntax.range)
    case .name(let name): return try bindName(name, context)
    case .star(let star):
      guard syntax.unpackedColumns != nil, let operand = star.operand else {
        throw .misplacedStar(at: syntax.range)
      }
      return try bindExpression(operand, context)
    case .position(let number): return try bindPosition(number, context, at: syntax.range)
    case .parameter(let parameter): return try bindParameter(parameter)
    case .unary(let operation, let operand):
      return try bindUnary(operation, operand, context, at: syntax.range)
    case .binary: return try bindBinary(syntax, context)
    case .isNull(let operand, let isNegated):
      let test = BoundExpression.isNull(try bindExpression(operand, context))
      return isNegated ? .not(test) : test
    case .isTruth(let operand, let test, let isNegated):
      return try bindTruthTest(operand, test, isNegated, context)
    case .isDistinct(let left, let right, let isNegated):
      return try bindDistinct(left, right, isNegated: isNegated, context, at: syntax.range)
    case .between(let operand, let lower, let upper, let isNegated):
      return try bindBetween(operand, lower, upper, isNegated, context, at: syntax.range)
    case .inList(let operand, let values, let isNegated):
      return try bindInList(
        operand, try unpacked(values, context), isNegated, context, at: syntax.range)
    case .inSubquery(let operand, let query, let isNegated):
      return try bindInSubquery(operand, query, isNegated, context, at: syntax.range)
    case .inCollection(let operand, let collection, let isNegated):
      guard case .list(let values, _) = collection.kind else {
        return try bindInList(operand, inside: collection, isNegated, context, at: syntax.range)
      }
      return try bindInList(operand, values, isNegated, context, at: syntax.range)
    case .pattern(let pattern): return try bindPattern(pattern, context, at: syntax.range)
    case .quantified(let operation, let operand, let quantifier, let values):
      return try bindQuantified(
        operation, operand, quantifier, values, context, at: syntax.range)
    case .caseWhen(let branches): return try bindCase(branches, context, at: syntax.range)
    case .cast(let operand, let type, let isTry, let format):
      return try bindCast(operand, type, isTry, format, context, at: syntax.range)
    case .call(let call): return try bindCall(call, context, at: syntax.range)
    case .extract(let part, let from):
      return try bindExtract(part, from, context, at: syntax.range)
    case .atTimeZone(let value, let zone):
      return try callFunction(
        "timezone", [try bindExpression(zone, context), try bindExpression(value, context)],
        ranges: [zone.range, value.range], at: syntax.range)
    case .interval(let value, let unit, let lastUnit):
      return try bindInterval(value, unit, lastUnit, context, at: syntax.range)
    case .exists(let query): return try bindExists(query, context, at: syntax.range)
    case .subquery(let query): return try bindScalarSubquery(query, context, at: syntax.range)
    case .collate(let operand, let collation):
      _ = try self.collation(collation)
      return try bindExpression(operand, context)
    default: return try bindNestedForm(syntax, context)
    }
  }

  /// Lists, structures and maps, and their parts.
  private func bindNestedForm(
    _ syntax: ExpressionSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression {
    switch syntax.kind {
    case .list(let elements, let type):
      return try bindList(try unpacked(elements, context), type, context, at: syntax.range)
    case .row(let parts):
      return try bindStructure(parts.map { (nil, $0) }, nil, context, at: syntax.range)
    case .structure(let fields, let type):
      return try bindStructure(
        fields.map { ($0.name, $0.value) }, type, context, at: syntax.range)
    case .map(let entries): return try bindMap(entries, context, at: syntax.range)
    case .element(let value, let place):
      return try bindElement(of: value, at: place, context, in: syntax.range)
    case .slice(let value, let lower, let upper, let step):
      return try bindSlice(of: value, [lower, upper, step], context, in: syntax.range)
    case .field(let value, let name):
      return try bindField(try bindExpression(value, context), name, at: syntax.range)
    case .comprehension(let comprehension):
      return try bindComprehension(comprehension, context, at: syntax.range)
    case .arraySubquery(let query):
      return try bindArraySubquery(query, context, at: syntax.range)
    default: throw unsupportedForm(syntax)
    }
  }

  private func unsupportedForm(_ syntax: ExpressionSyntax) -> Diagnostic {
    let what =
      switch syntax.kind {
      case .comprehension: "list comprehensions"
      case .lambda: "lambdas"
      case .defaultValue: "DEFAULT here"
      default: "this expression"
      }
    return .unsupported(what, at: syntax.range)
  }

  // MARK: Values

  func bindLiteral(
    _ literal: LiteralSyntax, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    switch literal {
    case .null: return .constant(.null, .null)
    case .boolean(let value): return .constant(.boolean(value), .boolean)
    case .integer(let digits): return integerLiteral(digits)
    case .decimal(let digits): return try decimalLiteral(digits, at: range)
    case .float(let digits):
      guard let value = Double(digits) else { throw .badNumber(digits, at: range) }
      return .constant(.double(value), .double)
    case .string(let text): return .constant(.text(text), .varchar)
    case .bytes(let bytes): return .constant(.blob(bytes), .blob)
    case .typed(let type, let text):
      let type = try bindType(type)
      if type == .varchar { return .constant(.text(text), .varchar) }
      return .cast(
        BoundCast(operand: .constant(.text(text), .varchar), type: type, range: range))
    }
  }

  private func integerLiteral(_ digits: String) -> BoundExpression {
    if let value = Int64(digits) { return .constant(.integer(value), .bigint) }
    let isNegative = digits.hasPrefix("-")
    let magnitude = isNegative ? digits.dropFirst() : digits[...]
    if magnitude.lowercased().hasPrefix("0x") {
      if let value = Int64(magnitude.dropFirst(2), radix: 16) {
        return .constant(.integer(isNegative ? -value : value), .bigint)
      }
    }
    if let value = Int128(digits) { return .constant(.hugeint(value), .hugeint) }
    return .constant(.double(Double(digits) ?? .infinity), .double)
  }

  /// `1.50` is a DECIMAL of the digits that are written, a DOUBLE where they are too many.
  private func decimalLiteral(
    _ digits: String, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let isNegative = digits.hasPrefix("-")
    let parts = digits.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    let whole = parts.first.map { $0.drop { $0 == "0" } } ?? ""
    let fraction = parts.count > 1 ? parts[1] : ""
    let precision = max(1, whole.count + fraction.count)
    if precision <= LogicalType.greatestPrecision, let unscaled = Int128("0" + whole + fraction) {
      let type = LogicalType.decimal(precision: precision, scale: fraction.count)
      return .constant(
        .decimal(isNegative ? -unscaled : unscaled, precision: precision, scale: fraction.count),
        type)
    }
    guard let value = Double(digits) else { throw .badNumber(digits, at: range) }
    return .constant(.double(value), .double)
  }

  private func bindParameter(_ parameter: ParameterSyntax) throws(Diagnostic) -> BoundExpression {
    let name =
      switch parameter.key {
      case .name(let name): name
      case .position(let number): String(number)
      }
    let key = IdentifierKey(name)
    guard
      let value = environment.parameters[name]
        ?? environment.parameters.first(where: { IdentifierKey($0.key) == key })?.value
    else {
      throw .missingParameter(
        name, suggestions: nearest(name, environment.parameters.keys.sorted()), at: parameter.range)
    }
    return .constant(value, value.type)
  }

  private func bindPosition(
    _ number: Int, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let columns = context.scope.columns
    guard number >= 1, number <= columns.count else {
      throw .ordinalOutOfRange(number, count: columns.count, clause: context.clause, at: range)
    }
    let column = columns[number - 1]
    context.references[column.id] = context.references[column.id] ?? range
    return column.expression
  }

  // MARK: Operators

  private func bindUnary(
    _ operation: UnaryOperator, _ operand: ExpressionSyntax, _ context: ExpressionContext,
    at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    switch operation {
    case .not:
      return .not(try condition(operand, context, what: "NOT"))
    case .plus:
      let value = try bindExpression(operand, context)
      guard value.type.isNumeric || value.type == .interval || value.type == .null else {
        throw .operatorMismatch("+", types: [value.type], hint: nil, at: range)
      }
      return value
    case .minus, .bitwiseNot:
      let value = try bindExpression(operand, context)
      return try callOperator(
        operation == .minus ? "neg" : "~", [value], ranges: [operand.range], at: range)
    }
  }

  /// A chain such as `a + b + c` leans to the left, so its left side is walked in a loop.
  private func bindBinary(
    _ syntax: ExpressionSyntax, _ context: ExpressionContext
  ) throws(Diagnostic) -> BoundExpression {
    var pending: [(operation: BinaryOperator, right: ExpressionSyntax, range: SourceRange)] = []
    var leftmost = syntax
    while case .binary(let operation, let left, let right, _) = leftmost.kind {
      if let collation = try collation(of: operation, left, right) {
        guard pending.isEmpty else { break }
        return try bindCollated(operation, left, right, collation, context, at: syntax.range)
      }
      if case .row = left.kind {
        guard pending.isEmpty else { break }
        return try bindRowComparison(operation, left, right, context, at: syntax.range)
      }
      pending.append((operation, right, leftmost.range))
      leftmost = left
    }
    var result = try bindExpression(leftmost, context)
    var resultRange = leftmost.range
    for step in pending.reversed() {
      result = try combine(step.operation, result, resultRange, step.right, context, at: step.range)
      resultRange = step.range
    }
    return result
  }

  private func combine(
    _ operation: BinaryOperator, _ left: BoundExpression, _ leftRange: SourceRange,
    _ right: ExpressionSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let value = try bindExpression(right, context)
    switch operation {
    case .and:
      return .and([
        try condition(left, what: "AND", at: leftRange),
        try condition(value, what: "AND", at: right.range),
      ])
    case .or:
      return .or([
        try condition(left, what: "OR", at: leftRange),
        try condition(value, what: "OR", at: right.range),
      ])
    case .arrow, .longArrow:
      return try bindJSONExtraction(
        operation == .arrow ? "json_extract" : "json_extract_string", [left, value],
        ranges: [leftRange, right.range], at: range)
    case .contains, .containedIn:
      return try callFunction(
        operation == .contains ? "@>" : "<@", [left, value], ranges: [leftRange, right.range],
        at: range)
    case .startsWith:
      return try callFunction(
        "starts_with", [left, value], ranges: [leftRange, right.range], at: range)
    case .divide
    where environment.settings.integerDivision && left.type.isInteger && value.type.isInteger:
      return try callOperator("//", [left, value], ranges: [leftRange, right.range], at: range)
    default:
      return try callOperator(
        operation.rawValue, [left, value], ranges: [leftRange, right.range], at: range)
    }
  }

  // MARK: CASE, CAST

  private func bindCase(
    _ syntax: CaseSyntax, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    var conditions: [BoundExpression] = []
    var values: [BoundExpression] = []
    var ranges: [SourceRange] = []
    let operand: BoundExpression?
    if let subject = syntax.operand {
      operand = try bindExpression(subject, context)
    } else {
      operand = nil
    }
    for branch in syntax.branches {
      if let operand, let subject = syntax.operand {
        let value = try bindExpression(branch.condition, context)
        conditions.append(
          try callOperator(
            "=", [operand, value], ranges: [subject.range, branch.condition.range],
            at: branch.condition.range))
      } else {
        conditions.append(try condition(branch.condition, context, what: "WHEN"))
      }
      values.append(try bindExpression(branch.result, context))
      ranges.append(branch.result.range)
    }
    if let otherwise = syntax.otherwise {
      values.append(try bindExpression(otherwise, context))
      ranges.append(otherwise.range)
    } else {
      values.append(.constant(.null, .null))
      ranges.append(range)
    }
    return try makeCase(conditions, values, ranges, what: "the branches of CASE")
  }

  /// A CASE of conditions and one value more than them.
  func makeCase(
    _ conditions: [BoundExpression], _ values: [BoundExpression], _ ranges: [SourceRange],
    what: String
  ) throws(Diagnostic) -> BoundExpression {
    let (unified, type) = try unify(values, ranges: ranges, what: what)
    let branches = zip(conditions, unified).map { BoundCase.Branch(condition: $0, value: $1) }
    return .caseWhen(
      BoundCase(
        branches: branches, otherwise: unified.last ?? .constant(.null, type), type: type))
  }

  private func bindCast(
    _ operand: ExpressionSyntax, _ type: TypeSyntax, _ isTry: Bool, _ format: ExpressionSyntax?,
    _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    if let format { throw .unsupported("CAST with FORMAT", at: format.range) }
    let target = try bindType(type)
    let value = try bindExpression(operand, context)
    if value.type == target {
      // A literal that was cast is a text for good: it no longer takes the other side's type.
      guard isLiteralText(value) else { return value }
      return .cast(BoundCast(operand: value, type: target, isTry: isTry, range: range))
    }
    guard Cast.isPossible(from: value.type, to: target) else {
      throw .impossibleCast(value.type, target, at: range)
    }
    if case .constant(.null, _) = value { return .constant(.null, target) }
    return .cast(BoundCast(operand: value, type: target, isTry: isTry, range: range))
  }
}
