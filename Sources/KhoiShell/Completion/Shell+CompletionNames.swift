import KhoiData
import KhoiEngine
import KhoiPlan

extension Shell {
  /// The names that the session knows at a place in a text.
  static func completionNames(
    _ session: Session, _ text: String, _ cursor: Int
  ) -> CompletionNames {
    var names = CompletionNames()
    let catalog = session.catalog
    names.tables = catalog.all.map(\.name)
    for (name, entry) in catalog.all {
      guard case .table(let stored) = entry else { continue }
      names.qualifiedColumns[name] = stored.table.schema.names
      if text.contains(name) { names.columns += stored.table.schema.names }
    }
    return names
  }
}
