import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// UNPIVOT: one row for each of a row's columns.
extension Binder {
  func bindUnpivot(
    _ syntax: UnpivotSyntax, _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> Relation {
    let width = syntax.valueColumns.count
    var groups: [(label: Value, columns: [OutputItem])] = []
    for item in syntax.items { groups += try unpivotGroups(item, width, input, frame) }
    guard !groups.isEmpty else { throw .noColumnsLeft(at: syntax.range) }
    var valueTypes: [LogicalType] = []
    for index in 0..<width {
      let columns = groups.map { $0.columns[index] }
      guard let type = TypeCoercion.commonType(of: columns.map(\.expression.type)) else {
        let first = columns[0]
        let other =
          columns.first {
            TypeCoercion.commonType(first.expression.type, $0.expression.type) == nil
          } ?? first
        throw .noCommonType(
          "the columns of UNPIVOT", first.expression.type, first.name, other.expression.type,
          other.name,
          at: syntax.range)
      }
      valueTypes.append(type)
    }
    let labels = groups.map(\.label)
    let labelType: LogicalType
    if let common = TypeCoercion.commonType(of: labels.map(\.type)), common != .null {
      labelType = common
    } else {
      labelType = .varchar
      for index in groups.indices { groups[index].label = .text(groups[index].label.text) }
    }
    return unpivoted(syntax, groups, valueTypes, labelType, input)
  }

  private func unpivoted(
    _ syntax: UnpivotSyntax, _ groups: [(label: Value, columns: [OutputItem])],
    _ valueTypes: [LogicalType], _ labelType: LogicalType, _ input: Relation
  ) -> Relation {
    var used: Set<ColumnID> = []
    for column in groups.flatMap(\.columns) { column.expression.insertColumns(into: &used) }
    var seen: Set<ColumnID> = []
    let kept = input.scope.columns.filter { !used.contains($0.id) && seen.insert($0.id).inserted }
    // Columns of another type than their value column are cast first.
    var items = kept.map { OutputItem(name: $0.name, expression: $0.expression) }
    var sources: [[Int]] = []
    for group in groups {
      var places: [Int] = []
      for (column, type) in zip(group.columns, valueTypes) {
        places.append(items.count)
        items.append(OutputItem(name: column.name, expression: cast(column.expression, to: type)))
      }
      sources.append(places)
    }
    let (plan, columns) = projection(of: input.plan, items: items)
    let label = identities.makeColumn(syntax.nameColumn.text, labelType)
    let values = zip(syntax.valueColumns, valueTypes).map {
      identities.makeColumn($0.text, $1)
    }
    let keptColumns = columns.prefix(kept.count).map(\.planColumn)
    let unpivot = LogicalPlan.Unpivot(
      input: plan, kept: keptColumns, label: label, values: values,
      groups: zip(groups, sources).map { group, places in
        LogicalPlan.Unpivot.Group(label: group.label, sources: places.map { columns[$0].id })
      },
      includesNulls: syntax.includesNulls)
    return Relation(
      plan: .unpivot(unpivot), scope: Scope(keptColumns + [label] + values, table: nil))
  }

  /// The rows that one item gives; a star gives one for each column.
  private func unpivotGroups(
    _ item: UnpivotItemSyntax, _ width: Int, _ input: Relation, _ frame: QueryFrame
  ) throws(Diagnostic) -> [(label: Value, columns: [OutputItem])] {
    let context = ExpressionContext(scope: input.scope, frame: frame, clause: Clause("UNPIVOT"))
    if item.columns.count == 1, width == 1, item.label == nil, item.columns[0].isSeveralColumns {
      let star = SelectItemSyntax(expression: item.columns[0], range: item.range)
      return try bindItems([star], context).map { (output) throws(Diagnostic) in
        (Value.text(output.name), [output])
      }
    }
    guard item.columns.count == width else {
      throw .rowLengths(width, item.columns.count, at: item.range)
    }
    var columns: [OutputItem] = []
    for syntax in item.columns {
      let expression = try bindExpression(syntax, context)
      columns.append(
        OutputItem(
          name: outputName(syntax, expression, input.scope), expression: expression,
          range: syntax.range))
    }
    var label = Value.text(columns.map(\.name).joined(separator: "_"))
    if let syntax = item.label { label = try wordOrValue(syntax, what: "a label of UNPIVOT") }
    return [(label, columns)]
  }
}
