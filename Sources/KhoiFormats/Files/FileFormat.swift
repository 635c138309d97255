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
  package let options: [FormatOption]
  /// Whether a file without a telling name begins like one of this format.
  let recognises: @Sendable (_ head: [UInt8]) -> Bool
  /// Loads files; nil for formats that are only written.
  let load: (@Sendable (ReadRequest) throws(Diagnostic) -> LoadedTable)?
  /// Begins writing rows of a schema; nil for formats that are only read.
  let startWriting: (@Sendable (Schema, FormatOptions) throws(Diagnostic) -> any FormatWriter)?
  package let writeOptions: [FormatOption]

  package var canRead: Bool { load != nil }
  package var canWrite: Bool { startWriting != nil }
}

/// What to read and how.
struct ReadRequest: Sendable {
  /// What was asked for, for messages.
  var pattern: String
  var paths: [String]
  var options: FormatOptions
  var threads: Int
  var isCancelled: @Sendable () -> Bool
}

/// A loaded table and what was noticed.
struct LoadedTable: Sendable {
  var table: Table
  var report: LoadReport
}

extension FileFormat {
  /// Reads a file, or all files that a pattern names, as one table.
  ///
  /// - Parameters:
  ///   - threads: how many threads may work at a time.
  ///   - isCancelled: asked often, from any thread; true makes the load throw `runtime.cancelled`.
  package func read(
    path: String, options: FormatOptions = FormatOptions(), threads: Int = 1,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(Diagnostic) -> (Table, LoadReport) {
    try read(
      paths: FilePaths.expand(path), pattern: path, options: options, threads: threads,
      isCancelled: isCancelled)
  }

  /// Reads the files of a list, each a path or a pattern, as one table.
  package func read(
    list: [String], options: FormatOptions = FormatOptions(), threads: Int = 1,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(Diagnostic) -> (Table, LoadReport) {
    var paths: [String] = []
    for pattern in list { paths.append(contentsOf: try FilePaths.expand(pattern)) }
    return try read(
      paths: paths, pattern: list.joined(separator: ", "), options: options, threads: threads,
      isCancelled: isCancelled)
  }

  private func read(
    paths: [String], pattern: String, options: FormatOptions, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(Diagnostic) -> (Table, LoadReport) {
    guard let load else {
      throw Diagnostic.unsupported("reading of \(name) files", at: nil)
    }
    let start = FileFormat.seconds
    var loaded = try load(
      ReadRequest(
        pattern: pattern, paths: paths, options: options, threads: max(1, threads),
        isCancelled: isCancelled))
    loaded.report.seconds = FileFormat.seconds - start
    return (loaded.table, loaded.report)
  }

  private static var seconds: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
