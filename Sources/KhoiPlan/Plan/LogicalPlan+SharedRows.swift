package import KhoiData

extension LogicalPlan {
  /// The plan with scans of tables in place of those shared scans whose rows are kept already.
  package func reading(_ tables: [Int: Table]) -> LogicalPlan {
    if tables.isEmpty { return self }
    return rewritingEverywhere { node in
      guard case .sharedScan(let scan) = node, let table = tables[scan.number] else { return node }
      return .scan(
        Scan(
          table: table, name: scan.name, columns: scan.columns,
          sourceIndices: scan.sourceIndices))
    }
  }
}

extension BoundStatement {
  /// The statement with scans of tables in place of shared scans whose rows are kept already.
  package func reading(_ tables: [Int: Table]) -> BoundStatement {
    switch self {
    case .query(let plan, let isOrdered): return .query(plan.reading(tables), isOrdered: isOrdered)
    case .export(let export):
      return .export(
        Export(
          plan: export.plan.reading(tables), path: export.path, options: export.options,
          range: export.range))
    case .createTable(var creation):
      creation.source = creation.source?.reading(tables)
      return .createTable(creation)
    case .insert(var insertion):
      insertion.source = insertion.source.reading(tables)
      return .insert(insertion)
    default: return self
    }
  }
}
