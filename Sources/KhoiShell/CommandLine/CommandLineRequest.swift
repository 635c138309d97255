/// What the words behind `khoi` ask for, whichever of its programs they start.
package struct CommandLineRequest: Sendable {
  var launch = LaunchOptions()
  var run = RunOptions()
  var layout = LayoutOptions()
  /// Files of statements named among the files of data: they are run last.
  var statementFiles: [String] = []
  /// Whether to speak JSON lines with a program.
  var speaksJSON = false
  /// Something to be told instead of doing anything.
  var wanted: Information?

  enum Information: Sendable {
    case help, version
    /// The completion of these options for a shell of the system.
    case completions(CompletionScript)
  }
}
