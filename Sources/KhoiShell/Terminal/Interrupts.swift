import CReadline

/// Ctrl-C, Ctrl-Z and closed pipes.
enum Interrupts {
  /// Installs the handlers; a shell that nobody sits at ends at once when no statement runs.
  static func install(isInteractive: Bool) {
    khoi_interrupts_install(isInteractive ? 1 : 0)
  }
}
