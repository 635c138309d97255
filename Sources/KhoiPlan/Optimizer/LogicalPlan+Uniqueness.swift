import KhoiData

/// Which columns identify a row, and which are never NULL.
extension LogicalPlan {
  /// Whether no two rows agree in all of these expressions; NULLs count as equal.
  func isUnique(on expressions: [BoundExpression]) -> Bool {
    Self.isUnique(uniqueKeys, on: expressions)
  }

  fileprivate static func isUnique(
    _ keys: [Set<ColumnID>], on expressions: [BoundExpression]
  ) -> Bool {
    let columns = Set(expressions.compactMap(\.plainColumn))
    return keys.contains { $0.isSubset(of: columns) }
  }

  /// Sets of output columns in which no two rows agree; the empty set where there is at most one
  /// row.
  var uniqueKeys: [Set<ColumnID>] {
    switch self {
    case .scan, .sharedScan, .recursion: []
    case .sample(let node): node.input.uniqueKeys
    case .values(let node): node.rows.count <= 1 ? [[]] : []
    case .series(let node): [[node.column.id]]
    case .filter(let node): node.input.uniqueKeys
    case .project(let node): Self.mapped(node.input.uniqueKeys, node.items)
    case .aggregate(let node): [Set(node.keys.map(\.column.id))]
    case .window(let node): node.input.uniqueKeys
    case .sort(let node): node.limit ?? .max <= 1 ? [[]] : node.input.uniqueKeys
    case .limit(let node): node.limit ?? .max <= 1 ? [[]] : node.input.uniqueKeys
    case .join(let node): node.uniqueKeys
    case .asOf(let node): node.kind == .right || node.kind == .full ? [] : node.left.uniqueKeys
    case .setOperation(let node):
      node.isAll && node.kind == .union ? [] : node.isAll ? [] : [Set(node.columns.map(\.id))]
    case .unpivot, .unnest: []
    case .assert(let node): node.input.uniqueKeys
    case .atMostOneRow: [[]]
    case .with(let node): node.body.uniqueKeys
    }
  }

  private static func mapped(
    _ keys: [Set<ColumnID>], _ items: [Project.Item]
  ) -> [Set<ColumnID>] {
    keys.compactMap { key in
      var mapped: Set<ColumnID> = []
      for column in key {
        guard let item = items.first(where: { $0.expression.plainColumn == column }) else {
          return nil
        }
        mapped.insert(item.column.id)
      }
      return mapped
    }
  }

  /// The output columns that hold no NULL.
  var columnsWithoutNulls: Set<ColumnID> {
    switch self {
    case .scan(let node):
      return Set(
        zip(node.columns, node.sourceIndices)
          .filter { node.table.statistics(of: $1).nullCount == 0 }.map(\.0.id)
      ).union(node.filters.flatMap(\.columnsRejectingNull))
    case .filter(let node):
      return node.input.columnsWithoutNulls.union(node.predicate.columnsRejectingNull)
    case .project(let node):
      let below = node.input.columnsWithoutNulls
      return Set(node.items.filter { $0.expression.isNeverNull(below) }.map(\.column.id))
    case .aggregate(let node):
      let below = node.input.columnsWithoutNulls
      return Set(node.keys.filter { $0.expression.isNeverNull(below) }.map(\.column.id))
    case .join(let node):
      switch node.kind {
      case .inner: return node.left.columnsWithoutNulls.union(node.right.columnsWithoutNulls)
      case .left, .single, .semi, .anti, .mark: return node.left.columnsWithoutNulls
      case .right: return node.right.columnsWithoutNulls
      case .full: return []
      }
    case .setOperation(let node):
      let left = node.left.columnsWithoutNulls
      let right = node.right.columnsWithoutNulls
      let sides = zip(node.columns, zip(node.left.columns, node.right.columns))
      return Set(
        sides.filter { left.contains($1.0.id) && right.contains($1.1.id) }.map(\.0.id))
    case .series(let node): return [node.column.id]
    case .window(let node): return node.input.columnsWithoutNulls
    case .sort(let node): return node.input.columnsWithoutNulls
    case .limit(let node): return node.input.columnsWithoutNulls
    case .assert(let node): return node.input.columnsWithoutNulls
    case .atMostOneRow(let node): return node.input.columnsWithoutNulls
    case .with(let node): return node.body.columnsWithoutNulls
    case .sample(let node): return node.input.columnsWithoutNulls
    case .asOf(let node):
      return node.kind == .right || node.kind == .full ? [] : node.left.columnsWithoutNulls
    case .values, .unpivot, .unnest, .sharedScan, .recursion: return []
    }
  }
}

extension LogicalPlan.Join {
  /// A side keeps its keys where the other gives at most one match for each of its rows.
  fileprivate var uniqueKeys: [Set<ColumnID>] {
    switch kind {
    case .semi, .anti, .mark, .single: return left.uniqueKeys
    case .left: return right.isUnique(on: equalities.map(\.right)) ? left.uniqueKeys : []
    case .inner:
      // Each side is asked once: with two questions a tall tree of joins would take for ever.
      let (leftKeys, rightKeys) = (left.uniqueKeys, right.uniqueKeys)
      var keys: [Set<ColumnID>] = []
      if LogicalPlan.isUnique(rightKeys, on: equalities.map(\.right)) { keys += leftKeys }
      if LogicalPlan.isUnique(leftKeys, on: equalities.map(\.left)) {
        keys += rightKeys.filter { !keys.contains($0) }
      }
      return keys
    case .right: return left.isUnique(on: equalities.map(\.left)) ? right.uniqueKeys : []
    case .full: return []
    }
  }
}

extension BoundExpression {
  /// The columns that cannot be NULL in a row for which the condition is true.
  var columnsRejectingNull: Set<ColumnID> {
    columnsUsed.filter { NullOutcome(of: self, whereNull: [$0]).isRejected }
  }

  /// Whether the value is never NULL in rows where these columns are not.
  func isNeverNull(_ columns: Set<ColumnID>) -> Bool {
    switch self {
    case .column(let id, _): columns.contains(id)
    case .constant(let value, _): !value.isNull
    case .isNull: true
    case .and(let terms), .or(let terms): terms.allSatisfy { $0.isNeverNull(columns) }
    case .not(let operand): operand.isNeverNull(columns)
    case .call, .cast, .caseWhen, .inList, .lambda, .subquery: false
    }
  }
}
