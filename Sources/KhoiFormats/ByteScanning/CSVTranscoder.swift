import KhoiData
import KhoiText

/// Rewrites a CSV file of any grammar in memory as plain CSV (RFC 4180: commas, double quotes, line
/// feeds, as many fields in each record as there are columns), which the fast reader then loads.
///
/// What a person asked for about NULL, damaged records and numbers is done on the way, so that the
/// fast reader knows nothing of it.
struct CSVTranscoder {
  let file: InputFile
  let grammar: CSVGrammar
  let rules: Rules
  /// Fields of a record.
  let columnCount: Int

  /// What becomes of fields and records.
  struct Rules: Sendable {
    var padsShort = false
    var cutsLong = false
    /// Whether damaged records are left out.
    var ignoresErrors = false
    /// Whether records that cannot be read are left out, but not those of other lengths.
    var ignoresDamage = false
    var nullTexts: [[UInt8]] = []
    /// Whether a field in quotes can be NULL.
    var allowsQuotedNulls = true
    /// Whether an empty field in quotes is NULL, too.
    var nullsQuotedEmptiness = false
    /// For each field whether it is never NULL.
    var keepsText: [Bool] = []
    /// What separates decimals, where it is no point; made one in fields that are to be numbers.
    var decimal: UInt8?
    /// For each field whether it is a number that is cast from its text.
    var isCastNumber: [Bool] = []
    /// What separates thousands, dropped from fields that are numbers.
    var thousands: UInt8?
    /// For each field the kind that it must have, for `ignoresErrors`.
    var checks: [FieldCheck?] = []
    var maximumLineSize = Int.max
    /// The names of the fields, for errors.
    var names: [String] = []
  }

  /// What came of it: the text, where its records stood, and what was left out.
  struct Outcome {
    var file: InputFile
    var counts = RecordCounts()
  }

  /// Rewrites the records from `start` on.
  func transcode(from start: Int) throws(Diagnostic) -> Outcome {
    let source = ScanBuffer()
    try file.read(offset: start, count: file.size - start, into: source)
    var scanner = CSVRecordScanner(source, start: 0, grammar: grammar)
    var output = CSVTextSink(capacity: source.count + source.count / 8 + 64)
    var counts = RecordCounts()
    var origins: [Relocation.Entry] = []
    while scanner.next() {
      switch scanner.record.kind {
      case .comment: continue
      case .blank where columnCount > 1:
        counts.blank += 1
        continue
      default: break
      }
      guard try accept(scanner.record, offset: start, &counts) else { continue }
      origins.append(
        Relocation.Entry(target: output.count, source: start + scanner.record.start))
      write(scanner.record, into: &output)
    }
    let relocated = InputFile(
      path: file.path, contents: output.finish(),
      relocation: Relocation(file: file, entries: origins))
    return Outcome(file: relocated, counts: counts)
  }

  // MARK: Records

  /// Whether the record becomes a row; throws for one that may not be left out or mended.
  private func accept(
    _ record: CSVRecord, offset: Int, _ counts: inout RecordCounts
  ) throws(Diagnostic) -> Bool {
    if let problem = record.problem {
      if rules.ignoresErrors || rules.ignoresDamage {
        counts.damaged += 1
        return false
      }
      throw Diagnostic.damagedRecord(
        problem, file.location(of: offset + record.problemOffset), text: record.text)
    }
    if let invalid = UTF8Check.firstInvalid(record.text) {
      if rules.ignoresErrors {
        counts.damaged += 1
        return false
      }
      throw Diagnostic.invalidText(
        file.location(of: offset + record.start), byte: record.text[invalid])
    }
    if record.end - record.start > rules.maximumLineSize {
      if rules.ignoresErrors {
        counts.damaged += 1
        return false
      }
      throw Diagnostic.lineTooLong(
        file.location(of: offset + record.start), limit: rules.maximumLineSize)
    }
    let found = record.fields.count
    if found == columnCount { return try fits(record, offset: offset, &counts) }
    if found == columnCount + 1 && record.isEmpty(columnCount) {
      counts.emptySurplus += 1
      return try fits(record, offset: offset, &counts)
    }
    if found < columnCount && rules.padsShort {
      counts.padded += 1
      return try fits(record, offset: offset, &counts)
    }
    if found > columnCount && rules.cutsLong {
      counts.cut += 1
      return try fits(record, offset: offset, &counts)
    }
    if rules.ignoresErrors {
      counts.rejected += 1
      return false
    }
    throw Diagnostic.raggedRow(
      file.location(of: offset + record.start), fieldCount: found, columnCount: columnCount,
      text: String(decoding: record.text, as: UTF8.self))
  }

  /// Whether the values have the types they must have; with errors to be ignored, those that do not
  /// leave their row out.
  private func fits(
    _ record: CSVRecord, offset: Int, _ counts: inout RecordCounts
  ) throws(Diagnostic) -> Bool {
    if let forced = rules.checks.indices.first(where: { isForcedMisfit(record, $0) }) {
      if rules.ignoresErrors {
        counts.misfit += 1
        return false
      }
      throw Diagnostic.valueOfOtherType(
        file.location(of: offset + record.start), column: rules.names[forced], text: "",
        type: rules.checks[forced]?.kind.logicalType.name ?? "")
    }
    guard rules.ignoresErrors else { return true }
    for (place, check) in rules.checks.enumerated() {
      guard let check, place < record.fields.count, !isNull(record, place) else { continue }
      if !check.accepts(record.content(place)) {
        counts.misfit += 1
        return false
      }
    }
    return true
  }

