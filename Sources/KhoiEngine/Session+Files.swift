import KhoiData
import KhoiExecution
package import KhoiFormats
import KhoiPlan
package import KhoiText

/// Loading tables from files and writing rows to files.
extension Session {
  /// Loads a file, or the files of a pattern, as a table; its name is the file's without folder and
  /// ending unless one is given.
  ///
  /// Returns what was read and assumed.
  package func loadTable(
    path: String, name: String? = nil, options: FormatOptions = FormatOptions()
  ) throws(Diagnostic) -> LoadReport {
    cancellation.reset()
    progress.reset()
    provider.begin(settings)
    let (format, paths) = try FileFormat.recognise(path)
    let name = name ?? FilePaths.stem(paths.first ?? path)
    let (table, report) = try provider.read(format, [path], options, isGuessed: true)
    catalog.set(.table(Catalog.StoredTable(table: table, origin: path)), named: name)
    keepRejects()
    return report
  }

  /// What is found out about a CSV file by looking at it.
  package func sniff(
    path: String, options: FormatOptions = FormatOptions()
  ) throws(Diagnostic) -> CSVSniffing {
    cancellation.reset()
    return try provider.sniff(path, options)
  }

  /// Makes tables of what loads left out; a table that a person made is never replaced.
  func keepRejects() {
    for rejects in provider.takeRejects() {
      let origin = "rejects"
      if case .table(let known)? = catalog.entry(named: rejects.name), known.origin != origin {
        continue
      }
      catalog.set(
        .table(Catalog.StoredTable(table: rejects.table, origin: origin)), named: rejects.name)
    }
  }

  /// COPY … TO and EXPORT: the rows of a plan into a file, whole or not at all.
  func write(
    _ export: BoundStatement.Export, _ context: QueryContext
  ) throws(Diagnostic) -> Outcome {
    var format = try? FileFormat.of(path: export.path)
    var options: [FormatOptions.Given] = []
    for option in export.options {
      if option.name.lowercased() == "format" {
        guard let named = FileFormat.named(option.value.text), named.canWrite else {
          throw .unknownExportFormat(option.value.text, at: option.range)
        }
        format = named
      } else {
        options.append(
          FormatOptions.Given(
            option.name, FormatOption.Value(option.value), at: option.range))
      }
    }
    // A file without an ending that says otherwise is CSV, as everywhere else.
    let rows = try run(export.plan, context)
    let moments = try ExportedMoments(takingFrom: &options)
    let partitions = try Self.partitions(&options)
    if !partitions.keys.isEmpty {
      let writer = try PartitionedWriter(
        folder: export.path, keys: partitions.keys, keepsKeys: partitions.keepsKeys,
        format: format ?? .csv, schema: moments.schema(rows.schema),
        options: FormatOptions(options))
      for chunk in rows.chunks {
        try context.checkCancelled()
        try writer.write(try moments.spelled(chunk, context.evaluation))
      }
      try writer.finish()
      return Outcome(affectedRows: rows.rowCount)
    }
    let writer = try TableFileWriter(
      path: export.path, format: format ?? .csv, schema: moments.schema(rows.schema),
      options: FormatOptions(options))
    for chunk in rows.chunks {
      try context.checkCancelled()
      try writer.write(try moments.spelled(chunk, context.evaluation))
    }
    try writer.finish()
    return Outcome(affectedRows: rows.rowCount)
  }
}

extension Session {
  /// Takes the options for files in folders by the values of columns out of the options of COPY.
  fileprivate static func partitions(
    _ options: inout [FormatOptions.Given]
  ) throws(Diagnostic) -> (keys: [String], keepsKeys: Bool) {
    var keys: [String] = []
    var keepsKeys = false
    var others: [FormatOptions.Given] = []
    for option in options {
      switch option.name.lowercased() {
      case "partition_by": keys = try option.texts()
      case "write_partition_columns": keepsKeys = try option.boolean()
      case "overwrite", "overwrite_or_ignore", "per_thread_output", "use_tmp_file", "append":
        _ = try option.boolean()
      default: others.append(option)
      }
    }
    options = others
    return (keys, keepsKeys)
  }
}

extension FileFormat {
  /// The files that a path or pattern names, and their one format.
  static func recognise(
    _ path: String
  ) throws(Diagnostic) -> (format: FileFormat, paths: [String]) {
    let paths = try FilePaths.expand(path)
    let format = try of(path: paths.first ?? path)
    return (format, try format.files(of: path))
  }
}
