package import KhoiData
package import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A kind of file: how to recognise, read and write it.
///
/// All formats stand in one list (`FileFormat+Builtins.swift`); help, completion and the functions
/// `read_csv`, `read_json` derive from it.
package struct FileFormat: Sendable {
  package let name: String
  /// Endings of file names, without the dot.
  package let extensions: [String]
  /// One line for help.
  package let summary: String
  private let makeOptions: @Sendable () -> [FormatOption]
  /// Whether a file without a telling name begins like one of this format.
  let recognises: @Sendable (_ head: [UInt8]) -> Bool
  /// Loads files; nil for formats that are only written.
  let load: (@Sendable (ReadRequest) throws(Diagnostic) -> LoadedTable)?
  /// Begins writing rows of a schema; nil for formats that are only read.
  let startWriting: (@Sendable (Schema, FormatOptions) throws(Diagnostic) -> any FormatWriter)?
  private let makeWriteOptions: @Sendable () -> [FormatOption]

  /// - Parameters:
  ///   - options: what reading may be told; made when it is asked for, which most loads never do.
  ///   - writeOptions: what writing may be told.
  init(
    name: String, extensions: [String], summary: String,
    options: @escaping @autoclosure @Sendable () -> [FormatOption],
    recognises: @escaping @Sendable ([UInt8]) -> Bool,
    load: (@Sendable (ReadRequest) throws(Diagnostic) -> LoadedTable)?,
    startWriting: (@Sendable (Schema, FormatOptions) throws(Diagnostic) -> any FormatWriter)?,
    writeOptions: @escaping @autoclosure @Sendable () -> [FormatOption]
  ) {
    self.name = name
    self.extensions = extensions
    self.summary = summary
    makeOptions = options
    self.recognises = recognises
    self.load = load
    self.startWriting = startWriting
    makeWriteOptions = writeOptions
  }

  package var options: [FormatOption] { makeOptions() }
  package var writeOptions: [FormatOption] { makeWriteOptions() }
  package var canRead: Bool { load != nil }
  package var canWrite: Bool { startWriting != nil }
}

/// What to read and how.
struct ReadRequest: Sendable {
  /// What was asked for, for messages.
  var pattern: String
  var paths: [String]
  /// The files of the paths, opened and unpacked.
  var files: [InputFile]
  var options: FormatOptions
  var threads: Int
  var monitor: LoadMonitor

  /// Whether the load must end now.
  var isCancelled: @Sendable () -> Bool {
    let monitor = monitor
    return { monitor.shouldStop }
  }
}

/// A loaded table and what was noticed.
struct LoadedTable: Sendable {
  var table: Table
  var report: LoadReport
}

extension FileFormat {
  /// Reads a file, or all files that a pattern names, as one table.
  ///
  /// - Parameter threads: how many threads may work at a time.
  package func read(
    path: String, options: FormatOptions = FormatOptions(), threads: Int = 1,
    monitor: LoadMonitor = LoadMonitor(), inputs: OpenedInputs = OpenedInputs()
  ) throws(Diagnostic) -> (Table, LoadReport) {
    try read(
      list: [path], options: options, threads: threads, monitor: monitor, inputs: inputs)
  }

  /// Reads the files of a list, each a path or a pattern, as one table.
  ///
  /// - Parameter mayDiffer: whether the format was only guessed from a name, and the first bytes of
  ///   a pipe may show another one.
  package func read(
    list: [String], options: FormatOptions = FormatOptions(), threads: Int = 1,
    mayDiffer: Bool = false, monitor: LoadMonitor = LoadMonitor(),
    inputs: OpenedInputs = OpenedInputs()
  ) throws(Diagnostic) -> (Table, LoadReport) {
    guard let load else {
      throw Diagnostic.unsupported("reading of \(name) files", at: nil)
    }
    let start = FileFormat.seconds
    var paths: [String] = []
    for pattern in list { paths.append(contentsOf: try files(of: pattern)) }
    let choice = try Compression.Choice(among: options)
    var files: [InputFile] = []
    for path in paths { files.append(try inputs.file(path, choice, monitor)) }
    monitor.begin(bytes: files.reduce(0) { $0 + $1.size })
    var request = ReadRequest(
      pattern: list.joined(separator: ", "), paths: paths, files: files, options: options,
      threads: max(1, threads), monitor: monitor)
    if paths.count == 1, paths != list { request.pattern = paths[0] }
    var loaded: LoadedTable
    do throws(Diagnostic) {
      let other = mayDiffer ? try FileFormat.guessed(files) : nil
      loaded = try (other?.load ?? load)(request)
    } catch {
      guard error.code == Diagnostic.loadCancelled.code, let needed = monitor.neededBytes else {
        throw error
      }
      throw Diagnostic.loadTooLarge(request.pattern, needed: needed, limit: monitor.memoryLimit)
    }
    for file in files where (try? file.checkUnchanged()) == true {
      loaded.report.notices.append(.fileGrew(file.path, size: file.size))
    }
    loaded.report.seconds = FileFormat.seconds - start
    return (loaded.table, loaded.report)
  }

  /// The files that a path, a pattern or a folder names.
  package func files(of pattern: String) throws(Diagnostic) -> [String] {
    let paths = try FilePaths.expand(pattern)
    guard paths.count == 1, let folder = paths.first, FilePaths.isFolder(folder) else {
      return paths
    }
    let found = FilePaths.files(in: folder, endings: extensions)
    if found.isEmpty { throw Diagnostic.isFolderWithout(folder, endings: extensions) }
    return found
  }

  /// The format that the first bytes of a pipe show.
  private static func guessed(_ files: [InputFile]) throws(Diagnostic) -> FileFormat? {
    guard files.count == 1, let file = files.first, file.isInMemory else { return nil }
    return FileHead.isJSON(try FileHead.read(file, .fixed(nil))) ? json : nil
  }

  private static var seconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
