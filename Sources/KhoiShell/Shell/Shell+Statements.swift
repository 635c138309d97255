import KhoiData
import KhoiEngine
package import KhoiFormats
package import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Running statements and showing what they give.
extension Shell {
  /// Runs the statements of a text; false if one failed.
  ///
  /// The others are not run then.
  @discardableResult
  func execute(
    _ text: String, sourceName: String? = nil, lineOffset: Int = 0,
    parameters: [String: Value]? = nil,
    onResult: (@MainActor (StatementResult) throws(Diagnostic) -> Void)? = nil
  ) -> Bool {
    let started = Clock.seconds
    let before = ProcessTime.now
    var count = 0
    do throws(Diagnostic) {
      try running { (display) throws(Diagnostic) in
        try session.execute(text, parameters: parameters ?? self.parameters) {
          (result: StatementResult) throws(Diagnostic) in
          count += 1
          display?.pause()
          defer { display?.resume() }
          reportNotices(of: result, source: text, sourceName: sourceName, lineOffset: lineOffset)
          if let onResult { try onResult(result) } else { try show(result) }
        }
      }
      if settings.hasTimer { tellTime(since: before, started: started) }
      return true
    } catch {
      if error.isCancelled {
        let isLate = Interrupts.hasTimedOut
        say(
          (isLate ? "timed out after " : "cancelled after ")
            + Counting.seconds(Clock.seconds - started) + progressMade)
        if status == ExitStatus.success {
          status = isLate ? ExitStatus.timedOut : ExitStatus.interrupted
        }
        return false
      }
      report(error, source: text, sourceName: sourceName, lineOffset: lineOffset)
      fail(error)
      if isInteractive, count > 0, !error.isClosedPipe {
        say("statement \(count + 1) failed; those before it were run")
      }
      return false
    }
  }

  /// Runs `body` so that Ctrl-C cancels it, and shows how far it is if it takes long.
  private func running(
    _ body: (ProgressDisplay?) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    try RunningStatement.run { () throws(Diagnostic) in
      try ProgressDisplay.run(
        session.progress, isEnabled: settings.showsProgress && !settings.isQuiet, body)
    }
  }

  /// How far a statement came, such as ` (3,000 of 50,000 rows read)`.
  private var progressMade: String {
    let reading = session.progress.reading
    guard reading.phase > 0, reading.total > 0 else { return "" }
    let done = min(reading.done, reading.total)
    return reading.unit == .bytes
      ? " (\(Counting.bytes(done)) of \(Counting.bytes(reading.total)) read)"
      : " (\(Counting.grouped(done)) of \(Counting.text(reading.total, "row")) read)"
  }

  /// Runs a statement that a command consists of.
  func runStatement(_ text: String) throws(Diagnostic) {
    try session.execute(text) { (result: StatementResult) throws(Diagnostic) in
      try show(result)
    }
  }

  private func reportNotices(
    of result: StatementResult, source: String, sourceName: String?, lineOffset: Int
  ) {
    if settings.isQuiet { return }
    for notice in result.notices {
      var short = notice
      short.range = nil
      report(short, source: source, sourceName: sourceName, lineOffset: lineOffset)
    }
  }

  /// Shows rows, or what a statement without rows has done.
  func show(_ result: StatementResult) throws(Diagnostic) {
    let elapsed = Double(result.elapsedNanoseconds) / 1e9
    if result.hasRows {
      let rows = ResultRows(schema: result.schema, chunks: result.chunks)
      lastRows = rows
      try show(rows, footerNote: isInteractive ? Counting.seconds(elapsed) : nil)
    } else if isInteractive, let affected = result.affectedRows {
      say(Counting.text(affected, "row") + "      " + Counting.seconds(elapsed))
    } else if isInteractive {
      say("done      " + Counting.seconds(elapsed))
    }
  }

  /// Shows facts that a command has gathered.
  func showFacts(
    _ schema: Schema, _ values: [[Value]], nullText: String? = nil
  ) throws(Diagnostic) {
    try showFacts(Rows(schema: schema, values: values), nullText: nullText)
  }

