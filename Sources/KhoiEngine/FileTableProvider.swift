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
  private let progress: ProgressMeter
  private let inputs = OpenedInputs()
  private let state = Mutex(State())

  private struct State {
    var threads = 1
    var memoryLimit = Int.max
    /// How files write numbers and dates where the call does not say.
    var locale = "auto"
    var notices: [Diagnostic] = []
    /// Few, so they are looked through.
    var tables: [(key: Key, table: Table)] = []
    var rejects: [Rejects] = []
  }

  /// What a load left out, and the table that is to list it.
  struct Rejects: Sendable {
    let name: String
    let rows: [RejectedRow]

    var table: Table {
      var builder = TableBuilder(schema: RejectedRow.schema)
      let values = rows.map(\.values)
      let vectors = RejectedRow.schema.fields.indices.map { column in
        Vector(values: values.map { $0[column] }, type: RejectedRow.schema[column].type)
      }
      builder.append(Chunk(vectors, count: rows.count))
      return builder.finish()
    }
  }

  private struct Key: Equatable {
    let format: String
    let path: String
    let options: String
    let signature: [FileSignature]
  }

  init(cancellation: CancellationFlag, progress: ProgressMeter) {
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Gets ready for a statement.
  func begin(_ settings: SessionSettings) {
    state.withLock {
      $0.threads = settings.threads
      $0.memoryLimit = settings.memoryLimit
      $0.locale = settings.fileLocale
      $0.notices = []
    }
  }

  /// What the loads of the statement left out.
  func takeRejects() -> [Rejects] {
    state.withLock { state in
      defer { state.rejects = [] }
      return state.rejects
    }
  }

  /// What the loads of the statement had to say.
  func takeNotices() -> [Diagnostic] {
    state.withLock { state in
      defer { state.notices = [] }
      return state.notices
    }
  }

  func table(
    path: String, pseudoColumns: [String], at range: SourceRange?
  ) throws(Diagnostic) -> Table {
    do throws(Diagnostic) {
      let (format, paths) = try FileFormat.recognise(path)
      return try load(
        format, [path], paths, FormatOptions(pseudoColumns: pseudoColumns), isGuessed: true)
    } catch {
      throw error.located(at: range)
    }
  }

  func table(_ call: ReadCall) throws(Diagnostic) -> Table? {
    let name = call.name.lowercased()
    do throws(Diagnostic) {
      if name == "glob" { return try Self.listing(call) }
      if name == "sniff_csv" { return try sniffing(call) }
      guard let (format, given) = Self.readFunctions[name] else { return nil }
      var options = call.options.map {
        FormatOptions.Given($0.name, FormatOption.Value($0.value), at: $0.range)
      }
      options.insert(contentsOf: given.map { FormatOptions.Given($0.name, $0.value) }, at: 0)
      var paths: [String] = []
      for path in call.paths { paths.append(contentsOf: try format.files(of: path)) }
      return try load(
        format, call.paths, paths, FormatOptions(options, pseudoColumns: call.pseudoColumns))
    } catch {
      throw error.located(at: call.range)
    }
  }

  var readFunctionNames: [String] { Self.readFunctions.keys.sorted() + ["glob", "sniff_csv"] }

  private typealias ReadFunction = (format: FileFormat, options: [FormatOption.Entry])

  /// `read_csv`, `read_json` and so on: one for each format that can be read.
  private static let readFunctions: [String: ReadFunction] = {
    var functions: [String: ReadFunction] = [:]
    for format in FileFormat.builtins where format.canRead {
      functions["read_\(format.name)"] = (format, [])
      // DuckDB's names for the same thing.
      functions["read_\(format.name)_auto"] = (format, [])
    }
    let objects = [FormatOption.Entry("records", .text("objects"))]
    functions["read_json_objects"] = (.json, objects)
    functions["read_json_objects_auto"] = (.json, objects)
    functions["read_ndjson_objects"] = (.ndjson, objects)
    return functions
  }()

  /// The files that patterns name, one a row.
  private static func listing(_ call: ReadCall) throws(Diagnostic) -> Table {
    let schema = Schema([Field("file", .varchar)])
    var paths: [Value] = []
    for pattern in call.paths {
      paths.append(contentsOf: FilePaths.matching(pattern).map { .text($0) })
    }
    var builder = TableBuilder(schema: schema)
    builder.append(Chunk([Vector(values: paths, type: .varchar)], count: paths.count))
    return builder.finish()
  }

  /// What is found out about a CSV file, in one row.
  private func sniffing(_ call: ReadCall) throws(Diagnostic) -> Table {
    let options = call.options.map {
      FormatOptions.Given($0.name, FormatOption.Value($0.value), at: $0.range)
    }
    let facts = try sniff(call.paths.first ?? "", FormatOptions(options)).facts
    var builder = TableBuilder(schema: Schema(facts.map { Field($0.name, $0.type) }))
    builder.append(Chunk(facts.map { Vector(values: [$0.value], type: $0.type) }, count: 1))
    return builder.finish()
  }

  /// What is found out about a CSV file; a small one is loaded as proposed to see its types.
  func sniff(_ path: String, _ options: FormatOptions) throws(Diagnostic) -> CSVSniffing {
    let path = try FilePaths.expand(path).first ?? path
    var sniffing = try CSVSniffing(path: path, options: options)
    // What cannot be loaded as proposed is told by what was seen alone.
    if sniffing.isSmall, let proposed = try? sniffing.proposed {
      sniffing.loaded = (try? read(.csv, [path], proposed, listsRejects: false))?.1
    }
    return sniffing
  }

  private func load(
    _ format: FileFormat, _ patterns: [String], _ paths: [String], _ options: FormatOptions,
    isGuessed: Bool = false
  ) throws(Diagnostic) -> Table {
    let signature = paths.compactMap(FileSignature.init)
    let key = Key(
      format: format.name, path: patterns.joined(separator: "\n"),
      options: localised(options, format).given.description
        + options.pseudoColumns.joined(separator: " "),
      signature: signature)
    let canRemember = signature.count == paths.count
    if canRemember, let known = state.withLock({ $0.tables.first { $0.key == key } }) {
      return known.table
    }
    let (table, report) = try read(format, patterns, options, isGuessed: isGuessed)
    state.withLock { state in
      state.notices += [report.notice] + report.notices
      if canRemember { state.tables.append((key, table)) }
    }
    return table
  }

  /// A table that was read from this path before, whatever the options were.
  func knownTable(path: String) -> Table? {
    state.withLock { state in state.tables.first { $0.key.path == path }?.table }
  }

  /// The options, with the locale of the session where the format has one and none was given.
  private func localised(_ options: FormatOptions, _ format: FileFormat) -> FormatOptions {
    let locale = state.withLock { $0.locale }
    let isGiven = options.given.contains { ["locale", "decimal"].contains($0.name.lowercased()) }
    guard locale != "auto", !isGiven, format.options.contains(where: { $0.name == "locale" }) else {
      return options
    }
    var options = options
    options.given.append(FormatOptions.Given("locale", .text(locale)))
    return options
  }

  /// Reads without remembering, for `.load`.
  func read(
    _ format: FileFormat, _ patterns: [String], _ options: FormatOptions, isGuessed: Bool = false,
    listsRejects: Bool = true
  ) throws(Diagnostic) -> (Table, LoadReport) {
    let cancellation = cancellation
    let (threads, memoryLimit) = state.withLock { ($0.threads, $0.memoryLimit) }
    let monitor = LoadMonitor(memoryLimit: memoryLimit, progress: progress) {
      cancellation.isCancelled
    }
    let options = localised(options, format)
    var (table, report) = try BlockMemory.sparing { () throws(Diagnostic) in
      try format.read(
        list: patterns, options: options, threads: threads, mayDiffer: isGuessed,
        monitor: monitor, inputs: inputs)
    }
    let casts = LoadedCasts(report: report) { cancellation.isCancelled }
    if casts.isNeeded {
      let losses: LoadedCasts.Losses
      (table, losses) = try casts.apply(to: table)
      report.rowCount = table.rowCount
      report.columns = table.schema.fields
      report.notices += LoadedCasts.exactNotices(table, report)
      report.notices.append(contentsOf: losses.notices(table.schema))
    }
    if listsRejects && !report.rejects.isEmpty {
      let rejects = Rejects(name: report.rejectsTable, rows: report.rejects)
      state.withLock { $0.rejects.append(rejects) }
    }
    return (table, report)
  }
}

extension LoadReport {
  /// The one line said of every load.
  var notice: Diagnostic {
    Diagnostic(.io, "loaded", summary, severity: .notice)
  }
}

extension FormatOption.Value {
  init(_ value: TableOption.Value) {
    switch value {
    case .constant(.boolean(let flag)): self = .boolean(flag)
    case .constant(.integer(let number)): self = .integer(number)
    case .constant(let value): self = .text(value.text)
    case .list(let values): self = .list(values.map { Self($0) })
    case .entries(let entries):
      self = .entries(entries.map { FormatOption.Entry($0.name, Self($0.value)) })
    case .type(let type): self = .type(type)
    }
  }
}
