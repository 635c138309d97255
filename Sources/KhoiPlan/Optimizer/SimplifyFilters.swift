import KhoiData
import KhoiFunctions

extension OptimizerRule {
  /// Brings conditions into a form that the rules after it can use.
  package static let simplifyFilters = OptimizerRule(
    "SimplifyFilters",
    "Takes common conditions out of ORs, gathers equalities with constants and drops empty inputs."
  ) { plan, context in
    let simplifier = FilterSimplifier(context: context)
    return simplifier.simplified(plan)
  }
}

/// Rewrites the conditions of filters and joins.
struct FilterSimplifier {
  let context: OptimizerContext

  func simplified(_ node: LogicalPlan) -> LogicalPlan {
    if case .filter(let filter) = node { return simplified(filter) }
    let inner = node.mapInputs { simplified($0) }
    guard case .join(var join) = inner, let residual = join.residual else { return inner }
    let terms = simplifiedTerms(residual)
    join.residual = terms.isEmpty ? nil : .all(terms)
    return .join(join)
  }

  private func simplified(_ filter: LogicalPlan.Filter) -> LogicalPlan {
    var input = filter.input
    var predicates = [filter.predicate]
    // Filters that follow each other are one; the inner conditions come first.
    while case .filter(let inner) = input {
      predicates.append(inner.predicate)
      input = inner.input
      context.noteChange()
    }
    input = simplified(input)
    var terms = predicates.reversed().flatMap(\.conjuncts)
    terms = simplifiedTerms(.all(terms))
    if terms.isEmpty {
      context.noteChange()
      return input
    }
    if let failing = terms.firstIndex(where: { $0.knownTruth == false }),
      terms[..<failing].allSatisfy(\.isMovable)
    {
      context.noteChange()
      return .values(LogicalPlan.Values(columns: input.columns, rows: []))
    }
    return .filter(LogicalPlan.Filter(input: input, predicate: .all(terms)))
  }

  /// The conjuncts without repetitions and constants that hold.
  private func simplifiedTerms(_ predicate: BoundExpression) -> [BoundExpression] {
    var terms: [BoundExpression] = []
    for term in predicate.conjuncts {
      for part in factored(term) + derived(term) {
        if part.knownTruth == true { continue }
        // Comparing each with each is fine for the conditions people write, not for thousands.
        if terms.count < 64, part.isDeterministic, terms.contains(where: { $0.isSame(as: part) }) {
          context.noteChange()
          continue
        }
        terms.append(part)
      }
    }
    return terms
  }

  /// `(a AND b) OR (a AND c)` as `a` and `b OR c`; equalities of one column as one list.
  private func factored(_ term: BoundExpression) -> [BoundExpression] {
    guard case .or = term else { return [term] }
    let branches = term.disjuncts.map(\.conjuncts)
    let shared = branches[0].filter { candidate in
      candidate.isMovable
        && branches.dropFirst().allSatisfy { branch in
          branch.contains { $0.isSame(as: candidate) }
        }
    }
    if shared.isEmpty { return [listed(term)] }
    context.noteChange()
    var rests: [BoundExpression] = []
    for branch in branches {
      let rest = branch.filter { part in !shared.contains { $0.isSame(as: part) } }
      // One branch asks for nothing more, so the others add nothing.
      if rest.isEmpty { return shared }
      rests.append(.all(rest))
    }
    return shared + [listed(.any(rests))]
  }

  /// What `(a = 1 AND b = 2) OR (a = 3 AND b = 4)` says of each column alone, such as
  /// `a IN (1, 3)`: that can be tested where the column comes from, before rows are joined.
  private func derived(_ term: BoundExpression) -> [BoundExpression] {
    guard case .or = term else { return [] }
    let branches = term.disjuncts.map(\.conjuncts)
    guard branches.allSatisfy({ $0.count > 1 }) else { return [] }
    let lists = branches.map { branch in branch.compactMap { listParts($0) } }
    return lists[0].compactMap { operand, values in
      guard case .column = operand else { return nil }
      var all = values
      for others in lists.dropFirst() {
        guard let same = others.first(where: { $0.0.isSame(as: operand) }) else { return nil }
        all += same.1
      }
      context.noteChange()
      return .inList(BoundInList(operand: operand, values: all))
    }
  }

  /// `x = 1 OR x = 2 OR x IN (3)` as `x IN (1, 2, 3)`.
  private func listed(_ term: BoundExpression) -> BoundExpression {
    guard case .or = term else { return term }
    let alternatives = term.disjuncts
    var operand: BoundExpression?
    var values: [Value] = []
    for alternative in alternatives {
      guard let (candidate, more) = listParts(alternative), candidate.isDeterministic,
        operand.map({ $0.isSame(as: candidate) }) ?? true
      else { return term }
      operand = candidate
      values += more
    }
    guard let operand else { return term }
    context.noteChange()
    return .inList(BoundInList(operand: operand, values: values))
  }

  private func listParts(_ term: BoundExpression) -> (BoundExpression, [Value])? {
    if case .inList(let list) = term { return (list.operand, list.values) }
    guard let (symbol, left, right) = term.comparison, symbol == "=" else { return nil }
    if let value = right.constantValue, Self.isListable(value), left.constantValue == nil {
      return (left, [value])
    }
    if let value = left.constantValue, Self.isListable(value), right.constantValue == nil {
      return (right, [value])
    }
    return nil
  }

  /// Whether equality of values is what the language calls equal.
  private static func isListable(_ value: Value) -> Bool {
    switch value {
    case .integer, .text, .date, .timestamp, .time: true
    default: false
    }
  }
}
