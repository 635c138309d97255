#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The three standard streams: whether a person reads them, and how large their screen is.
package enum Terminal {
  package static var inputIsTerminal: Bool { isatty(STDIN_FILENO) != 0 }
  package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) != 0 }
  package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) != 0 }

  /// Rows and columns of the terminal; 24 × 80 if it does not say.
  package static var size: (rows: Int, columns: Int) {
    var size = winsize()
    for descriptor in [STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO]
    where unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
      return (Int(size.ws_row), Int(size.ws_col))
    }
    if let columns = Environment.value("COLUMNS").flatMap({ Int($0) }), columns > 0 {
      return (24, columns)
    }
    return (24, 80)
  }
}
