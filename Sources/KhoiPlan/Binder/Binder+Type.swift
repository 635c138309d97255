import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Types: the ones that are written, and the ones that expressions must agree on.
extension Binder {
  /// The type that was written.
  func bindType(_ syntax: TypeSyntax) throws(Diagnostic) -> LogicalType {
    switch syntax.kind {
    case .named(let word, let arguments):
      if let known = environment.catalog.types[IdentifierKey(word)] { return known.type }
      let name = word.uppercased()
      if LogicalType.decimalWords.contains(name) {
        return try bindDecimal(arguments, at: syntax.range)
      }
      if let type = LogicalType(word: Self.unsignedWords[name] ?? name) {
        return type == .timestamp ? try bindTimestamp(arguments) : type
      }
      if Self.lackingTypes.contains(name) {
        throw .unsupported("the type \(name)", at: syntax.range)
      }
      let known = LogicalType.words.keys.sorted() + LogicalType.decimalWords.sorted()
      throw .unknownType(word, suggestions: nearest(word, known), at: syntax.range)
    case .list(let element, _): return .list(try bindType(element))
    case .structure(let fields): return .structure(try bindFields(fields))
    case .map(let key, let value): return .map(key: try bindType(key), value: try bindType(value))
    case .union: throw .unsupported("union types", at: syntax.range)
    case .any: throw .unsupported("the type ANY here", at: syntax.range)
    }
  }

  /// MySQL's words for the integers without sign.
  private static let unsignedWords = [
    "TINYINT UNSIGNED": "UTINYINT", "SMALLINT UNSIGNED": "USMALLINT", "INT UNSIGNED": "UINTEGER",
    "INTEGER UNSIGNED": "UINTEGER", "BIGINT UNSIGNED": "UBIGINT",
  ]

  private func bindFields(
    _ fields: [StructureTypeFieldSyntax]
  ) throws(Diagnostic) -> [Field] {
    var bound: [Field] = []
    for field in fields {
      let name = field.name?.text ?? ""
      if let name = field.name,
        bound.contains(where: { IdentifierKey($0.name) == IdentifierKey(name.text) })
      {
        throw .fieldTwice(name.text, at: name.range)
      }
      bound.append(Field(name, try bindType(field.type)))
    }
    return bound
  }

  /// `DECIMAL(p, s)`; DECIMAL alone has 18 digits, 3 of them decimals.
  private func bindDecimal(
    _ arguments: [ExpressionSyntax], at range: SourceRange
  ) throws(Diagnostic) -> LogicalType {
    var numbers: [Int] = []
    for argument in arguments {
      guard case .literal(.integer(let digits)) = argument.kind, let number = Int(digits) else {
        throw .decimalDigits(at: argument.range)
      }
      numbers.append(number)
    }
    let precision = numbers.first ?? 18
    let scale = numbers.count > 1 ? numbers[1] : numbers.isEmpty ? 3 : 0
    guard numbers.count <= 2, precision >= 1, precision <= LogicalType.greatestPrecision,
      scale >= 0, scale <= precision
    else { throw .decimalDigits(at: range) }
    return .decimal(precision: precision, scale: scale)
  }

  /// `TIMESTAMP(p)`: with the least precision that keeps p digits of the second's fraction.
  private func bindTimestamp(_ arguments: [ExpressionSyntax]) throws(Diagnostic) -> LogicalType {
    guard let digits = arguments.first else { return .timestamp }
    switch digits.kind {
    case .literal(.integer("0")): return .roundedTimestamp(.seconds)
    case .literal(.integer(let number)):
      return (Int(number) ?? 9) <= 3 ? .roundedTimestamp(.milliseconds) : .timestamp
    default: return .timestamp
    }
  }

  private static let lackingTypes: Set<String> = [
    "UHUGEINT", "BIT", "BITSTRING", "VARIANT", "ENUM", "MAP", "LIST", "STRUCT", "ARRAY",
    "GEOGRAPHY",
    "TIME WITH TIME ZONE", "TIMETZ", "BIGNUM", "VARINT",
  ]

  // MARK: Casts

  /// Whether the expression is a string literal, which takes the type of the other side.
  func isLiteralText(_ expression: BoundExpression) -> Bool {
    if case .constant(.text, .varchar) = expression { return true }
    return false
  }

