import KhoiData
import KhoiText

/// Writes rows as cells between fixed texts: the shape that most modes share.
struct RowWriter {
  var encoding: CellEncoding
  var nullText: String
  /// Before the first cell of a row.
  var rowStart = ""
  /// Between two cells, or before cell number `index` where `beforeCell` says so.
  var separator = ""
  /// What stands before each cell, in place of `rowStart` and `separator`.
  var beforeCell: [String]?
  var rowEnd = "\n"
  /// Between two rows.
  var rowSeparator = ""

  func write(_ rows: ResultRows, to sink: ByteSink) throws(Diagnostic) {
    let columnCount = rows.schema.count
    let null = Array(nullText.utf8)
    let first = Array((beforeCell?.first ?? rowStart).utf8)
    let others = (0..<columnCount).map { Array((beforeCell?[$0] ?? separator).utf8) }
    let last = Array(rowEnd.utf8)
    let between = Array(rowSeparator.utf8)
    var bytes: [UInt8] = []
    var isFirst = true
    for chunk in rows.chunks {
      let columns = chunk.vectors.map { ColumnText($0, encoding: encoding, nullText: null) }
      for row in 0..<chunk.count {
        if !isFirst { bytes.append(contentsOf: between) }
        isFirst = false
        for column in 0..<columnCount {
          bytes.append(contentsOf: column == 0 ? first : others[column])
          columns[column].append(row, into: &bytes)
        }
        bytes.append(contentsOf: last)
      }
      try sink.drain(&bytes)
    }
  }
}

extension ResultRows {
  /// The column names, each encoded as a cell of text.
  func names(_ encoding: CellEncoding) -> [String] {
    schema.names.map { name in
      var bytes: [UInt8] = []
      encoding.append(name.utf8, into: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
