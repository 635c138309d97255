import KhoiData
import KhoiEngine
import KhoiFunctions
import KhoiPlan

extension Shell {
  /// The names that the session knows at a place in a text.
  func completionNames(_ text: String, _ cursor: Int) -> CompletionNames {
    var names = CompletionNames()
    names.tables = session.catalog.all.map(\.name)
    let visible = session.visibleNames(in: text, at: cursor)
    names.columns = visible.columns.map(\.name)
    for table in visible.tables { names.qualifiedColumns[table.name] = table.columns.map(\.name) }
    names.functions = FunctionIndex.all.map(\.name)
    names.tableFunctions = FunctionIndex.tableFunctionNames
    names.parameters = parameters.keys.sorted().map { "$" + $0 }
    return names
  }
}
