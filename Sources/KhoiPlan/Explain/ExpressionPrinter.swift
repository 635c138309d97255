import KhoiData
import KhoiFunctions

/// Prints bound expressions as the SQL a person would write, for EXPLAIN.
package struct ExpressionPrinter {
  /// What each column is called.
  private let names: [ColumnID: String]
  /// How many values of a long list are shown.
  private static let shownValues = 8

  package init(names: [ColumnID: String]) {
    self.names = names
  }

  /// The expression as text.
  package func text(_ expression: BoundExpression) -> String {
    text(expression, inside: 0)
  }

  /// The expression as one of several conditions that must hold.
  package func conditionText(_ expression: BoundExpression) -> String {
    text(expression, inside: 2)
  }

  /// Several expressions, separated by commas.
  package func text(_ expressions: [BoundExpression]) -> String {
    shortened(expressions.count) { text(expressions[$0]) }.joined(separator: ", ")
  }

  /// What a column is called; its number where nobody named it.
  package func name(_ id: ColumnID) -> String { names[id] ?? id.description }

  /// A call of an aggregate with DISTINCT, order and filter.
  package func text(_ aggregate: BoundAggregate) -> String {
    var inside = aggregate.arguments.isEmpty ? "*" : text(aggregate.arguments)
    if aggregate.isDistinct { inside = "distinct " + inside }
    if !aggregate.orderBy.isEmpty { inside += " order by " + text(aggregate.orderBy) }
    if let having = aggregate.having {
      inside += " having \(having.isMaximum ? "max" : "min") \(text(having.expression))"
    }
    if let limit = aggregate.limit { inside += " limit \(limit)" }
    let call = "\(aggregate.function.name)(\(inside))"
    guard let filter = aggregate.filter else { return call }
    return "\(call) filter (\(text(filter)))"
  }

  /// Keys of an order.
  package func text(_ keys: [SortKey]) -> String {
    let parts = keys.map { key in
      text(key.expression) + (key.isDescending ? " desc" : "")
        + (key.nullsFirst ? " nulls first" : "")
    }
    return parts.joined(separator: ", ")
  }

  /// A call over a window, without the window.
  package func text(_ call: BoundWindowCall) -> String {
    switch call.function {
    case .window(let function, _, let arguments, let ignoresNulls):
      "\(function.name)(\(text(arguments))\(ignoresNulls ? " ignore nulls" : ""))"
    case .aggregate(let aggregate): text(aggregate)
    }
  }

  private func text(_ expression: BoundExpression, inside level: Int) -> String {
    switch expression {
    case .column(let id, _): return name(id)
    case .constant(let value, _): return text(value)
    case .call(let call): return text(call, inside: level)
    case .cast(let cast):
      return "\(cast.isTry ? "try_cast" : "cast")(\(text(cast.operand)) as \(cast.type.name))"
    case .and(let terms): return joined(terms, " and ", 2, inside: level)
    case .or(let terms): return joined(terms, " or ", 1, inside: level)
    case .not(let operand):
      if case .isNull(let inner) = operand {
        return wrapped("\(text(inner, inside: 5)) is not null", 4, inside: level)
      }
      if case .inList(let list) = operand {
        return wrapped(
          "\(text(list.operand, inside: 5)) not in \(text(list.values))", 4, inside: level)
      }
      return wrapped("not \(text(operand, inside: 3))", 3, inside: level)
    case .isNull(let operand):
      return wrapped("\(text(operand, inside: 5)) is null", 4, inside: level)
    case .caseWhen(let choice): return text(choice)
    case .inList(let list):
      return wrapped("\(text(list.operand, inside: 5)) in \(text(list.values))", 4, inside: level)
    case .lambda(let call):
      let parameters = call.parameters.map(\.name).joined(separator: ", ")
      return "\(call.form.rawValue)(\(text(call.list)), (\(parameters)) -> \(text(call.body)))"
    case .subquery(let subquery): return text(subquery)
    }
  }

  private func text(_ call: BoundCall, inside level: Int) -> String {
    let name = call.function.name
    let isSymbol = name.utf8.allSatisfy { byte in
      byte < 128 && !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20) && byte != 95
    }
    let isOperator = call.function.documentation.category == .operator
    if call.arguments.count == 2, isSymbol || isOperator {
      let strength = Self.strength(of: name)
      let left = text(call.arguments[0], inside: strength)
      let right = text(call.arguments[1], inside: strength + 1)
      return wrapped("\(left) \(name.lowercased()) \(right)", strength, inside: level)
    }
    if call.arguments.count == 1, isSymbol {
      return wrapped("\(name)\(text(call.arguments[0], inside: 9))", 8, inside: level)
    }
    return "\(name.lowercased())(\(text(call.arguments)))"
  }

  /// How strongly a binary operator binds: OR 1, AND 2, NOT 3, comparisons 4, sums 6, products 7.
  private static func strength(of name: String) -> Int {
    switch name {
    case "*", "/", "//", "%": 7
    case "+", "-": 6
    case "||", "&", "|", "^", "<<", ">>": 5
    case "**": 8
    default: 4
    }
  }

  private func text(_ choice: BoundCase) -> String {
    let branches = choice.branches.map { branch in
      "when \(text(branch.condition)) then \(text(branch.value))"
    }
    return "case \(branches.joined(separator: " ")) else \(text(choice.otherwise)) end"
  }

  private func text(_ subquery: BoundSubquery) -> String {
    switch subquery.form {
    case .scalar: "(subquery)"
    case .exists: "exists (subquery)"
    case .isIn(let operands): "(\(text(operands))) in (subquery)"
    case .any(let operand, let comparison, _):
      "\(text(operand, inside: 5)) \(comparison.name) any (subquery)"
    }
  }

  private func text(_ values: [Value]) -> String {
    "(" + shortened(values.count) { text(values[$0]) }.joined(separator: ", ") + ")"
  }

  private func joined(
    _ terms: [BoundExpression], _ word: String, _ strength: Int, inside level: Int
  ) -> String {
    let parts = shortened(terms.count) { text(terms[$0], inside: strength + 1) }
    return wrapped(parts.joined(separator: word), strength, inside: level)
  }

  private func wrapped(_ text: String, _ strength: Int, inside level: Int) -> String {
    strength < level ? "(\(text))" : text
  }

  /// The first few of many parts, and how many more there are.
  private func shortened(_ count: Int, _ part: (Int) -> String) -> [String] {
    if count <= Self.shownValues + 2 { return (0..<count).map(part) }
    return (0..<Self.shownValues).map(part) + ["… \(count - Self.shownValues) more"]
  }

  private func text(_ value: Value) -> String {
    switch value {
    case .text(let text):
      "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
    case .date, .timestamp, .zonedTimestamp, .time, .interval, .blob, .json, .uuid:
      "\(value.type.name.lowercased()) '\(value.text)'"
    case .null: "null"
    case .boolean, .integer, .hugeint, .decimal, .float, .double, .list, .structure, .map:
      value.text
    }
  }
}
