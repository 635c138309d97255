import KhoiData
import KhoiFormats
package import KhoiPlan
import KhoiText

/// What can be written at a place of an unfinished statement.
extension Session {
  /// The columns and tables visible at a place in a text, as the step before it gives them.
  ///
  /// Reads no file: the columns of one that has not been read yet are not known.
  package func visibleNames(in text: String, at cursor: Int) -> VisibleNames {
    var environment = environment([:])
    environment.provider = KnownFiles(provider: provider)
    return KhoiPlan.visibleNames(in: text, at: cursor, environment: environment)
  }
}

/// Only the files that the session has read already.
private struct KnownFiles: TableProvider {
  let provider: FileTableProvider

  func table(path: String, pseudoColumns: [String], at range: SourceRange?) throws(Diagnostic)
    -> Table
  {
    guard let table = provider.knownTable(path: path) else {
      throw .unsupported("reading files for completion", at: range)
    }
    return table
  }

  func table(_ call: ReadCall) throws(Diagnostic) -> Table? {
    try table(path: call.paths.first ?? "", pseudoColumns: [], at: call.range)
  }

  var readFunctionNames: [String] { provider.readFunctionNames }
}
