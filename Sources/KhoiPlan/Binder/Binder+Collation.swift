import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// In which order texts compare.
enum Collation: Sendable {
  /// By bytes.
  case binary
  /// By what functions, applied one after the other, make of the texts.
  case mapped([Step])

  /// A function of the text, and a word after it.
  struct Step: Sendable {
    let function: String
    var option: String?
  }

  /// Every name of one.
  static let names = ["binary", "nocase", "noaccent", "vi", "vi_numeric", "vi_dict"]
}

extension LanguageSettings.TextOrder {
  fileprivate var steps: [Collation.Step] {
    if case .mapped(let steps) = collation { steps } else { [] }
  }

  var collation: Collation {
    switch self {
    case .binary: .binary
    case .vi: .mapped([Collation.Step(function: "collation_key")])
    case .viNumeric: .mapped([Collation.Step(function: "collation_key", option: "numeric")])
    case .viDictionary: .mapped([Collation.Step(function: "collation_key", option: "dictionary")])
    }
  }
}

/// `COLLATE`, on keys of an order and in comparisons.
extension Binder {
  /// The collation of a name such as `vi`, `NOCASE` or `NOCASE.NOACCENT`.
  func collation(_ name: NameSyntax) throws(Diagnostic) -> Collation {
    var functions: [Collation.Step] = []
    for part in name.parts {
      switch part.text.lowercased() {
      case "binary", "c", "posix", "ucs_basic", "nfc", "default": break
      case "nocase": functions.append(Collation.Step(function: "lower"))
      case "noaccent": functions.append(Collation.Step(function: "unaccent"))
      case "vi_vn", "vi-vn", "vietnamese": functions += LanguageSettings.TextOrder.vi.steps
      case let name:
        if let order = LanguageSettings.TextOrder(rawValue: name) {
          functions += order.steps
          break
        }
        throw .unknownCollation(part.text, at: part.range)
      }
    }
    return functions.isEmpty ? .binary : .mapped(functions)
  }

  func checkCollation(_ name: NameSyntax) throws(Diagnostic) { _ = try collation(name) }

  /// The expression that orders as the collation says; what is no text stays as it is.
  func collated(
    _ expression: BoundExpression, by collation: Collation, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    guard expression.type == .varchar, case .mapped(let functions) = collation else {
      return expression
    }
    var result = expression
    for step in functions {
      var arguments = [result]
      if let option = step.option { arguments.append(.constant(.text(option), .varchar)) }
      result = try callFunction(
        step.function, arguments, ranges: arguments.map { _ in range }, at: range)
    }
    return result
  }

  /// The collation that a key of an order says, or the session's.
  func collation(of item: OrderItemSyntax) throws(Diagnostic) -> Collation {
    if let name = item.collation { return try collation(name) }
    if case .collate(_, let name) = item.expression.kind { return try collation(name) }
    return environment.settings.textOrder.collation
  }

  /// The collation that MIN and MAX of a text follow.
  func collation(ofExtreme call: FunctionCallSyntax) throws(Diagnostic) -> Collation {
    if case .expression(let argument)? = call.arguments.first?.value,
      case .collate(_, let name) = argument.kind
    {
      return try collation(name)
    }
    return environment.settings.textOrder.collation
  }

  // MARK: Comparisons

  /// The collation that one side of a comparison asks for; nil where none does.
  func collation(
    of operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax
  ) throws(Diagnostic) -> Collation? {
    switch operation {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: break
    default: return nil
    }
    for side in [left, right] {
      guard case .collate(_, let name) = side.kind else { continue }
      let asked = try collation(name)
      if case .mapped = asked { return asked }
    }
    return nil
  }

  func bindCollated(
    _ operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ collation: Collation, _ context: ExpressionContext, at range: SourceRange
  ) throws(Diagnostic) -> BoundExpression {
    let first = try collated(
      try bindExpression(left, context), by: collation, at: left.range)
    let second = try collated(
      try bindExpression(right, context), by: collation, at: right.range)
    return try callOperator(
      operation.rawValue, [first, second], ranges: [left.range, right.range], at: range)
  }
}

extension Diagnostic {
  fileprivate static func unknownCollation(_ name: String, at range: SourceRange) -> Diagnostic {
    let nearest = Suggestion.nearest(to: name, among: Collation.names)
    return Diagnostic(
      .bind, "unknown-collation", "no collation `\(name)`", at: range,
      label: nearest.first.map { "did you mean `\($0)`?" },
      notes: [
        "collations: \(Collation.names.joined(separator: ", ")); nocase.noaccent applies both"
      ])
  }
}
