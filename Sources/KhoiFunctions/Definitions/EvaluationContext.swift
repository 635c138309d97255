import KhoiData
import KhoiText
import Synchronization

/// What kernels may know of the statement they run in, and where they count what must be said once.
package final class EvaluationContext: Sendable {
  private let makeNow: @Sendable () -> Int64
  private let divisionsByZero = Atomic<Int>(0)
  private let entryResults = Mutex(EntryResults())
  private let expressions = Mutex(CompiledPatterns())

  /// - Parameter now: gives the same moment whenever it is asked; most statements never do, and the
  ///   local clock has to be looked up in a file.
  package init(now: @escaping @autoclosure @Sendable () -> Int64) {
    makeNow = now
  }

  /// The moment the statement began, in microseconds since 1970 (local clock).
  package var now: Int64 { makeNow() }

  /// Counts rows in which a division by zero gave NULL.
  package func countDivisionsByZero(_ count: Int) {
    if count > 0 { divisionsByZero.wrappingAdd(count, ordering: .relaxed) }
  }

  /// Rows so far in which a division by zero gave NULL.
  package var divisionByZeroCount: Int { divisionsByZero.load(ordering: .relaxed) }

  /// What is known of a function over a dictionary, after `rowCount` more rows asked for it.
  func entryResult(_ key: EntryResult.Key, entryCount: Int, rowCount: Int) -> EntryResult.State {
    entryResults.withLock { results in
      switch results.states[key] {
      case nil, .seen:
        var seen = rowCount
        if case .seen(let before) = results.states[key] { seen += before }
        // As many rows as entries: from here on a table pays, whatever comes.
        results.states[key] = .seen(seen)
        return seen >= entryCount ? .worthwhile : .seen(seen)
      case .some(let state): return state
      }
    }
  }

  /// The compiled form of a pattern, made once per statement.
  func regularExpression(
    _ pattern: [UInt8], _ options: RegularExpression.Options
  ) throws(Diagnostic) -> RegularExpression {
    let key = PatternKey(pattern: pattern, options: options)
    if let known = expressions.withLock({ $0.known[key] }) { return known }
    let made = try RegularExpression(bytes: pattern, options: options)
    expressions.withLock { compiled in
      // A column of patterns may hold a new one in every row.
      if compiled.known.count >= 1024 { compiled.known.removeAll() }
      compiled.known[key] = made
    }
    return made
  }

  /// Keeps the results for all entries, or the fact that there are none.
  func keep(_ state: EntryResult.State, for key: EntryResult.Key) {
    entryResults.withLock { $0.states[key] = state }
  }
}

/// The results of a function for every entry of a dictionary, computed once per statement.
struct EntryResult: Sendable {
  /// One row per entry, flat.
  let table: Vector
  /// For text: the distinct results, and for each entry of the source its code among them.
  let dictionary: TextDictionary?
  let codes: Buffer<UInt32>
  /// Kept so that the identity in the key stays this dictionary's.
  let source: TextDictionary

  /// The function, the dictionary and the other arguments.
  struct Key: Hashable, Sendable {
    let overload: Int
    let dictionary: ObjectIdentifier
    let place: Int
    let constants: [Value]
  }

  enum State: Sendable {
    /// Too few rows so far to compute every entry.
    case seen(Int)
    case worthwhile
    case ready(EntryResult)
    /// Some entry makes the function fail, so it must run on the rows that are there.
    case impossible
  }
}

// Objects, as most statements need neither: a lock around a dictionary would look up how to destroy
// it, which takes longer than many a statement.
private final class EntryResults {
  var states: [EntryResult.Key: EntryResult.State] = [:]
}

private final class CompiledPatterns {
  var known: [PatternKey: RegularExpression] = [:]
}

/// A pattern as it is asked for.
private struct PatternKey: Hashable, Sendable {
  let pattern: [UInt8]
  let options: RegularExpression.Options
}
