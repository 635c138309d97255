package import KhoiData
import KhoiFormats
import KhoiText

/// The rows of one answer, as the output modes see them.
package struct ResultRows: Sendable {
  package let schema: Schema
  package let chunks: [Chunk]
  package let rowCount: Int

  package init(schema: Schema, chunks: [Chunk]) {
    self.schema = schema
    self.chunks = chunks
    rowCount = chunks.reduce(0) { $0 + $1.count }
  }

  /// The chunk that holds a row, and the place of the row in it.
  func place(of row: Int) -> (chunk: Chunk, row: Int)? {
    var row = row
    for chunk in chunks {
      if row < chunk.count { return (chunk, row) }
      row -= chunk.count
    }
    return nil
  }
}

extension ResultRows {
  /// Writes all rows with a row writer.
  func write(with writer: RowWriter, to sink: OutputSink) throws(Diagnostic) {
    var writer = writer
    var bytes: [UInt8] = []
    for chunk in chunks {
      writer.append(chunk, into: &bytes)
      try sink.write(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }
}
