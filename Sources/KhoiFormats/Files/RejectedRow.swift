package import KhoiData

/// A row that was not loaded, or a value that became NULL, and why.
package struct RejectedRow: Sendable, Equatable {
  package var file: String
  package var line: Int
  /// The column of the value that is wrong, where one is.
  package var column: String?
  package var value: String?
  package var reason: String
  /// The row as it stands in the file.
  package var text: String

  /// The columns of the table that lists such rows.
  package static let schema = Schema([
    Field("file", .varchar), Field("line", .bigint), Field("column", .varchar),
    Field("value", .varchar), Field("reason", .varchar), Field("text", .varchar),
  ])

  /// The row as values, in the order of the schema.
  package var values: [Value] {
    [
      .text(file), .integer(Int64(line)), column.map { .text($0) } ?? .null,
      value.map { .text($0) } ?? .null, .text(reason), .text(text),
    ]
  }
}
