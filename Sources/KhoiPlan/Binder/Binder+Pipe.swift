import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Pipe operators: each takes the relation so far and gives the next one.
extension Binder {
  func bindPipe(
    _ operation: PipeOperatorSyntax, step: Int, _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let before = input.scope
    var renamed: [IdentifierKey: String] = [:]
    if case .rename(let renamings) = operation.kind {
      for renaming in renamings {
        if let old = renaming.old.parts.last {
          renamed[IdentifierKey(old.text)] = renaming.new.text
        }
      }
    }
    var relation = try carryOut(operation, input, frame)
    if !operation.kind.keepsRowForm { relation.rowForm = nil }
    relation.scope.step = step
    relation.scope.word = source(operation.keywordRange).uppercased()
    relation.scope.recordDepartures(from: before, renamed: renamed)
    return relation
  }

  private func carryOut(
    _ operation: PipeOperatorSyntax, _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    switch operation.kind {
    case .select(let select): return try bindPipeSelect(select, input, frame, operation)
    case .extend(let items, let windows):
      return try bindExtend(items, windows, input, frame, word: "EXTEND")
    case .window(let items, let windows):
      return try bindExtend(items, windows, input, frame, word: "WINDOW")
    case .set(let assignments): return try bindSet(assignments, input, frame)
    case .drop(let names): return try bindDrop(names, input, at: operation.range)
    case .rename(let renamings): return try bindRename(renamings, input)
    case .alias(let name):
      var relation = input
      relation.scope.tables = [Scope.Table(name.text, input.scope.columns)]
      return relation
    case .filter(let expression): return try bindPipeFilter(expression, input, frame)
    case .aggregate(let aggregate):
      return try bindPipeAggregate(aggregate, input, frame, at: operation.range)
    case .distinct: return distinct(input)
    case .orderBy(let items): return try bindOrder(items, input, frame, isPipe: true)
    case .limit(let limit):
      var relation = input
      relation.plan = try bindLimit(limit, input.plan)
      return relation
    case .join(let syntax, let reference):
      let right = try bindReference(reference, frame, left: input.scope)
      return try join(input, right, syntax, frame, isLateral: reference.isLateral)
    case .setOperation(let syntax, let queries):
      return try bindPipeSetOperation(syntax, queries, input, frame)
    case .with(let with):
      try bindWith(with, frame)
      return input
    case .call(let call, let alias):
      return try bindPipeCall(call, alias, input, frame)
    case .pivot(let pivot, let alias):
      return named(try bindPivot(pivot, input, frame), alias)
    case .unpivot(let unpivot, let alias):
      return named(try bindUnpivot(unpivot, input, frame), alias)
    case .assert(let condition, let payload):
      return try bindAssert(condition, payload, input, frame)
    case .describe: return describeFacts(input.scope)
    case .staticDescribe:
      notice(.columnsHere(input.scope, at: operation.range))
      return input
    case .ifElse(let branches, let otherwise):
      return try bindIf(branches, otherwise, input, frame)
    case .recursiveUnion(let syntax):
      return try bindPipeRecursion(syntax, input, frame, at: operation)
    case .sample(let sample):
      var relation = input
      relation.plan = try bindSample(sample, input, frame)
      return relation
    case .log(let steps):
      var side = input
      for step in steps?.pipeOperators ?? [] {
        side = try bindPipe(step, step: side.scope.step, side, frame)
      }
      return input
    case .export, .createTable, .insert, .fork, .finish, .tee, .chart:
      throw unavailable(operation)
    }
  }

  private func unavailable(_ operation: PipeOperatorSyntax) -> Diagnostic {
    let word = source(operation.keywordRange).uppercased()
    switch operation.kind {
    case .export, .createTable, .insert, .chart, .fork, .finish, .tee:
      return .misplacedTerminal(word, at: operation.keywordRange)
    default: return .unsupported("the pipe operator \(word)", at: operation.keywordRange)
    }
  }

  private func named(_ relation: Relation, _ alias: IdentifierSyntax?) -> Relation {
    guard let alias else { return relation }
    var result = relation
    result.scope.tables = [Scope.Table(alias.text, relation.scope.columns)]
    return result
  }

  // MARK: IF

  /// The steps of the first branch whose condition is true; the other branches are not even looked
  /// at.
  private func bindIf(
    _ branches: [ConditionalSubpipelineSyntax], _ otherwise: SubpipelineSyntax?,
    _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    var relation = input
    for operation in try chosenBranch(branches, otherwise)?.pipeOperators ?? [] {
      relation = try bindPipe(operation, step: relation.scope.step, relation, frame)
    }
    return relation
  }

  /// The branch of an IF that is taken; nil for none.
  func chosenBranch(
    _ branches: [ConditionalSubpipelineSyntax], _ otherwise: SubpipelineSyntax?
  ) throws(Diagnostic) -> SubpipelineSyntax? {
    for branch in branches {
      let range = branch.condition.range
      switch try constantValue(branch.condition, what: "the condition of IF") {
      case .boolean(true): return branch.subpipeline
      case .boolean(false), .null: continue
      default: throw .notConstant("the condition of IF", at: range)
      }
    }
    return otherwise
  }

  // MARK: WHERE, ASSERT

  private func bindPipeFilter(
    _ expression: ExpressionSyntax, _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let windows = WindowCollector(identities: identities)
    let context = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("WHERE", isPipe: true), windows: windows)
    let predicate = try bindCondition(expression, context, what: "WHERE")
    var relation = input
    relation.plan = .filter(
      LogicalPlan.Filter(input: windows.apply(to: input.plan), predicate: predicate))
    return relation
  }

  private func bindAssert(
    _ condition: ExpressionSyntax, _ payload: [ExpressionSyntax], _ input: Relation,
    _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let windows = WindowCollector(identities: identities)
    let context = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("ASSERT", isPipe: true), windows: windows)
    let predicate = try self.condition(condition, context, what: "ASSERT")
    var values: [BoundExpression] = []
    for expression in payload { values.append(try bindExpression(expression, context)) }
    var relation = input
    relation.plan = .assert(
      LogicalPlan.Assert(
        input: windows.apply(to: input.plan), condition: predicate, payload: values,
        text: source(condition.range), range: condition.range))
    return relation
  }
}
