package import KhoiText

/// Every file format, in the order help shows them.
extension FileFormat {
  package static let builtins: [FileFormat] = [csv, json]

  package static let csv = FileFormat(
    name: "csv", extensions: ["csv", "tsv", "tab", "psv", "txt"],
    summary: "values separated by commas, semicolons, tabs or bars (RFC 4180)",
    options: CSVOptions.definitions, load: { request throws(Diagnostic) in try CSVFormat.read(request) },
    startWriting: nil, writeOptions: [])

  package static let json = FileFormat(
    name: "json", extensions: ["json", "ndjson", "jsonl"],
    summary: "JSON: an array of objects, or one object a line (NDJSON)",
    options: JSONOptions.definitions,
    load: { request throws(Diagnostic) in try JSONFormat.read(request) },
    startWriting: nil, writeOptions: [])

  /// The format of that name, or nil.
  package static func named(_ name: String) -> FileFormat? {
    builtins.first { $0.name == name.lowercased() }
  }

  /// The format that a file's ending tells.
  package static func of(path: String) throws(Diagnostic) -> FileFormat {
    let ending = FilePaths.ending(path)
    if let format = builtins.first(where: { $0.extensions.contains(ending) }) { return format }
    throw Diagnostic.unknownFormat(path, known: builtins.flatMap(\.extensions))
  }
}
