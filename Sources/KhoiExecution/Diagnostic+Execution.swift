package import KhoiText

/// The wording of what can go wrong while a query runs.
extension Diagnostic {
  /// The person stopped the query.
  package static var cancelled: Diagnostic {
    Diagnostic(.runtime, "cancelled", "the query was cancelled")
  }

  /// The memory limit was reached.
  package static func outOfMemory(_ operatorName: String, limit: Int) -> Diagnostic {
    Diagnostic(
      .runtime, "out-of-memory",
      "\(operatorName) needs more memory than the limit of \(limit >> 20) MB allows",
      notes: ["a larger limit can be set, or the query narrowed by a filter before this step"])
  }

  /// An ASSERT whose condition did not hold.
  package static func assertionFailed(_ text: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(.runtime, "assertion-failed", "assertion failed: \(text)", at: range)
  }

  /// A scalar subquery gave several rows.
  package static func severalRows(at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .runtime, "scalar-subquery-rows", "a subquery used as a value returned more than one row",
      at: range)
  }

  /// A recursive query that does not end.
  package static func tooManyRounds(
    _ name: String, _ limit: Int, at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      .runtime, "too-many-rounds",
      "the recursive query `\(name)` still gives rows after \(limit) rounds", at: range,
      notes: ["a condition in its recursive part ends it; SET max_recursion allows more rounds"])
  }

  /// A recursive query whose rows multiply.
  package static func tooManyRecursiveRows(
    _ name: String, _ limit: Int, at range: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      .runtime, "too-many-recursive-rows",
      "the recursive query `\(name)` gives more than \(limit) rows", at: range,
      notes: [
        "a condition in its recursive part keeps them few; SET max_recursion_rows allows more"
      ])
  }

  /// A recursive query whose rows grow.
  package static func recursionTooLarge(
    _ name: String, _ limit: Int, at range: SourceRange?
  ) -> Diagnostic {
    let size = limit < 1 << 20 ? "\(limit) bytes" : "\(limit >> 20) MB"
    return Diagnostic(
      .runtime, "recursion-too-large",
      "the rows of the recursive query `\(name)` fill more than \(size)", at: range,
      notes: [
        "a condition in its recursive part keeps them few; SET max_recursion_bytes allows more"
      ])
  }

  /// A join or table grew beyond what row numbers can count.
  package static func tooManyRows(_ operatorName: String) -> Diagnostic {
    Diagnostic(
      .runtime, "too-many-rows", "\(operatorName) holds more than four thousand million rows")
  }

  static func reduceOfNothing() -> Diagnostic {
    Diagnostic(
      .runtime, "reduce-of-nothing", "list_reduce of an empty list has no value to begin with",
      notes: ["a third argument is what it begins with"])
  }
}
