import KhoiData
import KhoiExecution
import KhoiFormats
import KhoiPlan
import KhoiText
import Synchronization

/// Finds the tables of files: by path or glob in FROM, and by the read functions.
///
/// A file is read once as long as it stays the same (path, size and time of change). What each load
/// read and assumed is kept as a notice until the statement is done.
final class FileTableProvider: TableProvider {
  private let cancellation: CancellationFlag
  private let state = Mutex(State())

  private struct State {
    var threads = 1
    var notices: [Diagnostic] = []
    var tables: [Key: Table] = [:]
  }

  private struct Key: Hashable {
    let format: String
    let path: String
    let options: String
    let signature: [FileSignature]
  }

  init(cancellation: CancellationFlag) {
    self.cancellation = cancellation
  }

  /// Gets ready for a statement.
  func begin(threads: Int) {
    state.withLock {
      $0.threads = threads
      $0.notices = []
    }
  }

  /// What the loads of the statement had to say.
  func takeNotices() -> [Diagnostic] {
    state.withLock { state in
      defer { state.notices = [] }
      return state.notices
    }
  }

  func table(path: String, at range: SourceRange?) throws(Diagnostic) -> Table {
    do throws(Diagnostic) {
      let (format, paths) = try FileFormat.recognise(path)
      return try load(format, path, paths, FormatOptions())
    } catch {
      throw error.located(at: range)
    }
  }

  func table(
    readFunction name: String, path: String,
    options: [(name: String, value: Value, range: SourceRange?)], at range: SourceRange?
  ) throws(Diagnostic) -> Table? {
    guard let format = Self.readFunctions[name.lowercased()] else { return nil }
    let given = options.map {
      FormatOptions.Given($0.name, FormatOption.Value($0.value), at: $0.range)
    }
    do throws(Diagnostic) {
      return try load(format, path, FilePaths.expand(path), FormatOptions(given))
    } catch {
      throw error.located(at: range)
    }
  }

  var readFunctionNames: [String] { Self.readFunctions.keys.sorted() }

  /// `read_csv`, `read_json` and so on: one for each format that can be read.
  private static let readFunctions: [String: FileFormat] = {
    var functions: [String: FileFormat] = [:]
    for format in FileFormat.builtins where format.canRead {
      functions["read_\(format.name)"] = format
    }
    // DuckDB's names for the same thing.
    functions["read_csv_auto"] = functions["read_csv"]
    functions["read_json_auto"] = functions["read_json"]
    functions["read_ndjson_auto"] = functions["read_ndjson"]
    return functions
  }()

  private func load(
    _ format: FileFormat, _ path: String, _ paths: [String], _ options: FormatOptions
  ) throws(Diagnostic) -> Table {
    let signature = paths.compactMap(FileSignature.init)
    let key = Key(
      format: format.name, path: path, options: options.given.description, signature: signature)
    let canRemember = signature.count == paths.count
    if canRemember, let known = state.withLock({ $0.tables[key] }) { return known }
    let (table, report) = try read(format, path, options)
    state.withLock { state in
      state.notices += [report.notice] + report.notices
      if canRemember { state.tables[key] = table }
    }
    return table
  }

  /// A table that was read from this path before, whatever the options were.
  func knownTable(path: String) -> Table? {
    state.withLock { state in state.tables.first { $0.key.path == path }?.value }
  }

  /// Reads without remembering, for `.load`.
  func read(
    _ format: FileFormat, _ path: String, _ options: FormatOptions
  ) throws(Diagnostic) -> (Table, LoadReport) {
    let cancellation = cancellation
    return try format.read(
      path: path, options: options, threads: state.withLock { $0.threads },
      isCancelled: { cancellation.isCancelled })
  }
}

extension LoadReport {
  /// The one line said of every load.
  var notice: Diagnostic {
    Diagnostic(.io, "loaded", summary, severity: .notice)
  }
}

extension FormatOption.Value {
  init(_ value: Value) {
    switch value {
    case .boolean(let flag): self = .boolean(flag)
    case .integer(let number): self = .integer(number)
    default: self = .text(value.text)
    }
  }
}
