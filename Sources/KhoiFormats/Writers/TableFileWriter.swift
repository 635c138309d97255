package import KhoiData
package import KhoiText

/// Writes chunks of rows to a file in a format; the file appears when `finish` has been called.
package final class TableFileWriter {
  private let file: OutputFile
  private var writer: any FormatWriter
  private var sink: ByteSink
  /// Rows written so far.
  package private(set) var rowCount = 0

  package init(
    path: String, format: FileFormat, schema: Schema, options: FormatOptions = FormatOptions()
  ) throws(Diagnostic) {
    writer = try format.makeWriter(schema, options: options)
    let file = try OutputFile(path: path, Compression.Choice(among: options))
    self.file = file
    sink = ByteSink { file.write($0) }
    writer.begin(into: &sink)
  }

  /// Writes the rows of a chunk, which must have the schema's columns.
  package func write(_ chunk: Chunk) throws(Diagnostic) {
    // A full disk is no reason to go on.
    try file.checkWritten()
    writer.write(chunk, into: &sink)
    rowCount += chunk.count
  }

  /// Completes the file.
  package func finish() throws(Diagnostic) {
    writer.finish(into: &sink)
    sink.flush()
    try file.commit()
  }

  /// Leaves things as they were.
  package func discard() { file.discard() }
}

extension FileFormat {
  /// A writer of rows of the schema.
  package func makeWriter(
    _ schema: Schema, options: FormatOptions = FormatOptions()
  ) throws(Diagnostic) -> any FormatWriter {
    guard let startWriting else {
      throw Diagnostic.unsupported("writing of \(name) files", at: nil)
    }
    return try startWriting(schema, options)
  }

  /// All rows of a table as bytes: for tests and small results.
  package func bytes(of table: Table, options: FormatOptions = FormatOptions()) throws(Diagnostic)
    -> [UInt8]
  {
    var writer = try makeWriter(table.schema, options: options)
    let collected = CollectedBytes()
    var sink = ByteSink { collected.bytes.append(contentsOf: $0) }
    writer.begin(into: &sink)
    for segment in table.segments {
      writer.write(
        Chunk(
          segment.columns.map { $0.slice(0, segment.rowCount) }, count: segment.rowCount),
        into: &sink)
    }
    writer.finish(into: &sink)
    sink.flush()
    return collected.bytes
  }
}

private final class CollectedBytes {
  var bytes: [UInt8] = []
}
