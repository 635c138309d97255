/// The names that completion may offer at a place, as far as the session knows them.
package struct CompletionNames: Sendable {
  /// Tables and views.
  package var tables: [String] = []
  /// Columns that can be named at the cursor.
  package var columns: [String] = []
  /// Columns by the alias or table they belong to.
  package var qualifiedColumns: [String: [String]] = [:]
  package var functions: [String] = []
  package var tableFunctions: [String] = []
  package var parameters: [String] = []

  package init() {}
}
