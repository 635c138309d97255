import KhoiFormats
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
  /// The file on disk, which has its name only when it is complete.
  private var file: OutputFile?
  /// Ends with the next answer.
  let isOnce: Bool

  static var standard: OutputTarget {
    OutputTarget(
      sink: OutputSink(descriptor: STDOUT_FILENO), path: nil, child: nil, descriptor: STDOUT_FILENO,
      isOnce: false)
  }

  var isStandard: Bool { descriptor == STDOUT_FILENO }

  /// Begins a file, which takes its name, and the place of an older one, when it is finished.
  /// Standard output under another name is not emptied: it may already hold answers.
  static func file(_ path: String, once: Bool) throws(Diagnostic) -> OutputTarget {
    if path == "-" || path == "/dev/stdout" { return standard }
    let file = try OutputFile(path: path)
    return OutputTarget(
      sink: OutputSink { file.write($0) }, path: path, child: nil, descriptor: -1, file: file,
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
  ///
  /// After a failure without any answer, a file stays as it was.
  func finish(hasFailed: Bool = false) throws(Diagnostic) {
    if let file, hasFailed, !sink.hasWritten {
      file.discard()
      return
    }
    var failure: Diagnostic?
    do throws(Diagnostic) { try sink.flush() } catch { failure = error }
    if let file {
      try file.commit()
    } else if !isStandard {
      close(descriptor)
    }
    if let child { _ = ChildProcess.wait(for: child) }
    // A program that has read enough may go; that is no failure.
    if let failure, child == nil || !failure.isClosedPipe { throw failure }
  }
}
