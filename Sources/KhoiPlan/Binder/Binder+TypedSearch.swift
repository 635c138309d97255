import KhoiData
import KhoiFunctions
import KhoiSyntax
import KhoiText

/// Searches that were typed in Telex or VNI.
extension Binder {
  /// The arguments of a call, with a constant search read as typed where the statement is tried
  /// again so, and said.
  func readingTypedSearch(
    _ function: ScalarFunction, _ arguments: [BoundExpression], _ ranges: [SourceRange]
  ) -> [BoundExpression] {
    guard environment.settings.readsTypedSearches,
      function.name == "search" || function.name == "search_rank",
      arguments.count > 1, case .constant(.text(let typed), let type) = arguments[1],
      let read = TypedText.read(typed)
    else { return arguments }
    notice(.typedSearch(read.text, read.method, at: ranges.count > 1 ? ranges[1] : nil))
    var arguments = arguments
    arguments[1] = .constant(.text(read.text), type)
    return arguments
  }
}

extension Diagnostic {
  fileprivate static func typedSearch(
    _ text: String, _ method: TypedText.Method, at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      .bind, "typed-search", "read as \(method.rawValue): \(text)", at: range, severity: .notice)
  }
}
