import KhoiData
import KhoiText

extension OutputMode {
  /// Cells as they are with a separator between them; nothing is escaped.
  static let list = OutputMode(
    "list", "cells as they are between separators (.separator), nothing escaped"
  ) { (rows, settings, sink) throws(Diagnostic) in
    if settings.hasHeader {
      try sink.write(rows.schema.names.joined(separator: settings.separator) + "\n")
    }
    try RowWriter(
      encoding: .plain, nullText: settings.nullText ?? "", separator: settings.separator
    ).write(rows, to: sink)
  }
}
