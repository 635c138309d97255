import KhoiData
import KhoiFormats
import KhoiText

extension OutputMode {
  /// A `<table>` with a head and a body.
  static let html = OutputMode(
    "html", "an HTML table", fileExtensions: ["html", "htm"]
  ) { (rows, settings, sink) throws(Diagnostic) in
    let heads = rows.schema.names.map { "<th>\(CellEncoding.html.spelled($0))</th>" }
    try sink.write("<table>\n<thead><tr>\(heads.joined())</tr></thead>\n<tbody>\n")
    let before = rows.schema.fields.enumerated().map { index, field in
      (index == 0 ? "<tr>" : "</td>") + (field.type.isNumeric ? "<td class=\"number\">" : "<td>")
    }
    try rows.write(
      with: RowWriter(
        .html, nullText: settings.nullText ?? "", beforeCell: before, rowEnd: "</td></tr>\n"),
      to: sink)
    try sink.write("</tbody>\n</table>\n")
  }
}
