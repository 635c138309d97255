package import KhoiData
package import KhoiEngine
package import KhoiText

/// The conversation with a person, or the run of a script: commands, statements, answers.
///
/// Everything here happens on the main thread; the session runs statements on all cores and gives
/// back finished rows.
@MainActor package final class Shell {
  package let session: Session
  package var settings: ShellSettings
  package var parameters: [String: Value] = [:]
  /// Colours of what goes to standard output and to standard error.
  package let palette: Palette
  package let errorPalette: Palette
  /// Whether a person sits at the prompt.
  package internal(set) var isInteractive = false

  /// Set by `.quit`: the shell ends with this status.
  var requestedExit: Int32?
  /// The worst that has happened so far.
  var status = ExitStatus.success
  var lastRows: ResultRows?
  var lastStatement: String?
  var editor: LineEditor?
  /// Where answers go.
  var target: OutputTarget
  let errorSink = OutputSink(descriptor: 2)
  /// How deep scripts call each other now.
  var scriptDepth = 0

  package init(
    session: Session, settings: ShellSettings, palette: Palette, errorPalette: Palette
  ) {
    self.session = session
    self.settings = settings
    self.palette = palette
    self.errorPalette = errorPalette
    target = .standard
    unsafe RunningStatement.cancellation = session.cancellation
  }

  // MARK: Messages

  /// Writes to where the answers go.
  func write(_ text: String) throws(Diagnostic) {
    try target.sink.write(text)
  }

  /// Tells the person something beside the answers.
  func say(_ text: String) {
    if settings.isQuiet { return }
    try? target.sink.flush()
    try? errorSink.write(errorPalette.paint(text, .muted) + "\n")
    try? errorSink.flush()
  }

  /// Draws a diagnostic on standard error.
  package func report(
    _ diagnostic: Diagnostic, source: String? = nil, sourceName: String? = nil, lineOffset: Int = 0
  ) {
    if diagnostic.isClosedPipe { return }
    try? target.sink.flush()
    let renderer = DiagnosticRenderer(
      source: source, sourceName: sourceName, lineOffset: lineOffset)
    try? errorSink.write(errorPalette.render(renderer.render(diagnostic)))
    try? errorSink.flush()
  }

  /// Notes that something failed.
  package func fail(_ diagnostic: Diagnostic) {
    if diagnostic.isClosedPipe {
      requestedExit = ExitStatus.closedPipe
      status = ExitStatus.closedPipe
    } else if diagnostic.isUsage {
      status = ExitStatus.usage
    } else if status == ExitStatus.success {
      status = ExitStatus.failure
    }
  }

  /// Sends what is pending.
  package func flushOutput() throws(Diagnostic) { try target.sink.flush() }
}
