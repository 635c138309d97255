import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Types: the ones that are written, and the ones that expressions must agree on.
extension Binder {
  /// The type that was written.
  func bindType(_ syntax: TypeSyntax) throws(Diagnostic) -> LogicalType {
    switch syntax.kind {
    case .named(let word, _):
      if let type = LogicalType(word: word) {
        let isExact = ["DECIMAL", "NUMERIC", "DEC", "BIGDECIMAL", "BIGNUMERIC"]
        if isExact.contains(word.uppercased()) { notice(.decimalIsDouble(at: syntax.range)) }
        return type
      }
      if Self.lackingTypes.contains(word.uppercased()) {
        throw .unsupported("the type \(word.uppercased())", at: syntax.range)
      }
      throw .unknownType(word, suggestions: nearest(word, Self.typeNames), at: syntax.range)
    case .list: throw .unsupported("list types", at: syntax.range)
    case .structure: throw .unsupported("structure types", at: syntax.range)
    case .map: throw .unsupported("map types", at: syntax.range)
    case .union: throw .unsupported("union types", at: syntax.range)
    case .any: throw .unsupported("the type ANY here", at: syntax.range)
    }
  }

  private static let typeNames = [
    "BOOLEAN", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "REAL", "DECIMAL",
    "NUMERIC", "VARCHAR", "TEXT", "STRING", "DATE", "TIMESTAMP", "DATETIME", "TIME", "INTERVAL",
  ]

  private static let lackingTypes: Set<String> = [
    "HUGEINT", "UHUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT", "UINT8", "UINT16",
    "UINT32", "UINT64", "BLOB", "BYTES", "BYTEA", "BINARY", "VARBINARY", "BIT", "BITSTRING", "UUID",
    "GUID", "JSON", "JSONB", "VARIANT", "ENUM", "MAP", "LIST", "STRUCT", "ARRAY", "GEOGRAPHY",
    "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE", "TIMETZ", "TIMESTAMP_S",
    "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITHOUT TIME ZONE", "BIGNUM", "VARINT",
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
    case .null, .bigint: return cast(expression, to: .boolean, at: range)
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
