import KhoiText

extension OutputMode {
  /// Tabs between cells; `\t`, `\n` and `\\` for those characters, `\N` for NULL.
  static let tsv = OutputMode(
    "tsv", "tab-separated values with backslash escapes, NULL as \\N", fileExtensions: ["tsv"]
  ) { (rows, settings, sink) throws(Diagnostic) in
    if settings.hasHeader { try sink.write(rows.names(.tsv).joined(separator: "\t") + "\n") }
    try RowWriter(encoding: .tsv, nullText: settings.nullText ?? "\\N", separator: "\t")
      .write(rows, to: sink)
  }
}
