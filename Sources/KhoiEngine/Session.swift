package import KhoiData
package import KhoiExecution
import KhoiFormats
import KhoiFunctions
package import KhoiPlan
import KhoiSyntax
package import KhoiText

/// One person's state, and the way from text to rows: parse, bind, optimise, run.
///
/// A session carries out one statement at a time, on the thread that calls it; only `cancellation`
/// may be used from elsewhere. A statement that fails leaves catalog, settings and last result as
/// they were.
package final class Session {
  /// The tables and views by name.
  package internal(set) var catalog = Catalog()
  /// The values of all settings.
  package internal(set) var settings: SessionSettings
  /// The rows of the last query, for `_` and statements that begin with `|>`.
  package internal(set) var lastResult: Rows?
  /// The catalog as it was at BEGIN, while a transaction is open.
  var savedCatalog: Catalog?
  /// The statements that PREPARE named.
  var prepared: [IdentifierKey: (name: String, statement: StatementSyntax, text: String)] = [:]
  /// What SET VARIABLE set.
  var variables: [String: Value] = [:]
  /// Stops the statement that is running; may be used from any thread or a signal handler.
  package let cancellation: CancellationFlag
  /// How far the statement is that is running; may be read from any thread.
  package let progress = ProgressMeter()
  let provider: FileTableProvider

  package init(settings: SessionSettings = .standard) {
    self.settings = settings
    let cancellation = CancellationFlag()
    self.cancellation = cancellation
    provider = FileTableProvider(cancellation: cancellation, progress: progress)
  }

  /// Carries out the statements of a script in order, giving each result to `onResult`.
  ///
  /// Stops at the first statement that fails and throws what is wrong, with its place in the
  /// script.
  package func execute(
    _ script: String, parameters: [String: Value] = [:],
    onResult: (StatementResult) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    var done = 0
    // A setting may change how the rest of the script reads, so the rest is then read again.
    reading: while true {
      let readingSettings = settings.language
      let parsed = parseScript(
        script,
        options: ParserOptions(doubleQuotesAreStrings: readingSettings.doubleQuotesAreStrings))
      for parsedStatement in parsed.statements.dropFirst(done) {
        let heard = parsed.diagnostics.filter {
          $0.severity != .error && parsedStatement.range.contains($0.range)
        }
        let results = try carryOut(
          parsedStatement, of: script, parameters: parameters, parserNotices: heard)
        done += 1
        for result in results { try onResult(result) }
        if settings.language.doubleQuotesAreStrings != readingSettings.doubleQuotesAreStrings {
          continue reading
        }
      }
      if let problem = parsed.diagnostics.first(where: { $0.severity == .error }) { throw problem }
      return
    }
  }

  /// Carries out a script and gives the result of its last statement.
  package func execute(
    _ script: String, parameters: [String: Value] = [:]
  ) throws(Diagnostic) -> StatementResult {
    var last: StatementResult?
    try execute(script, parameters: parameters) { (result: StatementResult) in last = result }
    guard let last else { throw .emptyScript() }
    return last
  }

  private func carryOut(
    _ parsed: ParsedStatement, of script: String, parameters: [String: Value],
    parserNotices: [Diagnostic]
  ) throws(Diagnostic) -> [StatementResult] {
    let start = Clock.nanoseconds
    cancellation.reset()
    progress.reset()
    provider.begin(settings)
    let context = makeContext()
    let bound: (statement: BoundStatement, notices: [Diagnostic])
    bound = try Binder(environment: environment(parameters)).bind(parsed.statement, text: script)
    var outcome = try carryOut(bound.statement, context)
    if settings.readsTypedSearches, Self.foundNothing(outcome),
      let read = try readingTypedSearches(parsed, of: script, parameters: parameters)
    {
      outcome = read
    }
    keepRejects()
    outcome.notices =
      provider.takeNotices() + parserNotices + bound.notices + outcome.notices
    if context.evaluation.divisionByZeroCount > 0 {
      outcome.notices.append(.divisionByZero(rows: context.evaluation.divisionByZeroCount))
    }
    if let rows = outcome.rows, outcome.isQuery {
      lastResult = rows
    }
    let elapsed = Clock.nanoseconds - start
    let notices = outcome.notices
    return (outcome.earlier + [outcome]).enumerated().map { index, outcome in
      StatementResult(
        rows: outcome.rows, affectedRows: outcome.affectedRows, isOrdered: outcome.isOrdered,
        notices: index == 0 ? notices : [], elapsedNanoseconds: elapsed, range: parsed.range)
    }
  }

  func makeContext(isProfiling: Bool = false) -> QueryContext {
    let start = WallTime.now
    return QueryContext(
      threads: settings.threads, chunkCapacity: settings.chunkCapacity,
      cancellation: cancellation, memory: MemoryAccount(limit: settings.memoryLimit),
      progress: progress, evaluation: EvaluationContext(now: start.localMicroseconds),
      isProfiling: isProfiling)
  }

  func environment(_ parameters: [String: Value]) -> BindingEnvironment {
    let context = makeContext()
    let lastResult = lastResult
    var environment = BindingEnvironment(
      catalog: catalog, provider: provider,
      parameters: variables.merging(parameters) { _, given in given },
      settings: settings.language,
      lastResult: { lastResult.flatMap { try? $0.makeTable(context) } },
      evaluate: { (plan: LogicalPlan) throws(Diagnostic) -> [[Value]] in
        let result = try Executor.run(
          Optimizer(evaluation: context.evaluation).optimize(plan), context: context)
        return result.chunks.flatMap { chunk in (0..<chunk.count).map { chunk.row($0) } }
      })
    environment.variables = variables
    environment.settingValues = Setting.builtins.map {
      ($0.name, $0.aliases, $0.value(settings), $0.summary)
    }
    return environment
  }
}

/// What carrying out a statement gave, before it is timed.
struct Outcome {
  var rows: Rows?
  /// Whether the rows answer a question and so become the last result.
  var isQuery = false
  var isOrdered = false
  var affectedRows: Int?
  var notices: [Diagnostic] = []
  /// Results of the same statement that come before this one.
  var earlier: [Outcome] = []
}
