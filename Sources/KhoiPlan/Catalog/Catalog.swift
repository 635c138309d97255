package import KhoiData
package import KhoiSyntax
package import KhoiText

/// The names a session knows: a value, so that a statement that fails leaves the old one standing.
package struct Catalog: Sendable {
  /// What a name stands for.
  package enum Entry: Sendable {
    case table(StoredTable)
    case view(View)
  }

  /// A table and what was declared of it.
  package struct StoredTable: Sendable {
    package var table: Table
    package var declaration: TableDeclaration
    /// Where it was loaded from, if it was.
    package var origin: String?

    package init(table: Table, declaration: TableDeclaration? = nil, origin: String? = nil) {
      self.table = table
      self.declaration = declaration ?? TableDeclaration(columnCount: table.schema.count)
      self.origin = origin
    }
  }

  /// A query under a name; it is bound anew wherever it is used.
  package struct View: Sendable {
    package let query: QuerySyntax
    package let columnNames: [String]?
    /// The text of the query, for `.schema`.
    package let text: String

    package init(query: QuerySyntax, columnNames: [String]?, text: String) {
      self.query = query
      self.columnNames = columnNames
      self.text = text
    }
  }

  private var entries: [IdentifierKey: (name: String, entry: Entry)] = [:]
  /// The functions that were defined, by name.
  package var macros: [IdentifierKey: Macro] = [:]
  package var sequences: [IdentifierKey: NumberSequence] = [:]
  /// Other names for types.
  package var types: [IdentifierKey: (name: String, type: LogicalType)] = [:]
  /// The schemas besides `main`.
  package var schemas: [IdentifierKey: String] = [:]
  /// The schema where names without one are looked up first, if it is not `main`.
  package var currentSchema: String?

  package init() {}

  /// Names for the schema that everything is in unless said otherwise.
  package static let mainSchemas: Set<String> = [
    "main", "memory", "public", "temp", "khoi", "default",
  ]

  /// Whether there is such a schema.
  package func hasSchema(_ name: String) -> Bool {
    Self.mainSchemas.contains(name.lowercased()) || schemas[IdentifierKey(name)] != nil
  }

  /// The schema and the bare name of an entry: `main` unless its name begins with a schema's.
  package func splitting(_ name: String) -> (schema: String, name: String) {
    for schema in schemas.values {
      if IdentifierKey(name).text.hasPrefix(IdentifierKey(schema).text + ".") {
        return (schema, String(name.dropFirst(schema.count + 1)))
      }
    }
    return ("main", name)
  }

  /// The entry of this name, compared as identifiers are.
  package func entry(named name: String) -> Entry? { entries[IdentifierKey(name)]?.entry }

  /// Sets or replaces an entry.
  package mutating func set(_ entry: Entry, named name: String) {
    entries[IdentifierKey(name)] = (name, entry)
  }

  /// Removes an entry; false where there was none.
  @discardableResult
  package mutating func remove(named name: String) -> Bool {
    entries.removeValue(forKey: IdentifierKey(name)) != nil
  }

  /// All names with their entries, by name.
  package var all: [(name: String, entry: Entry)] {
    entries.values.sorted { $0.name < $1.name }
  }
}

/// Finds tables outside the catalog:
///
/// files by path, glob or read function. Keeps planning free of files; the engine implements it
/// with the formats.
package protocol TableProvider: Sendable {
  /// The table of a file named in FROM by a quoted path or glob, with the pseudo-columns asked for
  /// (`_file`, `_line`) as hidden fields behind the others.
  func table(
    path: String, pseudoColumns: [String], at range: SourceRange?
  ) throws(Diagnostic) -> Table
  /// The table of `read_csv(path, option => value)`, or nil where there is no read function of the
  /// name.
  func table(_ call: ReadCall) throws(Diagnostic) -> Table?
  /// The names of the read functions, for suggestions.
  var readFunctionNames: [String] { get }
}
