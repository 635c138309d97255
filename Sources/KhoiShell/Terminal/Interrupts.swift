import CReadline

/// Ctrl-C, Ctrl-Z and closed pipes.
enum Interrupts {
  /// Installs the handlers; a shell that nobody sits at ends at once when no statement runs.
  static func install(isInteractive: Bool) {
    khoi_interrupts_install(isInteractive ? 1 : 0)
  }

  /// Cancels statements that run longer than so many seconds; 0 for none.
  static func setTimeLimit(_ seconds: Double) {
    khoi_interrupts_set_time_limit(seconds)
  }

  /// Whether the last statement ran out of time.
  static var hasTimedOut: Bool { khoi_interrupts_timed_out() != 0 }
}
