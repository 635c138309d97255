import KhoiData
import KhoiPlan
import KhoiText

extension ShellCommand {
  static let schema = ShellCommand(
    "schema", "[TABLE]", "the CREATE statement of a table or view, or of all",
    group: .data, argument: .table
  ) { (shell, text) throws(Diagnostic) in
    let catalog = shell.session.catalog
    var entries = catalog.all
    if let name = text.arguments.first {
      let key = IdentifierKey(name)
      entries = entries.filter { IdentifierKey($0.name) == key }
      if entries.isEmpty { throw .unknownTable(name, among: catalog.all.map(\.name)) }
    }
    for (name, entry) in entries { try shell.write(statement(name, entry) + "\n") }
  }

  private static func statement(_ name: String, _ entry: Catalog.Entry) -> String {
    let quoted = IdentifierQuoting.quoted(name)
    switch entry {
    case .view(let view): return "CREATE VIEW \(quoted) AS \(view.text);"
    case .table(let stored):
      let columns = zip(stored.table.schema.fields, stored.isRequired).map { field, isRequired in
        "  \(IdentifierQuoting.quoted(field.name)) \(field.type.name)"
          + (isRequired ? " NOT NULL" : "")
      }
      return "CREATE TABLE \(quoted) (\n" + columns.joined(separator: ",\n") + "\n);"
    }
  }
}
