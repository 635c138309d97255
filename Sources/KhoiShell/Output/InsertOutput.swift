import KhoiData
import KhoiFormats
import KhoiText

extension OutputMode {
  /// Statements that make the rows again.
  static let insert = OutputMode(
    "insert", "INSERT statements into a table called result", fileExtensions: ["sql"]
  ) { (rows, _, sink) throws(Diagnostic) in
    let names = rows.schema.names.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
    try rows.write(
      with: RowWriter(
        .literal, nullText: "NULL", columnCount: rows.schema.count,
        rowStart: "INSERT INTO result (\(names.joined(separator: ", "))) VALUES (",
        separator: ", ", rowEnd: ");\n"),
      to: sink)
  }
}
