import KhoiText

extension OutputMode {
  /// Only the number of rows, to time a statement without printing it.
  static let trash = OutputMode(
    "trash", "no rows, only how many there are"
  ) { (rows, settings, sink) throws(Diagnostic) in
    let note = settings.footerNote.map { "      " + $0 } ?? ""
    try sink.write(Counting.text(rows.rowCount, "row") + note + "\n")
  }
}