  /// Shows facts about the session.
  func showFacts(_ facts: Rows, nullText: String? = nil) throws(Diagnostic) {
    var settings = outputSettings()
    settings.hasFooter = false
    settings.showsTypes = false
    settings.maxRows = nil
    settings.nullText = settings.nullText ?? nullText
    try outputMode.render(
      ResultRows(schema: facts.schema, chunks: facts.chunks), settings, target.sink)
  }

  /// Shows rows in the mode that holds for where they go.
  func show(_ rows: ResultRows, footerNote: String? = nil) throws(Diagnostic) {
    var settings = outputSettings()
    settings.footerNote = footerNote
    try outputMode.render(rows, settings, target.sink)
    if target.isOnce { try closeOutput() } else if isInteractive { try target.sink.flush() }
  }

  /// The chosen mode; a file that answers go to may ask for another by its ending.
  private var outputMode: OutputMode {
    if target.isStandard || settings.modeIsChosen { return settings.mode }
    return target.path.flatMap(OutputMode.forPath) ?? (target.child == nil ? .csv : settings.mode)
  }

  private func outputSettings() -> OutputSettings {
    let isScreen = target.isStandard && Terminal.outputIsTerminal
    let width = settings.width > 0 ? settings.width : max(Terminal.size.columns, 40)
    return OutputSettings(
      nullText: settings.nullText,
      maxRows: isScreen && settings.maxRows > 0 ? settings.maxRows : nil,
      width: isScreen || settings.width > 0 ? width : nil,
      palette: target.isStandard ? palette : .none, hasHeader: settings.hasHeader,
      separator: settings.separator, hasFooter: isScreen)
  }

  private func tellTime(since before: ProcessTime, started: Double) {
    let now = ProcessTime.now
    say(
      "real \(Counting.seconds(Clock.seconds - started))  "
        + "user \(Counting.seconds(now.user - before.user))  "
        + "sys \(Counting.seconds(now.system - before.system))")
  }

  // MARK: Files and programs

  /// Reads a file into a table and says what was read.
  package func load(
    _ path: String, name: String?, options: FormatOptions = FormatOptions()
  ) throws(Diagnostic) {
    var report: LoadReport?
    try running { (_) throws(Diagnostic) in
      report = try session.loadTable(path: path, name: name, options: options)
    }
    guard let report else { return }
    say(report.summary)
    for notice in report.notices where !settings.isQuiet { self.report(notice) }
  }

  /// Sends answers to a file or, after `|`, to a program.
  func sendOutput(to text: CommandText, once: Bool) throws(Diagnostic) {
    try closeOutput()
    var rest = text.arguments.count == 1 ? text.arguments[0] : text.rest
    if rest.first == "|" {
      rest.removeFirst()
      target = try .program(rest, once: once)
    } else {
      target = try .file(FileAccess.expandingHome(rest), once: once)
    }
  }

  /// Opens the file of `-o`.
  package func sendOutput(toFile path: String) throws(Diagnostic) {
    target = try .file(path, once: false)
  }

  /// Goes back to standard output.
  package func closeOutput() throws(Diagnostic) {
    let old = target
    target = .standard
    try old.finish(hasFailed: status != ExitStatus.success)
  }

  /// Shows all rows through the pager.
  func page(_ rows: ResultRows) throws(Diagnostic) {
    var settings = outputSettings()
    settings.maxRows = nil
    settings.width = nil
    guard isInteractive else {
      try outputMode.render(rows, settings, target.sink)
      return
    }
    try target.sink.flush()
    let pager = Environment.value("KHOI_PAGER") ?? Environment.value("PAGER") ?? "less -SRFX"
    let program = try OutputTarget.program(pager, once: true)
    do throws(Diagnostic) {
      try self.settings.mode.render(rows, settings, program.sink)
    } catch {
      if !error.isClosedPipe { throw error }
    }
    try program.finish()
  }
}
