import KhoiData
import KhoiText

extension OutputMode {
  /// A table for GitHub and friends; numbers right, `|` escaped, line feeds as `<br>`.
  static let markdown = OutputMode(
    "markdown", "a Markdown table", fileExtensions: ["md", "markdown"]
  ) { (rows, settings, sink) throws(Diagnostic) in
    let names = rows.names(.markdown)
    let rules = zip(names, rows.schema.fields).map { name, field in
      let width = max(3, DisplayWidth.of(name))
      return field.type.isNumeric
        ? " " + String(repeating: "-", count: width - 1) + ": "
        : " " + String(repeating: "-", count: width) + " "
    }
    try sink.write("| " + names.joined(separator: " | ") + " |\n")
    try sink.write("|" + rules.joined(separator: "|") + "|\n")
    try RowWriter(
      encoding: .markdown, nullText: settings.nullText ?? "", rowStart: "| ", separator: " | ",
      rowEnd: " |\n"
    ).write(rows, to: sink)
  }
}