  /// Whether an empty field that may not be NULL stands in a column that is no text.
  private func isForcedMisfit(_ record: CSVRecord, _ place: Int) -> Bool {
    guard place < rules.keepsText.count, rules.keepsText[place], place < record.fields.count,
      let check = rules.checks[place], check.kind != .varchar
    else { return false }
    return record.content(place).isEmpty
  }

  // MARK: Fields

  private func write(_ record: CSVRecord, into output: inout CSVTextSink) {
    for place in 0..<columnCount {
      if place > 0 { output.append(0x2C) }
      guard place < record.fields.count, !isNull(record, place) else { continue }
      let content = record.content(place)
      if let decimal = rules.decimal, place < rules.isCastNumber.count, rules.isCastNumber[place] {
        // A point is no decimal any more, so the two change places.
        let swapped = content.map { $0 == decimal ? 0x2E : $0 == 0x2E ? decimal : $0 }
        output.appendField(swapped[...])
      } else if let thousands = rules.thousands, let number = Self.number(content, thousands) {
        output.appendField(number[...])
      } else {
        output.appendField(content)
      }
    }
    output.append(10)
  }

  private func isNull(_ record: CSVRecord, _ place: Int) -> Bool {
    if place < rules.keepsText.count && rules.keepsText[place] { return false }
    let content = record.content(place)
    let isQuoted = record.fields[place].isQuoted
    if content.isEmpty && rules.nullTexts.isEmpty {
      return !isQuoted || rules.nullsQuotedEmptiness
    }
    if isQuoted && !rules.allowsQuotedNulls { return false }
    if content.isEmpty && !isQuoted { return true }
    return rules.nullTexts.contains { text in
      // A text with the escape in it, such as `\N`, is what stands in the file.
      if !isQuoted, grammar.hasOwnEscape, let escape = grammar.escape, text.contains(escape) {
        return matchesSource(text, record, place)
      }
      return text.elementsEqual(content)
    }
  }

  /// Whether the field looks like this in the file, as `\N` does, whose escape is gone by now.
  private func matchesSource(_ text: [UInt8], _ record: CSVRecord, _ place: Int) -> Bool {
    let field = record.fields[place]
    guard grammar.hasOwnEscape, let escape = grammar.escape, text.first == escape,
      !field.isQuoted, field.sourceEnd - field.sourceStart == text.count
    else { return false }
    return text.dropFirst().elementsEqual(record.content(place))
  }

  /// The digits of a number without its separators of thousands; nil for anything else.
  private static func number(_ content: ArraySlice<UInt8>, _ separator: UInt8) -> [UInt8]? {
    guard content.contains(separator) else { return nil }
    let isNumber = content.allSatisfy {
      $0 == separator || ($0 >= 48 && $0 < 58) || $0 == 0x2E || $0 == 0x2C || $0 == 0x2D
    }
    return isNumber ? content.filter { $0 != separator } : nil
  }
}

/// The bytes of plain CSV as they are put together.
struct CSVTextSink {
  private let buffer: ScanBuffer

  init(capacity: Int) { buffer = ScanBuffer(capacity: capacity) }

  var count: Int { buffer.count }

  func finish() -> ScanBuffer {
    buffer.pad()
    return buffer
  }

  mutating func append(_ byte: UInt8) {
    if buffer.count == buffer.capacity { buffer.reserve(buffer.capacity * 2) }
    unsafe buffer.base[buffer.count] = byte
    buffer.count += 1
  }

  /// A field that is not NULL, in quotes where it needs them.
  mutating func appendField(_ content: ArraySlice<UInt8>) {
    if buffer.count + content.count * 2 + 2 > buffer.capacity {
      buffer.reserve(buffer.capacity * 2 + content.count * 2 + 2)
    }
    var needsQuotes = content.isEmpty
    for byte in content where byte == 0x2C || byte == 0x22 || byte == 10 || byte == 13 {
      needsQuotes = true
      break
    }
    if needsQuotes { append(0x22) }
    for byte in content {
      if byte == 0x22 { append(0x22) }
      append(byte)
    }
    if needsQuotes { append(0x22) }
  }
}

/// Where the records of a rewritten file stood before.
final class Relocation: Sendable {
  struct Entry: Sendable {
    var target: Int
    var source: Int
  }

  let file: InputFile
  let entries: [Entry]

  init(file: InputFile, entries: [Entry]) {
    self.file = file
    self.entries = entries
  }

  /// The place in the original file of the record at an offset of the rewritten one.
  func location(of offset: Int) -> FileLocation { file.location(of: source(of: offset)) }

  /// The offset in the original file of the record at an offset of the rewritten one.
  func source(of offset: Int) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].target <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? entries[low - 1].source : 0
  }
}

extension UTF8Check {
  /// The offset of the first byte that is not UTF-8.
  static func firstInvalid(_ bytes: [UInt8]) -> Int? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      return unsafe UTF8Check(base, start: 0, end: buffer.count).firstInvalid
    }
  }
}
