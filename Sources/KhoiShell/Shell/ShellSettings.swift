/// What the person has chosen about how the shell behaves.
package struct ShellSettings: Sendable {
  package var mode: OutputMode
  /// Whether the mode was chosen, not only taken for granted; then the ending of a file name does
  /// not change it.
  package var modeIsChosen = false
  /// Rows that a box shows at most, 0 for all.
  package var maxRows = 40
  /// Cells that a box may be wide, 0 for the terminal.
  package var width = 0
  package var nullText: String?
  package var hasHeader = true
  package var separator = "|"
  package var hasTimer = false
  /// Whether long statements show how far they are.
  package var showsProgress = true
  package var echoes = false
  /// Scripts go on after an error.
  package var continuesAfterErrors = false
  /// Nothing but answers and errors is said.
  package var isQuiet = false
  package var queryFolder = "queries"

  package init(mode: OutputMode) { self.mode = mode }
}

/// The exit statuses of khoi.
package enum ExitStatus {
  package static let success: Int32 = 0
  /// A statement failed, or its data.
  package static let failure: Int32 = 1
  /// Wrong usage, a missing parameter, a file that is not there.
  package static let usage: Int32 = 2
  package static let timedOut: Int32 = 124
  package static let interrupted: Int32 = 130
  package static let closedPipe: Int32 = 141
}
