import KhoiData
import KhoiFormats
import KhoiText

extension OutputMode {
  /// A line a cell, `name = value`, with a blank line between rows: for wide rows.
  static let line = OutputMode(
    "line", "one cell a line, name = value, for wide rows"
  ) { (rows, settings, sink) throws(Diagnostic) in
    let names = rows.schema.names.map(VisibleText.escaped)
    let widest = names.map { DisplayWidth.of($0) }.max() ?? 0
    let before = names.enumerated().map { index, name in
      (index == 0 ? "" : "\n") + DisplayWidth.padded(name, to: widest, right: true) + " = "
    }
    try rows.write(
      with: RowWriter(
        .plain, nullText: settings.nullText ?? "NULL", beforeCell: before, rowSeparator: "\n"),
      to: sink)
  }
}
