/// The first records of a file as lists of fields: for the sniffer and for headers, not for
/// loading.
struct HeadRecords {
  struct Field {
    var start: Int
    var end: Int
  }

  struct Record {
    var fields: [Field]
    /// Where the next record starts.
    var end: Int
    var isBlank: Bool
  }

  /// Complete records, up to the limit asked for.
  private(set) var records: [Record] = []

  /// Reads records of `buffer` from `start`; `isWhole` says that the file ends with the buffer.
  init(_ buffer: ScanBuffer, start: Int, isWhole: Bool, dialect: CSVDialect, limit: Int) {
    let index = FieldIndex()
    var position = start
    while position < buffer.count && records.count < limit {
      // One record: the first that starts before the next byte.
      let outcome = index.buildExactly(
        buffer, start: position, boundary: position + 1, isAtEnd: isWhole, dialect: dialect)
      guard case .complete(let end) = outcome, end > position else { return }
      position = end
      if let record = record(
        index, buffer, start: position, from: records.last?.end ?? start, dialect)
      {
        records.append(record)
      }
    }
  }

  private func record(
    _ index: FieldIndex, _ buffer: ScanBuffer, start end: Int, from start: Int,
    _ dialect: CSVDialect
  ) -> Record? {
    var fields: [Field] = []
    var fieldStart = start
    for place in 0..<index.count {
      let fieldEnd = unsafe Int(index.ends[place])
      fields.append(Field(start: fieldStart, end: max(fieldStart, fieldEnd)))
      fieldStart = fieldEnd + 1
    }
    guard var last = fields.popLast() else { return nil }
    let isTerminated = last.end < buffer.count && buffer[last.end] == 10
    if isTerminated && last.end > last.start && buffer[last.end - 1] == 13 { last.end -= 1 }
    fields.append(last)
    let isComment = start < buffer.count && dialect.comment == buffer[start]
    let isBlank = isComment || (fields.count == 1 && fields[0].start == fields[0].end)
    return Record(fields: fields, end: end, isBlank: isBlank)
  }
}
