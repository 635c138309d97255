package import KhoiText

/// Every file format, in the order help shows them.
extension FileFormat {
  package static let builtins: [FileFormat] = [csv, tsv, json, ndjson, markdown, html]

  package static let csv = FileFormat(
    name: "csv", extensions: ["csv", "psv", "txt"],
    summary: "values separated by commas, semicolons, tabs or bars (RFC 4180)",
    options: CSVOptions.definitions,
    recognises: { FileHead.isText($0) },
    load: { request throws(Diagnostic) in try CSVFormat.read(request) },
    startWriting: { schema, options throws(Diagnostic) in try CSVWriter(schema, options) },
    writeOptions: CSVWriter.definitions)

  package static let tsv = FileFormat(
    name: "tsv", extensions: ["tsv", "tab"],
    summary: "values separated by tabs; written with backslash escapes and \\N for NULL",
    options: CSVOptions.definitions,
    recognises: { _ in false },
    load: { request throws(Diagnostic) in try CSVFormat.read(request) },
    startWriting: { schema, options throws(Diagnostic) in
      try TSVWriter(schema, options)
    }, writeOptions: TSVWriter.definitions)

  package static let json = FileFormat(
    name: "json", extensions: ["json"],
    summary: "JSON: an array of objects, one object, or objects one after the other",
    options: JSONOptions.definitions,
    recognises: { FileHead.isJSON($0) },
    load: { request throws(Diagnostic) in try JSONFormat.read(request) },
    startWriting: { schema, options throws(Diagnostic) in
      try JSONWriter(schema, options, isArray: true)
    }, writeOptions: JSONWriter.definitions)

  package static let ndjson = FileFormat(
    name: "ndjson", extensions: ["ndjson", "jsonl"],
    summary: "JSON, one object a line",
    options: JSONOptions.definitions,
    recognises: { _ in false },
    load: { request throws(Diagnostic) in try JSONFormat.read(request) },
    startWriting: { schema, options throws(Diagnostic) in
      try JSONWriter(schema, options, isArray: false)
    }, writeOptions: JSONWriter.definitions)

  package static let markdown = FileFormat(
    name: "markdown", extensions: ["md", "markdown"],
    summary: "a table in Markdown", options: [], recognises: { _ in false }, load: nil,
    startWriting: { schema, options throws(Diagnostic) in
      try MarkdownWriter(schema, options)
    }, writeOptions: MarkdownWriter.definitions)

  package static let html = FileFormat(
    name: "html", extensions: ["html", "htm"],
    summary: "an HTML table, or with page => true a whole page", options: [],
    recognises: { _ in false }, load: nil,
    startWriting: { schema, options throws(Diagnostic) in
      try HTMLWriter(schema, options)
    }, writeOptions: HTMLWriter.definitions)

  /// The format of that name, or nil.
  package static func named(_ name: String) -> FileFormat? {
    builtins.first { $0.name == name.lowercased() }
  }

  /// The format that a file's ending tells, or its first bytes; standard input is CSV.
  package static func of(path: String) throws(Diagnostic) -> FileFormat {
    let ending = FilePaths.ending(path)
    if let format = builtins.first(where: { $0.extensions.contains(ending) }) { return format }
    if FilePaths.isFolder(path) { return try ofFolder(path) }
    if path == "-" || FilePaths.exists(path) && !FilePaths.isRegular(path) { return csv }
    let unknown = Diagnostic.unknownFormat(path, known: builtins.flatMap(\.extensions))
    guard FilePaths.exists(path) else {
      throw FilePaths.isPattern(path) ? unknown : Diagnostic.fileNotFound(path)
    }
    let head = try FileHead.read(path)
    if let kind = BinaryKind.recognise(head) { throw Diagnostic.otherKind(path, kind) }
    // JSON is text too, so what is more special is asked first.
    guard let format = builtins.reversed().first(where: { $0.recognises(head) }) else {
      throw unknown
    }
    return format
  }

  /// The one format of the files in a folder.
  private static func ofFolder(_ path: String) throws(Diagnostic) -> FileFormat {
    let readable = builtins.filter(\.canRead)
    let found = readable.filter { !FilePaths.files(in: path, endings: $0.extensions).isEmpty }
    guard let format = found.first else {
      throw Diagnostic.isFolderWithout(path, endings: readable.flatMap(\.extensions))
    }
    if found.count > 1 {
      throw Diagnostic.mixedFolder(path, found.compactMap(\.extensions.first))
    }
    return format
  }
}
