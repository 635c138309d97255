import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// The pipe operators that choose, add, change, drop and rename columns.
extension Binder {
  func bindPipeSelect(
    _ select: PipeSelectSyntax, _ input: Relation, _ frame: QueryFrame,
    _ operation: PipeOperatorSyntax
  ) throws(Diagnostic) -> Relation {
    if select.groupBy != nil {
      return try bindGroupedSelect(select, input, frame, operation)
    }
    do throws(Diagnostic) {
      return try bindUngroupedSelect(select, input, frame, operation)
    } catch {
      // Items that are nothing but aggregates mean all rows at once.
      guard error.name == "misplaced-aggregate" else { throw error }
      let relation: Relation
      do throws(Diagnostic) {
        relation = try bindGroupedSelect(select, input, frame, operation)
      } catch _ {
        throw error
      }
      notice(.selectOfAllRows(at: operation.keywordRange))
      return relation
    }
  }

  private func bindUngroupedSelect(
    _ select: PipeSelectSyntax, _ input: Relation, _ frame: QueryFrame,
    _ operation: PipeOperatorSyntax
  ) throws(Diagnostic) -> Relation {
    try checkWindowNames(select.windows)
    let windows = WindowCollector(identities: identities)
    let context = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("SELECT", isPipe: true), windows: windows)
    context.namedWindows = select.windows
    let unnests = UnnestCollector(identities: identities)
    context.unnests = unnests
    let items = try bindItems(select.items, context)
    let source = computingOnce(context.onceComputed, input.plan)
    let (plan, columns) = projection(
      of: unnests.apply(to: windows.apply(to: source)), items: items)
    var relation = Relation(plan: plan, scope: Scope(columns: columns))
    relation.isOrdered = input.isOrdered
    if select.isDistinct { relation = distinct(relation) }
    return try applying(select.rowForm, to: relation, at: operation.keywordRange)
  }

  /// `|> SELECT a, SUM(b) GROUP BY a`: as SELECT does it, over the rows so far.
  private func bindGroupedSelect(
    _ select: PipeSelectSyntax, _ input: Relation, _ frame: QueryFrame,
    _ operation: PipeOperatorSyntax
  ) throws(Diagnostic) -> Relation {
    let whole = SelectSyntax(
      isDistinct: select.isDistinct, rowForm: select.rowForm, items: select.items,
      groupBy: select.groupBy, windows: select.windows, keywordRange: operation.keywordRange,
      range: operation.range)
    return try bindSelect(whole, orderBy: [], frame, over: input)
  }

  func bindExtend(
    _ items: [SelectItemSyntax], _ namedWindows: [NamedWindowSyntax], _ input: Relation,
    _ frame: QueryFrame, word: String
  ) throws(Diagnostic) -> Relation {
    try checkWindowNames(namedWindows)
    let windows = WindowCollector(identities: identities)
    let context = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause(word, isPipe: true), windows: windows)
    context.namedWindows = namedWindows
    let unnests = UnnestCollector(identities: identities)
    context.unnests = unnests
    let bound = try bindItems(items, context, allowsBareStar: false)
    if word == "WINDOW", let item = bound.first(where: { !windows.computes($0.expression) }) {
      throw .windowStepWithoutWindow(at: item.range ?? items.first?.range)
    }
    let source = computingOnce(context.onceComputed, input.plan)
    return extended(input, by: bound, over: unnests.apply(to: windows.apply(to: source)))
  }

  /// The relation with further columns; everything that was there stays.
  func extended(
    _ input: Relation, by items: [OutputItem], over plan: LogicalPlan
  ) -> Relation {
    var projected = plan.columns.map { column in
      LogicalPlan.Project.Item(column: column, expression: BoundExpression(column))
    }
    var relation = input
    for item in items {
      let column = identities.makeColumn(item.name, item.expression.type)
      projected.append(LogicalPlan.Project.Item(column: column, expression: item.expression))
      relation.scope.columns.append(Scope.Column(column))
    }
    relation.plan = .project(LogicalPlan.Project(input: plan, items: projected))
    return relation
  }

  // MARK: SET

  /// All right sides see the input row, so that `SET a = b, b = a` swaps; a column that is set
  /// again begins a next SET.
  func bindSet(
    _ assignments: [AssignmentSyntax], _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    var relation = input
    var part: [AssignmentSyntax] = []
    var targets: Set<IdentifierKey> = []
    for assignment in assignments {
      let key = IdentifierKey(assignment.target.text)
      if !targets.insert(key).inserted {
        notice(.setAgain(assignment.target.text, at: assignment.target.range))
        relation = try bindTogether(part, relation, frame)
        (part, targets) = ([], [key])
      }
      part.append(assignment)
    }
    return try bindTogether(part, relation, frame)
  }

  private func bindTogether(
    _ assignments: [AssignmentSyntax], _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let windows = WindowCollector(identities: identities)
    let context = ExpressionContext(
      scope: input.scope, frame: frame, clause: Clause("SET", isPipe: true), windows: windows)
    var targets: [Int] = []
    var items: [OutputItem] = []
    for assignment in assignments {
      let place = try uniquePlace(assignment.target, input.scope, "SET")
      if targets.contains(place) {
        throw .duplicateName("SET", assignment.target.text, at: assignment.target.range)
      }
      targets.append(place)
      items.append(
        OutputItem(
          name: input.scope.columns[place].name,
          expression: try bindExpression(assignment.value, context)))
    }
    var relation = extended(input, by: items, over: windows.apply(to: input.plan))
    let added = relation.scope.columns.suffix(items.count)
    relation.scope.columns.removeLast(items.count)
    for (place, column) in zip(targets, added) { relation.scope.columns[place] = column }
    return relation
  }

  /// The place of a column that must be there exactly once and is named without its table.
  private func uniquePlace(
    _ name: NameSyntax, _ scope: Scope, _ word: String
  ) throws(Diagnostic) -> Int {
    guard name.parts.count == 1, let part = name.parts.first else {
      throw .qualifiedTarget(word, name.text, last: name.parts.last?.text ?? "", at: name.range)
    }
    let places = try places(of: part, in: scope, word)
    guard places.count == 1 else {
      throw .ambiguousColumn(part.text, candidates: [], at: part.range)
    }
    return places[0]
  }

  private func places(
    of name: IdentifierSyntax, in scope: Scope, _ word: String
  ) throws(Diagnostic) -> [Int] {
    let key = IdentifierKey(name.text)
    let places = scope.columns.indices.filter { scope.columns[$0].key == key }
    if !places.isEmpty { return places }
    if name.text.utf8.allSatisfy({ $0 < 0x80 }) {
      let marked = scope.columns.indices.filter {
        Suggestion.withoutMarks(scope.columns[$0].key.text) == key.text
      }
      if marked.count == 1 {
        notice(
          .unmarkedName(typed: name.text, meant: scope.columns[marked[0]].name, at: name.range))
        return marked
      }
    }
    let context = ExpressionContext(
      scope: scope, frame: QueryFrame(outer: nil, parent: nil), clause: Clause(word, isPipe: true))
    throw unknownColumn(NameSyntax(name), context)
  }

  // MARK: DROP, RENAME

  func bindDrop(
    _ names: [NameSyntax], _ input: Relation, at range: SourceRange
  ) throws(Diagnostic) -> Relation {
    var input = input
    var dropped: Set<Int> = []
    var seen: Set<IdentifierKey> = []
    for name in names {
      if let places = places(ofQualified: name, in: input.scope) {
        dropped.formUnion(places)
        continue
      }
      if name.parts.count > 1 {
        input = try droppingField(name, input)
        continue
      }
      guard let part = name.parts.first else { continue }
      guard seen.insert(IdentifierKey(part.text)).inserted else {
        throw .duplicateName("DROP", part.text, at: part.range)
      }
      dropped.formUnion(try places(of: part, in: input.scope, "DROP"))
    }
    var relation = input
    relation.scope.columns = input.scope.columns.indices
      .filter { !dropped.contains($0) }.map { input.scope.columns[$0] }
    if relation.scope.columns.isEmpty { throw .noColumnsLeft(at: range) }
    return relation
  }

  /// The places of `table.column`; nil where the name is none.
  private func places(ofQualified name: NameSyntax, in scope: Scope) -> [Int]? {
    guard name.parts.count == 2 else { return nil }
    let key = IdentifierKey(name.parts[1].text)
    let found = scope.tables(named: IdentifierKey(name.parts[0].text)).flatMap { table in
      table.columns.filter { $0.key == key }.map(\.id)
    }
    let places = scope.columns.indices.filter { found.contains(scope.columns[$0].id) }
    return places.isEmpty ? nil : places
  }

  /// The relation with a structure without one of its fields.
  private func droppingField(
    _ name: NameSyntax, _ input: Relation
  ) throws(Diagnostic) -> Relation {
    guard name.parts.count == 2,
      let place = input.scope.columns.firstIndex(where: {
        $0.key == IdentifierKey(name.parts[0].text)
      }), case .structure(let fields) = input.scope.columns[place].type
    else {
      throw .qualifiedTarget("DROP", name.text, last: name.parts.last?.text ?? "", at: name.range)
    }
    let column = input.scope.columns[place]
    let part = name.parts[1]
    let key = IdentifierKey(part.text)
    guard fields.contains(where: { IdentifierKey($0.name) == key }) else {
      throw .unknownField(
        part.text, column.type, suggestions: nearest(part.text, fields.map(\.name)),
        at: part.range)
    }
    var kept: [(name: String, value: BoundExpression)] = []
    for (index, field) in fields.enumerated() where IdentifierKey(field.name) != key {
      let value = try fieldValue(index, field, of: column.expression, at: name.range)
      kept.append((field.name, value))
    }
    let item = OutputItem(
      name: column.name, expression: try makeStructure(kept, at: name.range))
    var relation = extended(input, by: [item], over: input.plan)
    if let added = relation.scope.columns.popLast() { relation.scope.columns[place] = added }
    return relation
  }

  func bindRename(
    _ renamings: [RenameSyntax], _ input: Relation
  ) throws(Diagnostic) -> Relation {
    var relation = input
    var seen: Set<Int> = []
    for renaming in renamings {
      let place = try uniquePlace(renaming.old, input.scope, "RENAME")
      guard seen.insert(place).inserted else {
        throw .duplicateName("RENAME", renaming.old.text, at: renaming.old.range)
      }
      relation.scope.columns[place] = input.scope.columns[place].renamed(renaming.new.text)
    }
    return relation
  }
}
