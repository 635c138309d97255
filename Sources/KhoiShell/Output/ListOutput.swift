import KhoiData
import KhoiFormats
import KhoiText

extension OutputMode {
  /// Cells as they are with a separator between them; nothing is escaped.
  static let list = OutputMode(
    "list", "cells as they are between separators (.separator), nothing escaped"
  ) { (rows, settings, sink) throws(Diagnostic) in
    if settings.hasHeader {
      try sink.write(rows.schema.names.joined(separator: settings.separator) + "\n")
    }
    try rows.write(
      with: RowWriter(
        .plain, nullText: settings.nullText ?? "", columnCount: rows.schema.count,
        separator: settings.separator),
      to: sink)
  }
}
