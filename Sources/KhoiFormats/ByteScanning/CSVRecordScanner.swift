/// Reads records one after the other by any grammar: several bytes between fields, escapes,
/// comments, quotes in odd places.
///
/// Slower than the masks of `FieldIndex`, and it says what is wrong instead of giving up.
@safe struct CSVRecordScanner {
  let grammar: CSVGrammar
  private let bytes: UnsafePointer<UInt8>
  private let count: Int
  /// Whether the file ends with the bytes; otherwise the last record is not complete.
  private let isWhole: Bool
  private let isBlankSignificant: Bool
  private(set) var position: Int
  /// The record read last; its contents are overwritten by those of the next.
  private(set) var record = CSVRecord()
  private var keepsContents = false

  /// Reads `buffer` from `start`, which must outlive the scanner.
  init(_ buffer: ScanBuffer, start: Int, grammar: CSVGrammar, isWhole: Bool = true) {
    self.grammar = grammar
    unsafe bytes = unsafe UnsafePointer(buffer.base)
    count = buffer.count
    self.isWhole = isWhole
    position = start
    isBlankSignificant = grammar.delimiter != [0x20]
  }

  /// Reads the next record; false where there is none, or none that is complete.
  mutating func next() -> Bool {
    guard position < count else { return false }
    record.clear(at: position, keepsContents: keepsContents)
    if isComment(position) {
      skipLine()
      record.kind = .comment
      return finish()
    }
    while true {
      let more = readField()
      if record.problem != nil {
        recover()
        return finish()
      }
      if !more { break }
    }
    if record.fieldCount == 1, record.isEmpty(0) { record.kind = .blank }
    return finish()
  }

  /// Reads the next records, `limit` of them at most, to be kept: their contents lie behind each
  /// other in the same memory.
  mutating func records(limit: Int = .max) -> [CSVRecord] {
    keepsContents = true
    var records: [CSVRecord] = []
    while records.count < limit, next() { records.append(record.outline) }
    for place in records.indices {
      records[place].text = record.text
      records[place].fields = record.fields
    }
    record = CSVRecord()
    keepsContents = false
    return records
  }

  private mutating func finish() -> Bool {
    record.end = position
    return isWhole || position < count
  }

  /// Behind a damaged record: the next one starts with the next line.
  private mutating func recover() {
    position = record.start
    skipLine()
  }

  // MARK: Fields

  /// Reads one field and what ends it; false behind the last field of the record.
  private mutating func readField() -> Bool {
    var field = CSVRecord.Field()
    field.sourceStart = position
    if let quote = grammar.quote {
      let opening = isBlankSignificant ? afterBlanks(position) : position
      if unsafe opening < count && bytes[opening] == quote {
        position = opening + 1
        field.isQuoted = true
        readQuoted(quote)
        if record.problem != nil { return false }
      }
    }
    if !field.isQuoted { readBare() }
    field.end = record.text.count
    field.sourceEnd = position
    record.append(field)
    return readEnd(isQuoted: field.isQuoted)
  }

  /// Passes the delimiter or line end behind a field; false where the record ends.
  private mutating func readEnd(isQuoted: Bool) -> Bool {
    if position >= count { return false }
    let length = delimiterLength(position)
    if length > 0 {
      position += length
      return true
    }
    if isComment(position) {
      skipLine()
    } else {
      position = afterLineEnd(position)
    }
    return false
  }

  private mutating func readBare() {
    let escape = grammar.strictness == .relaxed && grammar.hasOwnEscape ? grammar.escape : nil
    let start = record.text.count
    while true {
      readPlain(upTo: escape)
      if position >= count { break }
      let byte = unsafe bytes[position]
      if byte == 10 || byte == 13 {
        if isLineEnd(position) { break }
        if record.problem != nil { return }
      } else if delimiterLength(position) > 0 {
        break
      } else if byte == grammar.comment {
        trimBlanks(from: start)
        break
      } else if byte == escape && position + 1 < count {
        position += 1
        unsafe record.text.append(bytes[position])
        position += 1
        continue
      }
      record.text.append(byte)
      position += 1
    }
  }

  /// Takes the bytes up to the next one that may mean something.
  private mutating func readPlain(upTo escape: UInt8?) {
    let delimiter = grammar.delimiter.first ?? 10
    let comment = grammar.comment ?? 10
    let escape = escape ?? 10
    var end = position
    while end < count {
      let byte = unsafe bytes[end]
      if byte == delimiter || byte == 10 || byte == 13 || byte == comment || byte == escape {
        break
      }
      end += 1
    }
    let plain = unsafe UnsafeBufferPointer(start: bytes + position, count: end - position)
    unsafe record.text.append(contentsOf: plain)
    position = end
  }

