import CReadline
import KhoiExecution

/// What Ctrl-C cancels.
///
/// A signal handler gets no context, so the flag of the one session of the shell is kept here.
enum RunningStatement {
  // Safe because it is set once, before the first statement runs, and only read afterwards.
  nonisolated(unsafe) static var cancellation: CancellationFlag?

  /// Runs `body` while Ctrl-C requests cancellation instead of clearing the prompt.
  static func run<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
    khoi_interrupts_begin { unsafe RunningStatement.cancellation?.cancel() }
    defer {
      khoi_interrupts_end()
      _ = khoi_interrupts_take()
    }
    try body()
  }
}
