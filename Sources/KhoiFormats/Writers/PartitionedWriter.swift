package import KhoiData
package import KhoiText

/// Writes rows to one file for each combination of the values of some columns, in folders such as
/// `year=2024/month=1`.
package final class PartitionedWriter {
  private let folder: String
  private let format: FileFormat
  private let schema: Schema
  private let options: FormatOptions
  /// The columns that name folders, and those that are written.
  private let keys: [Int]
  private let kept: [Int]
  private var writers: [String: TableFileWriter] = [:]
  /// Rows written so far.
  package private(set) var rowCount = 0

  /// `keys` are names of columns of the schema; with `keepsKeys` the files have them, too.
  package init(
    folder: String, keys: [String], keepsKeys: Bool, format: FileFormat, schema: Schema,
    options: FormatOptions
  ) throws(Diagnostic) {
    self.folder = folder
    self.format = format
    self.schema = schema
    self.options = options
    var places: [Int] = []
    for key in keys {
      guard let place = schema.indices(named: key).first else {
        throw Diagnostic.unknownColumnOption(key, among: schema.names)
      }
      places.append(place)
    }
    self.keys = places
    kept = schema.fields.indices.filter { keepsKeys || !places.contains($0) }
    if kept.isEmpty {
      throw Diagnostic.wrongOptionValue("partition_by", "some of the columns, not all", at: nil)
    }
  }

  /// Writes the rows of a chunk.
  package func write(_ chunk: Chunk) throws(Diagnostic) {
    var rows: [String: [UInt32]] = [:]
    var order: [String] = []
    for row in 0..<chunk.count {
      let path = keys.map { place in
        Self.escaped(schema[place].name) + "="
          + (chunk[place].isNull(row)
            ? "__HIVE_DEFAULT_PARTITION__" : Self.escaped(chunk[place][row].text))
      }.joined(separator: "/")
      if rows[path] == nil { order.append(path) }
      rows[path, default: []].append(UInt32(row))
    }
    let output = chunk.selecting(kept)
    for path in order {
      try writer(path).write(output.gather(Buffer(rows[path] ?? [])))
    }
    rowCount += chunk.count
  }

  private func writer(_ path: String) throws(Diagnostic) -> TableFileWriter {
    if let known = writers[path] { return known }
    try FilePaths.makeFolders(folder + "/" + path)
    let made = try TableFileWriter(
      path: "\(folder)/\(path)/data_0.\(format.extensions.first ?? format.name)", format: format,
      schema: Schema(kept.map { schema[$0] }), options: options)
    writers[path] = made
    return made
  }

  /// Completes the files.
  package func finish() throws(Diagnostic) {
    for (_, writer) in writers.sorted(by: { $0.key < $1.key }) { try writer.finish() }
  }

  /// A text that is safe as part of a path: `%2F` for a slash.
  private static func escaped(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      let isPlain =
        (byte >= 48 && byte < 58) || (byte | 0x20 >= 97 && byte | 0x20 < 123) || byte >= 0x80
        || [0x20, 0x2D, 0x2E, 0x5F].contains(byte)
      if isPlain {
        result.append(byte)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result.append(contentsOf: ("%" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
