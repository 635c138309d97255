import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  func planScan(_ node: LogicalPlan.Scan) throws(Diagnostic) -> PipelineDraft {
    let layout = ColumnLayout(node.columns)
    var places: [ColumnID: Int] = [:]
    var domains: [ColumnID: ColumnDomain] = [:]
    for (column, index) in zip(node.columns, node.sourceIndices) {
      places[column.id] = index
      domains[column.id] = node.table.domain(of: index)
    }
    var filterColumns: [Int] = []
    var filter: FilterEvaluator?
    if !node.filters.isEmpty {
      var used: Set<Int> = []
      for predicate in node.filters {
        try ExpressionNode(predicate, layout: layout).collectColumns(into: &used)
      }
      filterColumns = used.sorted()
      let filterLayout = ColumnLayout(filterColumns.map { node.columns[$0] })
      filter = try FilterEvaluator(node.filters, layout: filterLayout, context: context)
    }
    let keyFilters = node.columns.indices.flatMap { place in
      (self.keyFilters[node.columns[place].id] ?? []).map { (place: place, filter: $0) }
    }
    let top = node.columns.indices.first { topBounds[node.columns[$0].id] != nil }.flatMap {
      place in
      topBounds.removeValue(forKey: node.columns[place].id).map { (place: place, bound: $0) }
    }
    let source = ScanSource(
      table: node.table, sourceIndices: node.sourceIndices, filter: filter,
      filterColumns: filterColumns, keyFilters: keyFilters, top: top,
      zonePredicates: ZonePredicate.all(in: node.filters, sourceIndices: places),
      chunkCapacity: context.chunkCapacity)
    let profile = OperatorProfile("Scan", detail: node.name)
    if !node.filters.isEmpty || !keyFilters.isEmpty || top != nil {
      let read = source.morsels.reduce(0) { $0 + $1.count }
      let names = keyFilters.map { node.columns[$0.place].name }
      var method = "filters \(read) of \(node.table.rowCount) rows"
      if !names.isEmpty { method += ", by the join's keys: \(names.joined(separator: ", "))" }
      if let top { method += ", by the best so far: \(node.columns[top.place].name)" }
      profile.set(method: method)
    }
    return PipelineDraft(
      source: source, columns: node.columns, domains: domains, profile: profile)
  }
}
