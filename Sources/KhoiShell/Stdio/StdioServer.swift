import KhoiData
package import KhoiEngine
import KhoiFormats
import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `khoi --stdio`: a request a line in, an answer a line out, for programs.
///
/// docs/stdio.md describes the lines for those who write such programs.
package struct StdioServer {
  private let session: Session
  private var output: [UInt8] = []

  package init(session: Session) { self.session = session }

  /// Answers requests until the end of standard input; the exit status.
  package mutating func run() -> Int32 {
    var reader = RequestReader(descriptor: FileAccess.takeStandardInput())
    while let line = reader.next() {
      switch line {
      case .bytes(let bytes):
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
        if let request = Request(bytes) { answer(request) } else { refuse(.badRequest()) }
      case .tooLong: refuse(.requestTooLong())
      }
      output.append(0x0A)
      if !FileAccess.writeAll(output, to: STDOUT_FILENO) { return ExitStatus.closedPipe }
      // One large answer must not hold its memory for all small ones that follow.
      output.removeAll(keepingCapacity: output.count < 1 << 20)
    }
    return ExitStatus.success
  }

  private mutating func answer(_ request: Request) {
    output.append(UInt8(ascii: "{"))
    if let id = request.id {
      append("\"id\":")
      output.append(contentsOf: id)
      output.append(UInt8(ascii: ","))
    }
    var last: StatementResult?
    do throws(Diagnostic) {
      try session.execute(request.sql) { (result: StatementResult) in last = result }
      append("\"ok\":true,")
      append(last, asText: request.asText)
    } catch {
      append("\"ok\":false,")
      append(error, source: request.sql)
    }
    output.append(UInt8(ascii: "}"))
  }

  private mutating func refuse(_ diagnostic: Diagnostic) {
    append("{\"id\":null,\"ok\":false,")
    append(diagnostic, source: nil)
    output.append(UInt8(ascii: "}"))
  }

  private mutating func append(_ text: StaticString) {
    output.append(contentsOf: text.description.utf8)
  }

  private mutating func append(_ result: StatementResult?, asText: Bool) {
    // A statement that changes or writes rows gives their number.
    if let result, !result.hasRows, let affected = result.affectedRows {
      append("\"columns\":[{\"name\":\"count\",\"type\":\"BIGINT\"}],\"rows\":[[")
      if asText { output.append(UInt8(ascii: "\"")) }
      ValueText.append(Int64(affected), into: &output)
      if asText { output.append(UInt8(ascii: "\"")) }
      append("]],\"row_count\":")
      ValueText.append(Int64(affected), into: &output)
      return
    }
    append("\"columns\":[")
    for (index, field) in (result?.schema.fields ?? []).enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      append("{\"name\":")
      CellEncoding.appendJSON(field.name.utf8, into: &output)
      append(",\"type\":")
      CellEncoding.appendJSON(field.type.name.utf8, into: &output)
      output.append(UInt8(ascii: "}"))
    }
    append("],\"rows\":[")
    if let result { appendRows(result, asText: asText) }
    append("],\"row_count\":")
    let hasRows = result?.hasRows ?? false
    let count = hasRows ? result?.rowCount : result?.affectedRows
    ValueText.append(Int64(count ?? 0), into: &output)
  }

  private mutating func appendRows(_ result: StatementResult, asText: Bool) {
    let encoding = CellEncoding.json(asText: asText, nonFinite: .string)
    let null = Array("null".utf8)
    var isFirst = true
    for chunk in result.chunks {
      let columns = chunk.vectors.map { ColumnText($0, encoding: encoding, nullText: null) }
      for row in 0..<chunk.count {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        output.append(UInt8(ascii: "["))
        for (index, column) in columns.enumerated() {
          if index > 0 { output.append(UInt8(ascii: ",")) }
          column.append(row, into: &output)
        }
        output.append(UInt8(ascii: "]"))
      }
    }
  }

  private mutating func append(_ diagnostic: Diagnostic, source: String?) {
    append("\"error\":{\"kind\":")
    CellEncoding.appendJSON(diagnostic.kind.rawValue.utf8, into: &output)
    append(",\"code\":")
    CellEncoding.appendJSON(diagnostic.code.utf8, into: &output)
    append(",\"message\":")
    let message = diagnostic.label.map { "\(diagnostic.message); \($0)" } ?? diagnostic.message
    CellEncoding.appendJSON(message.utf8, into: &output)
    if let range = diagnostic.range, let source {
      let position = SourceLines(source).position(of: range.lower)
      append(",\"line\":")
      ValueText.append(Int64(position.line), into: &output)
      append(",\"column\":")
      ValueText.append(Int64(position.column), into: &output)
    }
    output.append(UInt8(ascii: "}"))
  }
}
