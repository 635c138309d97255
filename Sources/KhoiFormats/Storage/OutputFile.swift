package import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file being written, which appears under its name only when it is complete.
///
/// The bytes go to a temporary file in the same folder, which `commit` gives the name; `discard`,
/// or forgetting the object, leaves what was there before. Devices, pipes and `/dev/stdout` are
/// written in place and never cut short, as other output may stand in them.
package final class OutputFile {
  private let path: String
  private let temporaryPath: String?
  private var descriptor: Int32
  private var failure: Int32?
  private var compressor: Compressor?

  /// A file whose bytes are packed if its name ends in `.gz` or `.zst`.
  package convenience init(path: String) throws(Diagnostic) {
    try self.init(path: path, .automatic)
  }

  init(path: String, _ choice: Compression.Choice) throws(Diagnostic) {
    let target = OutputFile.resolved(path)
    self.path = path
    var status = stat()
    let exists = unsafe stat(target, &status) == 0
    if exists && status.st_mode & S_IFMT == S_IFDIR { throw Diagnostic.isDirectory(path) }
    let isInPlace = exists && status.st_mode & S_IFMT != S_IFREG || path.hasPrefix("/dev/")
    if isInPlace {
      temporaryPath = nil
      descriptor = unsafe open(target, O_WRONLY | O_APPEND | O_CLOEXEC)
      if descriptor < 0 { throw Diagnostic.cannotWrite(path, errorNumber: errno) }
      try startCompression(choice)
      return
    }
    if unsafe exists && access(target, W_OK) != 0 {
      throw Diagnostic.cannotWrite(path, errorNumber: errno)
    }
    let (folder, name) = FilePaths.split(target)
    let temporary = "\(folder).\(name).\(getpid()).khoi"
    unsafe unlink(temporary)
    descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw Diagnostic.cannotWrite(path, errorNumber: errno) }
    if exists { fchmod(descriptor, status.st_mode & 0o7777) }
    temporaryPath = temporary
    resolvedPath = target
    try startCompression(choice)
  }

  private var resolvedPath = ""

  private func startCompression(_ choice: Compression.Choice) throws(Diagnostic) {
    var compression = FilePaths.compression(path)
    if case .fixed(let chosen) = choice { compression = chosen }
    guard let compression else { return }
    compressor = Compressor(compression) { [unowned self] in writeThrough($0) }
    if compressor == nil { throw Diagnostic.noMemory(path) }
  }

  deinit { discard() }

  /// Writes bytes; `commit` tells whether it worked.
  package func write(_ bytes: [UInt8]) {
    if let compressor { compressor.write(bytes) } else { writeThrough(bytes) }
  }

  private func writeThrough(_ bytes: [UInt8]) {
    guard failure == nil, descriptor >= 0 else { return }
    unsafe bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return }
      var done = 0
      while done < raw.count {
        let written = unsafe OutputFile.systemWrite(descriptor, base + done, raw.count - done)
        if written < 0 && errno == EINTR { continue }
        if written < 0 {
          failure = errno
          return
        }
        done += written
      }
    }
  }

  /// Throws if something could not be written.
  func checkWritten() throws(Diagnostic) {
    if let failure { throw Diagnostic.cannotWrite(path, errorNumber: failure) }
  }

  /// Gives the file its name.
  package func commit() throws(Diagnostic) {
    guard descriptor >= 0 else { return }
    compressor?.finish()
    let closed = close(descriptor)
    descriptor = -1
    if let failure {
      if let temporaryPath { unsafe unlink(temporaryPath) }
      throw Diagnostic.cannotWrite(path, errorNumber: failure)
    }
    guard let temporaryPath else { return }
    if unsafe closed != 0 || rename(temporaryPath, resolvedPath) != 0 {
      let number = errno
      unsafe unlink(temporaryPath)
      throw Diagnostic.cannotWrite(path, errorNumber: number)
    }
  }

  /// Drops what was written.
  package func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    if let temporaryPath { unsafe unlink(temporaryPath) }
  }

  /// The file that a link leads to, so that the link stays one.
  private static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe path.hasPrefix("/dev/") ? path : String(cString: real)
  }

  private static func systemWrite(
    _ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, bytes, count)
    #else
      Darwin.write(descriptor, bytes, count)
    #endif
  }
}
