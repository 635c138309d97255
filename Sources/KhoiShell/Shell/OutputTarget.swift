import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where answers go: standard output, a file, or the input of another program.
struct OutputTarget {
  let sink: OutputSink
  /// The file, for the mode that its ending asks for.
  let path: String?
  /// The program that reads, to be waited for.
  let child: pid_t?
  private let descriptor: Int32
  /// Ends with the next answer.
  let isOnce: Bool

  static var standard: OutputTarget {
    OutputTarget(
      sink: OutputSink(descriptor: STDOUT_FILENO), path: nil, child: nil, descriptor: STDOUT_FILENO,
      isOnce: false)
  }

  var isStandard: Bool { descriptor == STDOUT_FILENO }

  /// Opens a file, emptying it. Standard output under another name is not emptied: it may be a
  /// file that already holds answers.
  static func file(_ path: String, once: Bool) throws(Diagnostic) -> OutputTarget {
    if path == "-" || path == "/dev/stdout" { return standard }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path, code: errno) }
    return OutputTarget(
      sink: OutputSink(descriptor: descriptor), path: path, child: nil, descriptor: descriptor,
      isOnce: once)
  }

  /// Starts a program that reads the answers.
  static func program(_ command: String, once: Bool) throws(Diagnostic) -> OutputTarget {
    guard let pipe = ChildProcess.pipe(), let child = ChildProcess.start(command, input: pipe.read)
    else { throw .programFailed(command) }
    close(pipe.read)
    return OutputTarget(
      sink: OutputSink(descriptor: pipe.write), path: nil, child: child, descriptor: pipe.write,
      isOnce: once)
  }

  /// Writes what is pending, closes, and waits for the program.
  func finish() throws(Diagnostic) {
    var failure: Diagnostic?
    do throws(Diagnostic) { try sink.flush() } catch { failure = error }
    if !isStandard { close(descriptor) }
    if let child { _ = ChildProcess.wait(for: child) }
    // A program that has read enough may go; that is no failure.
    if let failure, child == nil || !failure.isClosedPipe { throw failure }
  }
}
