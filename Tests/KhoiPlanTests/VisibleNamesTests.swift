import KhoiData
import KhoiPlan
import KhoiText
import Testing

/// The names that completion offers at a place of an unfinished statement; `^` marks the cursor.
struct VisibleNamesTests {
  @Test(arguments: [
    ("FROM awards |> WHERE ^", "bloc_id year flags"),
    ("FROM awards |> SELECT year |> WHERE ^", "year"),
    ("FROM awards |> EXTEND flags + 1 AS more |> ORDER BY m^", "bloc_id year flags more"),
    ("FROM awards |> AGGREGATE COUNT(*) AS n GROUP BY year |> WHERE n > ^", "year n"),
    ("FROM awards |> WHERE year = (FROM blocs |> SELECT ^", "bloc_id province"),
    ("SELECT ^ FROM blocs WHERE province = 'x'", "bloc_id province"),
    ("SELECT bloc_id FROM blocs WHERE ^", "bloc_id province"),
    ("FROM awards |> JOIN blocs AS b ON ^", "bloc_id year flags bloc_id province"),
    ("WITH a AS (FROM awards |> SELECT year) FROM a |> WHERE ^", "year"),
    ("SELECT 1; FROM blocs |> WHERE ^", "bloc_id province"),
    ("FROM awards |> PIVOT (SUM(flags) FOR year IN (ANY)) |> WHERE ^", "bloc_id"),
    ("FROM nowhere |> WHERE ^", ""),
    ("^", ""),
    ("FROM awards |> SELECT ((((^", "bloc_id year flags"),
  ])
  func `columns at the cursor`(marked: String, expected: String) {
    let parts = marked.split(separator: "^", omittingEmptySubsequences: false)
    let text = parts.joined()
    let visible = visibleNames(in: text, at: parts[0].utf8.count, environment: Self.environment)
    #expect(visible.columns.map(\.name).joined(separator: " ") == expected)
  }

  @Test func `tables keep the old value of a column that was set`() {
    let text = "FROM awards AS w |> SET year = 'x' |> WHERE "
    let visible = visibleNames(in: text, at: text.utf8.count, environment: Self.environment)
    #expect(visible.columns.map(\.type) == [.varchar, .varchar, .bigint])
    #expect(visible.tables.map(\.name) == ["w"])
    #expect(visible.tables[0].columns.map(\.type) == [.varchar, .bigint, .bigint])
  }

  static let environment: BindingEnvironment = {
    var catalog = Catalog()
    let schemas = [
      "awards": [
        Field("bloc_id", .varchar), Field("year", .bigint), Field("flags", .bigint),
      ],
      "blocs": [Field("bloc_id", .varchar), Field("province", .varchar)],
    ]
    for (name, fields) in schemas {
      let table = Table(schema: Schema(fields), segments: [])
      catalog.set(.table(Catalog.StoredTable(table: table)), named: name)
    }
    return BindingEnvironment(
      catalog: catalog, provider: NoFiles(), parameters: [:], settings: LanguageSettings(),
      lastResult: { nil },
      evaluate: { (_: LogicalPlan) throws(Diagnostic) -> [[Value]] in [] })
  }()
}

/// A world without files.
private struct NoFiles: TableProvider {
  let readFunctionNames: [String] = []

  func table(path: String, pseudoColumns: [String], at range: SourceRange?) throws(Diagnostic)
    -> Table
  {
    throw Diagnostic(.io, "file-not-found", "no file '\(path)'", at: range)
  }

  func table(_ call: ReadCall) throws(Diagnostic) -> Table? { nil }
}
