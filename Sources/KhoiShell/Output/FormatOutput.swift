import KhoiFormats
import KhoiText

/// The modes that are file formats too are written by the formats, so that what is shown and what
/// is exported are the same bytes.
extension OutputMode {
  static let csv = OutputMode(
    .csv, "comma-separated values, NULL empty, for spreadsheets and charts")
  static let tsv = OutputMode(.tsv, "tab-separated values with backslash escapes, NULL as \\N")
  static let json = OutputMode(.json, "one JSON array of objects, a row on each line")
  static let ndjson = OutputMode(.ndjson, "one JSON object a line")
  static let markdown = OutputMode(.markdown, "a table in Markdown")
  static let html = OutputMode(.html, "an HTML table")

  private init(_ format: FileFormat, _ summary: String) {
    self.init(format.name, summary, fileExtensions: format.extensions.filter { $0 != "txt" }) {
      (rows, settings, sink) throws(Diagnostic) in
      var options: [FormatOptions.Given] = []
      func give(_ name: String, _ value: FormatOption.Value) {
        if format.writeOptions.contains(where: { $0.name == name }) {
          options.append(FormatOptions.Given(name, value))
        }
      }
      if !settings.hasHeader { give("header", .boolean(false)) }
      if let text = settings.nullText { give("null", .text(text)) }
      var writer = try format.makeWriter(rows.schema, options: FormatOptions(options))
      var failure: Diagnostic?
      var bytes = ByteSink { block in
        do throws(Diagnostic) { try sink.write(block) } catch { failure = failure ?? error }
      }
      writer.begin(into: &bytes)
      for chunk in rows.chunks {
        writer.write(chunk, into: &bytes)
        if let failure { throw failure }
      }
      writer.finish(into: &bytes)
      bytes.flush()
      if let failure { throw failure }
    }
  }
}
