import KhoiData
import KhoiFunctions
import KhoiPlan
import KhoiText

/// An expression made ready to run: columns are positions, constants are vectors, lists are sets.
///
/// Nodes are immutable and shared by all workers.
indirect enum ExpressionNode: Sendable {
  case column(Int)
  /// One row that stands for all.
  case constant(Vector)
  case call(Call)
  case cast(operand: ExpressionNode, type: LogicalType, isTry: Bool, range: SourceRange?)
  case and([ExpressionNode])
  case or([ExpressionNode])
  case not(ExpressionNode)
  case isNull(ExpressionNode)
  case caseWhen(Case)
  case inList(ExpressionNode, InList)
  case lambda(LambdaNode)

  struct Call: Sendable {
    let overload: ScalarOverload
    let arguments: [ExpressionNode]
    let type: LogicalType
    let range: SourceRange?
  }

  struct Case: Sendable {
    let branches: [(condition: ExpressionNode, value: ExpressionNode)]
    let otherwise: ExpressionNode
    let type: LogicalType
  }
}

extension ExpressionNode {
  /// Resolves the columns of an expression against a layout.
  init(_ expression: BoundExpression, layout: ColumnLayout) throws(Diagnostic) {
    switch expression {
    case .column(let id, _):
      guard let position = layout.position(of: id) else {
        throw .broken("column \(id) is not among the input of an expression")
      }
      self = .column(position)
    case .constant(let value, let type):
      self = .constant(Vector(constant: value, type: type, count: 1))
    case .call(let call):
      self = .call(
        Call(
          overload: call.overload, arguments: try Self.list(call.arguments, layout),
          type: call.type, range: call.range))
    case .cast(let cast):
      self = .cast(
        operand: try ExpressionNode(cast.operand, layout: layout), type: cast.type,
        isTry: cast.isTry, range: cast.range)
    case .and(let operands): self = .and(try Self.list(operands, layout))
    case .or(let operands): self = .or(try Self.list(operands, layout))
    case .not(let operand): self = .not(try ExpressionNode(operand, layout: layout))
    case .isNull(let operand): self = .isNull(try ExpressionNode(operand, layout: layout))
    case .caseWhen(let branches):
      var nodes: [(condition: ExpressionNode, value: ExpressionNode)] = []
      for branch in branches.branches {
        nodes.append(
          (
            try ExpressionNode(branch.condition, layout: layout),
            try ExpressionNode(branch.value, layout: layout)
          ))
      }
      self = .caseWhen(
        Case(
          branches: nodes,
          otherwise: try ExpressionNode(branches.otherwise, layout: layout),
          type: branches.type))
    case .inList(let list):
      self = .inList(
        try ExpressionNode(list.operand, layout: layout),
        InList(list.values, type: list.operand.type))
    case .lambda(let call): self = .lambda(try LambdaNode(call, layout: layout))
    case .subquery(let subquery):
      throw .unsupported("a subquery in this place", at: subquery.range)
    }
  }

  private static func list(
    _ expressions: [BoundExpression], _ layout: ColumnLayout
  ) throws(Diagnostic) -> [ExpressionNode] {
    var nodes: [ExpressionNode] = []
    for expression in expressions { nodes.append(try ExpressionNode(expression, layout: layout)) }
    return nodes
  }

  /// The nodes directly below.
  var operands: [ExpressionNode] {
    switch self {
    case .column, .constant: []
    case .call(let call): call.arguments
    case .cast(let operand, _, _, _), .not(let operand), .isNull(let operand),
      .inList(let operand, _):
      [operand]
    case .and(let operands), .or(let operands): operands
    case .lambda(let call): [call.list] + (call.initial.map { [$0] } ?? [])
    case .caseWhen(let branches):
      branches.branches.flatMap { [$0.condition, $0.value] } + [branches.otherwise]
    }
  }

  /// Whether some input can make it an error, so that it may only run on rows that need it.
  var canFail: Bool {
    switch self {
    case .column, .constant: return false
    case .call(let call):
      if call.overload.canFail { return true }
    case .cast(_, let type, let isTry, _):
      if !isTry && type != .varchar { return true }
    case .lambda(let call):
      if call.body.canFail || call.form == .reduce { return true }
    case .and, .or, .not, .isNull, .caseWhen, .inList: break
    }
    return operands.contains { $0.canFail }
  }

  /// A guess of the work per row, for ordering the parts of a filter.
  var cost: Int {
    let own =
      switch self {
      case .column, .constant: 0
      case .call(let call): call.overload.takesAnyForm ? 1 : 4
      case .lambda: 20
      case .cast, .caseWhen: 4
      case .and, .or, .not, .isNull, .inList: 1
      }
    return operands.reduce(own) { $0 + $1.cost }
  }

  /// Adds the positions of the columns it reads.
  func collectColumns(into columns: inout Set<Int>) {
    if case .column(let position) = self { columns.insert(position) }
    if case .lambda(let call) = self { columns.formUnion(call.captures) }
    for operand in operands { operand.collectColumns(into: &columns) }
  }
}
