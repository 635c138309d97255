import KhoiData
import KhoiExecution
import KhoiPlan
import KhoiSyntax
import KhoiText

/// Searches without results, tried again as typed in Telex or VNI.
extension Session {
  /// What a query gives when its constant searches are read so; nil where nothing can be read or
  /// nothing is found either.
  func readingTypedSearches(
    _ parsed: ParsedStatement, of script: String, parameters: [String: Value]
  ) throws(Diagnostic) -> Outcome? {
    guard mentionsSearch(script, parsed.range) else { return nil }
    var environment = environment(parameters)
    environment.settings.readsTypedSearches = true
    let bound = try Binder(environment: environment).bind(parsed.statement, text: script)
    let readings = bound.notices.filter { $0.code == "bind.typed-search" }
    guard !readings.isEmpty, case .query = bound.statement else { return nil }
    var outcome = try carryOut(bound.statement, makeContext())
    if Self.foundNothing(outcome) { return nil }
    outcome.notices = readings
    return outcome
  }

  /// Whether a query gave no rows, or one of nothing but zeros and NULLs, as a count does.
  static func foundNothing(_ outcome: Outcome) -> Bool {
    guard outcome.isQuery, let rows = outcome.rows, rows.rowCount <= 1 else { return false }
    guard let chunk = rows.chunks.first(where: { $0.count > 0 }) else { return true }
    return chunk.row(0).allSatisfy { $0 == .null || $0 == .integer(0) }
  }

  /// Whether the text has a search at all, so that other queries need not be bound again.
  private func mentionsSearch(_ script: String, _ range: SourceRange) -> Bool {
    let bytes = Array(script.utf8)
    guard range.lower >= 0, range.lower < range.upper, range.upper <= bytes.count else {
      return false
    }
    let text = String(decoding: bytes[range.lower..<range.upper], as: UTF8.self).lowercased()
    return text.contains("search") || text.contains("@@")
  }
}
