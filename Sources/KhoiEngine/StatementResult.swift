package import KhoiData
package import KhoiExecution
package import KhoiText

/// What one statement gave: rows, or the number of rows it changed, and what must be said of it.
package struct StatementResult: Sendable {
  /// Whether the statement has rows to show, even if there are none of them.
  package let hasRows: Bool
  package let schema: Schema
  /// The rows in their order.
  package let chunks: [Chunk]
  package let rowCount: Int
  /// Rows inserted or written, for statements that change or write something.
  package let affectedRows: Int?
  /// Whether the order of the rows was asked for.
  package let isOrdered: Bool
  /// Guesses, conversions and losses, each said once.
  package let notices: [Diagnostic]
  package let elapsedNanoseconds: UInt64
  /// Where the statement stands in the script.
  package let range: SourceRange

  init(
    rows: Rows? = nil, affectedRows: Int? = nil, isOrdered: Bool = false,
    notices: [Diagnostic], elapsedNanoseconds: UInt64, range: SourceRange
  ) {
    hasRows = rows != nil
    schema = rows?.schema ?? Schema([])
    chunks = rows?.chunks ?? []
    rowCount = rows?.rowCount ?? 0
    self.affectedRows = affectedRows
    self.isOrdered = isOrdered
    self.notices = notices
    self.elapsedNanoseconds = elapsedNanoseconds
    self.range = range
  }
}

/// A schema and chunks of it.
package struct Rows: Sendable {
  package let schema: Schema
  package let chunks: [Chunk]

  package init(schema: Schema, chunks: [Chunk]) {
    self.schema = schema
    self.chunks = chunks
  }

  /// A small table of values, for facts about the session.
  package init(schema: Schema, values: [[Value]]) {
    self.schema = schema
    let count = values.count
    let vectors = schema.fields.indices.map { column in
      Vector.concatenate(
        values.map { Vector(constant: $0[column], type: schema[column].type, count: 1) },
        type: schema[column].type)
    }
    chunks = count == 0 ? [] : [Chunk(vectors, count: count)]
  }

  package var rowCount: Int { chunks.reduce(0) { $0 + $1.count } }

  /// The rows as a table in the store.
  package func makeTable(_ context: QueryContext) throws(Diagnostic) -> Table {
    var builder = TableBuilder(schema: schema)
    for chunk in chunks { builder.append(chunk) }
    let table = builder.finish { count, body in
      context.loop(count) { if !context.cancellation.isCancelled { body($0) } }
    }
    guard let table else { throw .cancelled }
    return table
  }
}
