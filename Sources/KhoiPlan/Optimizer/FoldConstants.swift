import KhoiData
import KhoiFunctions
import KhoiText

extension OptimizerRule {
  /// Computes what depends on no row, once.
  package static let foldConstants = OptimizerRule(
    "FoldConstants", "Computes expressions of constants and simplifies AND, OR, NOT and CASE."
  ) { plan, context in
    let folder = ConstantFolder(context: context)
    return plan.rewritten { node in node.mapExpressions { folder.folded($0) } }
  }
}

/// Computes constant parts of expressions.
///
/// An expression that fails is left alone: it may stand in a branch that no row reaches, and if it
/// does not, the error belongs to run time.
struct ConstantFolder {
  let context: OptimizerContext

  func folded(_ expression: BoundExpression) -> BoundExpression {
    expression.rewritten { part in
      guard let simpler = simplified(part) else { return part }
      context.noteChange()
      return simpler
    }
  }

  /// A simpler form of an expression whose parts are already folded, or nil.
  private func simplified(_ part: BoundExpression) -> BoundExpression? {
    switch part {
    case .column, .constant, .subquery, .lambda: nil
    case .call(let call): simplified(call)
    case .cast(let cast): simplified(cast)
    case .and(let terms): simplified(terms, absorbing: false) { .all($0) }
    case .or(let terms): simplified(terms, absorbing: true) { .any($0) }
    case .not(let operand): simplifiedNot(operand)
    case .isNull(let operand):
      operand.constantValue.map { .constant(.boolean($0.isNull), .boolean) }
    case .caseWhen(let choice): simplified(choice)
    case .inList(let list): simplified(list)
    }
  }

  private func simplified(_ call: BoundCall) -> BoundExpression? {
    guard call.function.isDeterministic else { return nil }
    let values = call.arguments.map(\.constantValue)
    if call.overload.nullHandling == .propagates,
      zip(values, call.arguments).contains(where: { value, _ in value == .null })
    {
      // The other arguments may fail; then the call stays.
      return call.arguments.allSatisfy { $0.isMovable } ? .constant(.null, call.type) : nil
    }
    guard values.allSatisfy({ $0 != nil }) else { return nil }
    if call.arguments.isEmpty && context.evaluation == nil { return nil }
    let vectors = call.arguments.map { argument in
      Vector(constant: argument.constantValue ?? .null, type: argument.type, count: 1)
    }
    let evaluation = context.evaluation ?? EvaluationContext(now: 0)
    let divisions = evaluation.divisionByZeroCount
    guard
      let result = try? call.overload.call(arguments: vectors, count: 1, context: evaluation),
      result.count == 1,
      context.evaluation != nil || evaluation.divisionByZeroCount == divisions
    else { return nil }
    return .constant(result[0], call.type)
  }

  private func simplified(_ cast: BoundCast) -> BoundExpression? {
    guard let value = cast.operand.constantValue else {
      return cast.operand.type == cast.type ? cast.operand : nil
    }
    let vector = Vector(constant: value, type: cast.operand.type, count: 1)
    guard let result = try? Cast.evaluate(vector, to: cast.type, isTry: cast.isTry) else {
      return nil
    }
    return .constant(result[0], cast.type)
  }

  /// AND without TRUE and OR without FALSE; a FALSE makes the AND false, a TRUE the OR true.
  private func simplified(
    _ terms: [BoundExpression], absorbing: Bool, join: ([BoundExpression]) -> BoundExpression
  ) -> BoundExpression? {
    var kept: [BoundExpression] = []
    for term in terms {
      switch term.constantValue {
      case .boolean(absorbing):
        // Terms before it may fail and are computed first.
        if kept.allSatisfy(\.isMovable) { return .constant(.boolean(absorbing), .boolean) }
        kept.append(term)
      case .boolean: continue
      default: kept.append(term)
      }
    }
    return kept.count == terms.count && terms.count > 1 ? nil : join(kept)
  }

  private func simplifiedNot(_ operand: BoundExpression) -> BoundExpression? {
    switch operand {
    case .constant(.boolean(let flag), _): .constant(.boolean(!flag), .boolean)
    case .constant(.null, _): .constant(.null, .boolean)
    case .not(let inner): inner
    default: nil
    }
  }

  private func simplified(_ choice: BoundCase) -> BoundExpression? {
    var branches: [BoundCase.Branch] = []
    var otherwise = choice.otherwise
    var isDecided = false
    for branch in choice.branches {
      switch branch.condition.knownTruth {
      case true?:
        otherwise = branch.value
        isDecided = true
      case false?: continue
      case nil: branches.append(branch)
      }
      if isDecided { break }
    }
    if branches.count == choice.branches.count { return nil }
    if branches.isEmpty { return otherwise }
    return .caseWhen(BoundCase(branches: branches, otherwise: otherwise, type: choice.type))
  }

  private func simplified(_ list: BoundInList) -> BoundExpression? {
    guard let value = list.operand.constantValue else { return nil }
    if value.isNull { return list.values.isEmpty ? .alwaysFalse : .constant(.null, .boolean) }
    let type = list.operand.type
    let found = InList(list.values, type: type).evaluate(Vector(values: [value], type: type))
    return .constant(found[0], .boolean)
  }
}