  /// Reads up to behind the closing quote and the blanks that follow it.
  private mutating func readQuoted(_ quote: UInt8) {
    let opening = position - 1
    while position < count {
      let byte = unsafe bytes[position]
      if byte == quote {
        if unsafe grammar.escape == quote && position + 1 < count && bytes[position + 1] == quote {
          record.text.append(quote)
          position += 2
          continue
        }
        if closes(quote) || record.problem != nil { return }
      } else if byte == grammar.escape && grammar.hasOwnEscape {
        readEscaped(quote)
        if record.problem != nil { return }
      } else {
        record.text.append(byte)
        position += 1
      }
    }
    if !isWhole { return }
    // What ends with the file may be taken as it stands.
    if grammar.strictness != .relaxed { fail(.unclosedQuote, at: opening) }
  }

  private mutating func readEscaped(_ quote: UInt8) {
    guard position + 1 < count else {
      position += 1
      return
    }
    let next = unsafe bytes[position + 1]
    if next != quote && next != grammar.escape && grammar.strictness == .strict {
      return fail(.needlessEscape, at: position)
    }
    record.text.append(next)
    position += 2
  }

  /// Whether the quote here closes; if it does not, it is taken as text or noted as wrong.
  private mutating func closes(_ quote: UInt8) -> Bool {
    var behind = isBlankSignificant ? afterBlanks(position + 1) : position + 1
    // Text may go on behind a quote and a blank at the end of a line.
    if grammar.strictness == .relaxed && behind < count && delimiterLength(behind) == 0 {
      behind = position + 1
    }
    if behind >= count || delimiterLength(behind) > 0 || isComment(behind) || isLineEnd(behind) {
      position = behind
      return true
    }
    switch grammar.strictness {
    case .strict:
      fail(.textBehindQuote, at: position + 1)
      return true
    case .usual:
      // Text behind the quote belongs to the field.
      position += 1
      readBare()
      return true
    case .relaxed:
      // A quote that should have been written twice is left out, any other is text.
      if !grammar.dropsStrayQuotes { record.text.append(quote) }
      position += 1
      return false
    }
  }

  private mutating func trimBlanks(from start: Int) {
    while record.text.count > start, record.text.last == 0x20 || record.text.last == 9 {
      record.text.removeLast()
    }
  }

  private mutating func fail(_ problem: CSVRecord.Problem, at offset: Int) {
    record.problem = problem
    record.problemOffset = offset
  }

  // MARK: Bytes

  private func isComment(_ offset: Int) -> Bool {
    guard let comment = grammar.comment, offset < count else { return false }
    return unsafe bytes[offset] == comment
  }

  private func afterBlanks(_ offset: Int) -> Int {
    var offset = offset
    while unsafe offset < count && bytes[offset] == 0x20 { offset += 1 }
    return offset
  }

  @inline(__always)
  private func delimiterLength(_ offset: Int) -> Int {
    let delimiter = grammar.delimiter
    guard let first = delimiter.first, unsafe bytes[offset] == first else { return 0 }
    if delimiter.count == 1 { return 1 }
    guard offset + delimiter.count <= count else { return 0 }
    for place in 1..<delimiter.count where unsafe bytes[offset + place] != delimiter[place] {
      return 0
    }
    return delimiter.count
  }

  /// Whether a line ends here; notes line ends that are not the one asked for.
  private mutating func isLineEnd(_ offset: Int) -> Bool {
    let byte = unsafe bytes[offset]
    guard byte == 10 || byte == 13 else { return false }
    guard let wanted = grammar.lineEnd, grammar.strictness == .strict else { return true }
    let isPair = unsafe byte == 13 && offset + 1 < count && bytes[offset + 1] == 10
    let found: CSVDialect.LineEnd =
      isPair ? .carriageReturnLineFeed : byte == 13 ? .carriageReturn : .lineFeed
    if found != wanted { fail(.otherLineEnd, at: offset) }
    return true
  }

  private func afterLineEnd(_ offset: Int) -> Int {
    let isPair = unsafe bytes[offset] == 13 && offset + 1 < count && bytes[offset + 1] == 10
    return offset + (isPair ? 2 : 1)
  }

  private mutating func skipLine() {
    while unsafe position < count && bytes[position] != 10 && bytes[position] != 13 {
      position += 1
    }
    if position < count { position = afterLineEnd(position) }
  }
}
