package import KhoiData
package import KhoiFormats
package import KhoiPlan
package import KhoiText
import Synchronization

// Stands in for KhoiEngine until its session is there.
package final class CancellationFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  package func request() { flag.store(true, ordering: .relaxed) }
}

package struct StatementResult: Sendable {
  package let hasRows: Bool
  package let schema: Schema
  package let chunks: [Chunk]
  package let rowCount: Int
  package let affectedRows: Int?
  package let notices: [Diagnostic]
  package let elapsedNanoseconds: UInt64
  package let range: SourceRange
}

package final class Session {
  package let cancellation = CancellationFlag()
  package init() {}
  package var catalog: Catalog { Catalog() }
  package func execute(
    _ script: String, parameters: [String: Value] = [:],
    onResult: (StatementResult) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    throw Diagnostic.unsupported("an engine yet", at: nil)
  }
  package func tables() -> Rows { Rows(schema: Schema([]), values: []) }
  package func storage(of name: String) throws(Diagnostic) -> Rows { tables() }
  package func definition(of name: String) throws(Diagnostic) -> String { "" }
  package func loadTable(path: String, name: String?) throws(Diagnostic) -> LoadReport {
    throw Diagnostic.unsupported("a loader yet", at: nil)
  }
}

package struct Rows: Sendable {
  package let schema: Schema
  package let chunks: [Chunk]
  package var rowCount: Int { chunks.reduce(0) { $0 + $1.count } }
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
}
