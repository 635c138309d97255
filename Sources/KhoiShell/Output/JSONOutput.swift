import KhoiText

extension OutputMode {
  /// One array with an object a row, each on its own line.
  static let json = OutputMode(
    "json", "one array of objects, a row on each line", fileExtensions: ["json"]
  ) { (rows, _, sink) throws(Diagnostic) in
    try sink.write("[")
    var writer = RowWriter.jsonObjects(rows)
    writer.rowSeparator = ",\n"
    writer.rowEnd = "}"
    try writer.write(rows, to: sink)
    try sink.write("]\n")
  }

  /// An object a line; no row, no byte.
  static let ndjson = OutputMode(
    "ndjson", "one JSON object a line", fileExtensions: ["ndjson", "jsonl"]
  ) { (rows, _, sink) throws(Diagnostic) in
    try RowWriter.jsonObjects(rows).write(rows, to: sink)
  }
}

extension RowWriter {
  fileprivate static func jsonObjects(_ rows: ResultRows) -> RowWriter {
    let encoding = CellEncoding.json(asText: false, nonFinite: .null)
    let before = rows.names(encoding).enumerated().map { index, name in
      (index == 0 ? "{" : ",") + name + ":"
    }
    return RowWriter(
      encoding: encoding, nullText: "null", beforeCell: before, rowEnd: "}\n")
  }
}
