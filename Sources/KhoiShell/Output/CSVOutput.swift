import KhoiText

extension OutputMode {
  /// RFC 4180: NULL is an empty field, the empty text `""`, quotes only where needed.
  static let csv = OutputMode(
    "csv", "comma-separated values, NULL empty, for spreadsheets and charts",
    fileExtensions: ["csv"]
  ) { (rows, settings, sink) throws(Diagnostic) in
    let encoding = CellEncoding.csv(delimiter: UInt8(ascii: ","))
    if settings.hasHeader {
      try sink.write(rows.names(encoding).joined(separator: ",") + "\n")
    }
    try RowWriter(encoding: encoding, nullText: settings.nullText ?? "", separator: ",")
      .write(rows, to: sink)
  }
}
