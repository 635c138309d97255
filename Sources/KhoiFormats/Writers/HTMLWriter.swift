import KhoiData
import KhoiText

/// Writes a table in HTML: a page with one `<table>`, or the element alone.
struct HTMLWriter: FormatWriter {
  private let schema: Schema
  private let isPage: Bool
  private let title: String
  private var rows: RowWriter

  static let definitions: [FormatOption] = [
    FormatOption("null", .text, help: "what stands for NULL", example: "null => '–'"),
    FormatOption(
      "page", .boolean, help: "a whole page, or the table alone", example: "page => true"),
    FormatOption("title", .text, help: "the title of the page", example: "title => 'Awards'"),
    Compression.writing,
  ]

  init(_ schema: Schema, _ options: FormatOptions) throws(Diagnostic) {
    var null = ""
    var title = "khoi"
    var isPage = false
    for (option, given) in try options.resolved(among: HTMLWriter.definitions) {
      switch option.name {
      case "null": null = try given.text()
      case "page": isPage = try given.boolean()
      case "title": title = try given.text()
      default: _ = try Compression.Choice(given)
      }
    }
    self.schema = schema
    self.isPage = isPage
    self.title = title
    let before = schema.fields.enumerated().map { index, field in
      (index == 0 ? "<tr>" : "</td>") + (field.type.isNumeric ? "<td class=\"number\">" : "<td>")
    }
    rows = RowWriter(.html, nullText: null, beforeCell: before, rowEnd: "</td></tr>\n")
  }

  mutating func begin(into sink: inout ByteSink) {
    if isPage {
      let head = """
        <!DOCTYPE html>
        <html>
        <head>
        <meta charset="utf-8">
        <title>\(CellEncoding.html.spelled(title))</title>
        <style>
        table { border-collapse: collapse; }
        th, td { border: 1px solid #bbb; padding: 0.2em 0.5em; text-align: left; }
        .number { text-align: right; }
        </style>
        </head>
        <body>

        """
      sink.bytes.append(contentsOf: head.utf8)
    }
    let names = schema.names.map { "<th>\(CellEncoding.html.spelled($0))</th>" }
    sink.bytes.append(
      contentsOf: "<table>\n<thead><tr>\(names.joined())</tr></thead>\n<tbody>\n".utf8)
  }

  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    rows.write(chunk, into: &sink)
  }

  mutating func finish(into sink: inout ByteSink) {
    sink.bytes.append(contentsOf: "</tbody>\n</table>\n".utf8)
    if isPage { sink.bytes.append(contentsOf: "</body>\n</html>\n".utf8) }
  }
}
