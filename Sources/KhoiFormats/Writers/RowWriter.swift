package import KhoiData

/// Writes rows as cells between fixed texts: the shape that most formats share.
package struct RowWriter: Sendable {
  private let encoding: CellEncoding
  private let nullText: [UInt8]
  /// What stands before each cell.
  private let beforeCell: [[UInt8]]
  private let rowEnd: [UInt8]
  private let rowSeparator: [UInt8]
  private var isFirst = true
  /// The encodings of columns that differ, one for each column; none where all are alike.
  var columnEncodings: [CellEncoding] = []

  /// A row is its cells with `beforeCell` before each of them and `rowEnd` at its end; between two
  /// rows stands `rowSeparator`.
  package init(
    _ encoding: CellEncoding, nullText: String, beforeCell: [String], rowEnd: String = "\n",
    rowSeparator: String = ""
  ) {
    self.encoding = encoding
    self.nullText = Array(nullText.utf8)
    self.beforeCell = beforeCell.map { Array($0.utf8) }
    self.rowEnd = Array(rowEnd.utf8)
    self.rowSeparator = Array(rowSeparator.utf8)
  }

  /// A row is its cells with `separator` between them.
  package init(
    _ encoding: CellEncoding, nullText: String, columnCount: Int, rowStart: String = "",
    separator: String, rowEnd: String = "\n"
  ) {
    self.init(
      encoding, nullText: nullText,
      beforeCell: (0..<columnCount).map { $0 == 0 ? rowStart : separator }, rowEnd: rowEnd)
  }

  /// Appends the rows of a chunk.
  package mutating func append(_ chunk: Chunk, into bytes: inout [UInt8]) {
    let columns = chunk.vectors.enumerated().map { place, vector in
      ColumnText(
        vector, encoding: place < columnEncodings.count ? columnEncodings[place] : encoding,
        nullText: nullText)
    }
    for row in 0..<chunk.count {
      if !isFirst { bytes.append(contentsOf: rowSeparator) }
      isFirst = false
      for column in columns.indices {
        bytes.append(contentsOf: beforeCell[column])
        columns[column].append(row, into: &bytes)
      }
      bytes.append(contentsOf: rowEnd)
    }
  }

  /// Writes a chunk in parts, so that the sink can hand on what there is.
  mutating func write(_ chunk: Chunk, into sink: inout ByteSink) {
    var offset = 0
    while offset < chunk.count {
      let count = min(chunk.count - offset, Chunk.defaultCapacity)
      append(count == chunk.count ? chunk : chunk.slice(offset, count), into: &sink.bytes)
      sink.flushIfFull()
      offset += count
    }
  }
}

extension CellEncoding {
  /// A text as a cell.
  package func spelled(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(text.utf8, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