  /// The expression with another type.
  func cast(
    _ expression: BoundExpression, to type: LogicalType, isTry: Bool = false,
    at range: SourceRange? = nil
  ) -> BoundExpression {
    if expression.type == type { return expression }
    switch (expression, type) {
    case (.constant(.null, _), _): return .constant(.null, type)
    case (.constant(.integer(let value), _), .double):
      return .constant(.double(Double(value)), type)
    case (.constant(.integer(let value), _), .bigint): return .constant(.integer(value), type)
    case (.constant(.integer(let value), _), .narrow(let narrow))
    where narrow.bounds.contains(value):
      return .constant(.integer(value), type)
    default:
      return .cast(BoundCast(operand: expression, type: type, isTry: isTry, range: range))
    }
  }

  /// The expressions with one common type, for CASE, IN, set operations of values and the like.
  func unify(
    _ expressions: [BoundExpression], ranges: [SourceRange], what: String
  ) throws(Diagnostic) -> (expressions: [BoundExpression], type: LogicalType) {
    var common = LogicalType.null
    var hasLiteral = false
    var firstOfCommon: Int?
    for (index, expression) in expressions.enumerated() {
      if isLiteralText(expression) {
        hasLiteral = true
        continue
      }
      guard let wider = TypeCoercion.commonType(common, expression.type) else {
        let first = firstOfCommon ?? 0
        throw .noCommonType(
          what, common, first < ranges.count ? source(ranges[first]) : "", expression.type,
          index < ranges.count ? source(ranges[index]) : "",
          at: index < ranges.count ? ranges[index] : nil)
      }
      if expression.type != .null && firstOfCommon == nil { firstOfCommon = index }
      common = wider
    }
    if common == .null && hasLiteral { common = .varchar }
    for (index, expression) in expressions.enumerated()
    where !TypeCoercion.meets(expression.type, in: common) {
      throw .noCommonType(
        what, common, "", expression.type, index < ranges.count ? source(ranges[index]) : "",
        at: index < ranges.count ? ranges[index] : nil)
    }
    var cast: [BoundExpression] = []
    for (index, expression) in expressions.enumerated() {
      cast.append(
        self.cast(expression, to: common, at: index < ranges.count ? ranges[index] : nil))
    }
    return (cast, common)
  }

  /// A condition: Boolean, or a number that is true unless it is zero.
  func condition(
    _ syntax: ExpressionSyntax, _ context: ExpressionContext, what: String
  ) throws(Diagnostic) -> BoundExpression {
    try condition(try bindExpression(syntax, context), what: what, at: syntax.range)
  }

  func condition(
    _ expression: BoundExpression, what: String, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    switch expression.type {
    case .boolean: return expression
    case .null, .bigint, .narrow: return cast(expression, to: .boolean, at: range)
    case let type where type.isNumeric && Cast.isPossible(from: type, to: .boolean):
      return cast(expression, to: .boolean, at: range)
    case .varchar where isLiteralText(expression): return cast(expression, to: .boolean, at: range)
    default: throw .notACondition(what, expression.type, source(range), at: range)
    }
  }

  // MARK: Constants

  /// The value of an expression that may mention no columns.
  func constantValue(
    _ syntax: ExpressionSyntax, what: String
  ) throws(Diagnostic) -> Value {
    let context = ExpressionContext(
      scope: Scope(), frame: QueryFrame(outer: nil, parent: nil), clause: Clause(what))
    let expression: BoundExpression
    do throws(Diagnostic) {
      expression = try bindExpression(syntax, context)
    } catch {
      if error.name == "unknown-column" || error.name == "no-from" {
        throw .notConstant(what, at: syntax.range)
      }
      throw error
    }
    return try constantValues([expression], at: syntax.range)[0]
  }

  /// The values of constant expressions, computed where they are more than literals.
  func constantValues(
    _ expressions: [BoundExpression], at range: SourceRange?
  ) throws(Diagnostic) -> [Value] {
    var values: [Value] = []
    for expression in expressions {
      guard case .constant(let value, _) = expression else { break }
      values.append(value)
    }
    if values.count == expressions.count { return values }
    let columns = expressions.map { identities.makeColumn("value", $0.type) }
    let plan = LogicalPlan.values(LogicalPlan.Values(columns: columns, rows: [expressions]))
    do throws(Diagnostic) {
      let rows = try rowsNow(plan)
      guard rows.count == 1, rows[0].count == expressions.count else {
        throw Diagnostic.broken("a row of constants gave \(rows.count) rows")
      }
      return rows[0]
    } catch {
      throw error.located(at: range)
    }
  }

  /// Whether the expression mentions no columns, so that its value is known while planning.
  func isConstant(_ expression: BoundExpression) -> Bool {
    switch expression {
    case .column, .subquery: return false
    case .call(let call) where !call.function.isDeterministic: return false
    default: return expression.children.allSatisfy { isConstant($0) }
    }
  }
}
