import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Calls that ask the session: sequences, variables, settings, the schema.
extension Binder {
  func bindSessionCall(
    _ name: String, _ arguments: [ExpressionSyntax], at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression? {
    switch (name.lowercased(), arguments.count) {
    case ("nextval", 1): return try sequenceCall(arguments[0], isNext: true, at: range)
    case ("currval", 1), ("lastval", 1):
      return try sequenceCall(arguments[0], isNext: false, at: range)
    case ("getvariable", 1):
      let key = IdentifierKey(try constantValue(arguments[0], what: name).text)
      let value = environment.variables.first { IdentifierKey($0.key) == key }?.value ?? .null
      return .constant(value, value.type)
    case ("current_setting", 1):
      let wanted = try constantValue(arguments[0], what: name).text
      return .constant(try settingValue(wanted, at: arguments[0].range), .varchar)
    case ("current_schema", 0):
      return .constant(.text(environment.catalog.currentSchema ?? "main"), .varchar)
    case ("current_database", 0), ("current_catalog", 0):
      return .constant(.text("memory"), .varchar)
    case ("current_schemas", 1):
      let names = [environment.catalog.currentSchema ?? "main"]
      return .constant(
        .list(names.map { .text($0) }, element: .varchar), .list(.varchar))
    case ("in_search_path", 2):
      let database = try constantValue(arguments[0], what: name).text
      let schema = try constantValue(arguments[1], what: name).text
      let current = environment.catalog.currentSchema ?? "main"
      let isFound =
        IdentifierKey(database) == IdentifierKey("memory")
        && [current, "main"].contains { IdentifierKey($0) == IdentifierKey(schema) }
      return .constant(.boolean(isFound), .boolean)
    case ("version", 0): return .constant(.text("khoi \(KhoiVersion.text)"), .varchar)
    case ("current_user", 0), ("session_user", 0), ("user", 0), ("current_role", 0):
      return .constant(.text("khoi"), .varchar)
    default: return nil
    }
  }

  func settingValue(_ name: String, at range: SourceRange) throws(Diagnostic) -> Value {
    guard let value = environment.settingValue(named: name) else {
      throw .unknownSettingName(
        name, suggestions: nearest(name, environment.settingValues.map(\.name)), at: range)
    }
    return .text(value.text)
  }

  private func sequenceCall(
    _ argument: ExpressionSyntax, isNext: Bool, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let name = try constantValue(argument, what: "nextval").text
    let known = environment.catalog.sequences
    guard
      let sequence = known[IdentifierKey(name)]
        ?? known[IdentifierKey(String(name.split(separator: ".").last ?? ""))]
    else {
      throw .unknown(
        "sequence", name, suggestions: nearest(name, known.values.map(\.name)),
        at: argument.range)
    }
    let overload = ScalarOverload([], returns: .type(.bigint), canFail: true) {
      (_: [Vector], count: Int, _: EvaluationContext) throws(Diagnostic) -> Vector in
      if isNext {
        guard let numbers = sequence.take(count) else {
          throw .sequenceIsExhausted(sequence.name)
        }
        return Vector(.bigint, .int64(Buffer(numbers)))
      }
      guard let last = sequence.last else { throw .sequenceNotStarted(sequence.name) }
      return Vector(constant: .integer(last), type: .bigint, count: count)
    }
    return .call(
      BoundCall(
        function: Self.sequenceFunction(isNext ? "nextval" : "currval", overload),
        overload: overload, arguments: [], type: .bigint, range: range))
  }

  private static func sequenceFunction(
    _ name: String, _ overload: ScalarOverload
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(name, .number, "A number of a sequence.", examples: []),
      overloads: [overload], isDeterministic: false)
  }
}
