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
    /// Which rows are no data, and what becomes of cells.
    var sheet = SheetRules()
    /// For some fields texts that stand for NULL only there.
    var fieldNulls: [Int: [[UInt8]]] = [:]
    /// Whether a value of another type than its field's becomes NULL.
    var nullsMisfits = false
    /// Rows and values that are listed as rejected at most.
    var rejectsLimit = Int.max
  }

  /// What came of it: the text, where its records stood, and what was left out.
  struct Outcome {
    var file: InputFile
    var counts = RecordCounts()
    var sheet = SheetOutcome()
    var rejects: [RejectedRow] = []
  }

  /// What is known on the way.
  private struct Progress {
    var counts = RecordCounts()
    var sheet = SheetOutcome()
    var rejects: [RejectedRow] = []
    var lines: LineCounter
    /// The values above, of the fields that are filled down.
    var above: [Int: [UInt8]] = [:]
  }

  /// Rewrites the records from `start` on.
  func transcode(
    from start: Int, monitor: LoadMonitor = LoadMonitor()
  ) throws(Diagnostic) -> Outcome {
    try monitor.checkRoom(for: (file.size - start) * 2, of: file.path)
    monitor.extend(bytes: file.size - start)
    let source = ScanBuffer()
    try file.read(offset: start, count: file.size - start, into: source)
    var scanner = CSVRecordScanner(source, start: 0, grammar: grammar)
    var output = CSVTextSink(capacity: source.count + source.count / 8 + 64)
    var progress = Progress(
      lines: LineCounter(source, firstLine: start == 0 ? 1 : file.location(of: start).line))
    var origins: [Relocation.Entry] = []
    var told = start
    var records = 0
    while scanner.next() {
      let place = start + scanner.record.start
      records += 1
      if records & 1023 == 0 {
        if monitor.shouldStop { throw Diagnostic.loadCancelled }
        monitor.advance(bytes: place - told, rows: 0)
        told = place
      }
      switch scanner.record.kind {
      case .comment: continue
      case .blank where columnCount > 1:
        progress.counts.blank += 1
        continue
      default: break
      }
      if leavesOut(scanner.record, at: place, &progress.sheet) { continue }
      guard try accept(scanner.record, offset: start, &progress) else { continue }
      origins.append(Relocation.Entry(target: output.count, source: place))
      write(scanner.record, into: &output, &progress)
    }
    let relocated = InputFile(
      path: file.path, contents: output.finish(),
      relocation: Relocation(file: file, entries: origins))
    return Outcome(
      file: relocated, counts: progress.counts, sheet: progress.sheet,
      rejects: progress.rejects)
  }

  /// Whether the record is no row of data but something that a sheet has besides.
  private func leavesOut(
    _ record: CSVRecord, at place: Int, _ outcome: inout SheetOutcome
  ) -> Bool {
    if rules.sheet.isPlain { return false }
    var kind = rules.sheet.omission(record, start: place)
    if let end = rules.sheet.end, place >= end {
      let isEmpty = SheetRow(record).isEmptyRow
      kind = isEmpty ? .emptyRow : kind == .total ? .total : rules.sheet.endKind
    }
    guard let kind else { return false }
    outcome.omissions.append(SheetOmission(kind: kind, start: place))
    return true
  }

  // MARK: Records

  /// Whether the record becomes a row; throws for one that may not be left out or mended.
  private func accept(
    _ record: CSVRecord, offset: Int, _ progress: inout Progress
  ) throws(Diagnostic) -> Bool {
    if let problem = record.problem {
      let wrong = Diagnostic.damagedRecord(
        problem, file.location(of: offset + record.problemOffset), text: record.text)
      guard rules.ignoresErrors || rules.ignoresDamage else { throw wrong }
      progress.counts.damaged += 1
      return reject(record, wrong, &progress)
    }
    if let invalid = UTF8Check.firstInvalid(record.text) {
      let wrong = Diagnostic.invalidText(
        file.location(of: offset + record.start), byte: record.text[invalid])
      guard rules.ignoresErrors else { throw wrong }
      progress.counts.damaged += 1
      return reject(record, wrong, &progress)
    }
    if record.end - record.start > rules.maximumLineSize {
      let wrong = Diagnostic.lineTooLong(
        file.location(of: offset + record.start), limit: rules.maximumLineSize)
      guard rules.ignoresErrors else { throw wrong }
      progress.counts.damaged += 1
      return reject(record, wrong, &progress)
    }
    let found = record.fieldCount
    if found == columnCount { return try fits(record, offset: offset, &progress) }
    if found == columnCount + 1 && record.isEmpty(columnCount) {
      progress.counts.emptySurplus += 1
      return try fits(record, offset: offset, &progress)
    }
    if found < columnCount && rules.padsShort {
      progress.counts.padded += 1
      return try fits(record, offset: offset, &progress)
    }
    if found > columnCount && rules.cutsLong {
      progress.counts.cut += 1
      return try fits(record, offset: offset, &progress)
    }
    let location =
      rules.ignoresErrors
      ? FileLocation(path: file.path, line: 1) : file.location(of: offset + record.start)
    let wrong = Diagnostic.raggedRow(
      location, fieldCount: found, columnCount: columnCount,
      text: String(decoding: record.text, as: UTF8.self))
    guard rules.ignoresErrors else { throw wrong }
    progress.counts.rejected += 1
    return reject(record, wrong, &progress)
  }

  /// Lists the record as left out.
  private func reject(
    _ record: CSVRecord, _ wrong: Diagnostic, _ progress: inout Progress,
    column: Int? = nil
  ) -> Bool {
    guard progress.rejects.count < rules.rejectsLimit else { return false }
    progress.rejects.append(
      RejectedRow(
        file: file.path, line: progress.lines.line(of: record.start),
        column: column.flatMap { $0 < rules.names.count ? rules.names[$0] : nil },
        value: column.map { String(decoding: record.content($0), as: UTF8.self) },
        reason: wrong.message, text: progress.lines.text(record.start, record.end)))
    return false
  }

  /// Whether the values have the types they must have; with errors to be ignored, those that do not
  /// leave their row out.
  private func fits(
    _ record: CSVRecord, offset: Int, _ progress: inout Progress
  ) throws(Diagnostic) -> Bool {
    if let forced = rules.checks.indices.first(where: { isForcedMisfit(record, $0) }) {
      let wrong = misfit(record, forced, offset: offset)
      guard rules.ignoresErrors else { throw wrong }
      progress.counts.misfit += 1
      return reject(record, wrong, &progress, column: forced)
    }
    guard rules.ignoresErrors else { return true }
    for (place, check) in rules.checks.enumerated() {
      guard let check, place < record.fieldCount, !isNull(record, place) else { continue }
      if !check.accepts(record.content(place)) {
        progress.counts.misfit += 1
        return reject(
          record, misfit(record, place, offset: nil), &progress, column: place)
      }
    }
    return true
  }

  /// What is wrong with a value of another type; its place is not looked up where it is not told.
  private func misfit(_ record: CSVRecord, _ place: Int, offset: Int?) -> Diagnostic {
    let location =
      offset.map { file.location(of: $0 + record.start) }
      ?? FileLocation(path: file.path, line: 1)
    return Diagnostic.valueOfOtherType(
      location, column: place < rules.names.count ? rules.names[place] : "",
      text: String(decoding: record.content(place), as: UTF8.self),
      type: rules.checks[place]?.kind.logicalType.name ?? "")
  }

  /// Whether an empty field that may not be NULL stands in a column that is no text.
  private func isForcedMisfit(_ record: CSVRecord, _ place: Int) -> Bool {
    guard place < rules.keepsText.count, rules.keepsText[place], place < record.fieldCount,
      let check = rules.checks[place], check.kind != .varchar
    else { return false }
    return record.content(place).isEmpty
  }

  // MARK: Fields

  private func write(
    _ record: CSVRecord, into output: inout CSVTextSink, _ progress: inout Progress
  ) {
    for place in 0..<columnCount {
      if place > 0 { output.append(0x2C) }
      guard let content = value(record, place, &progress) else {
        if let above = progress.above[place] {
          progress.sheet.filledDown[place, default: 0] += 1
          output.appendField(above[...])
        }
        continue
      }
      if rules.sheet.filledDown.contains(place) { progress.above[place] = Array(content) }
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

  /// The value of a field, nil for NULL.
  private func value(
    _ record: CSVRecord, _ place: Int, _ progress: inout Progress
  ) -> ArraySlice<UInt8>? {
    guard place < record.fieldCount else { return nil }
    var content = record.content(place)
    if rules.sheet.nullsErrors && SheetCell.isError(SheetCell.trimmed(content)) {
      progress.sheet.errorCount += 1
      return nil
    }
    if isNull(record, place) { return nil }
    if rules.sheet.trims {
      let trimmed = SheetCell.trimmed(content)
      if trimmed.count != content.count {
        progress.sheet.trimmedCount += 1
        content = trimmed
        if content.isEmpty { return nil }
      }
    }
    if rules.nullsMisfits, place < rules.checks.count, let check = rules.checks[place],
      !check.accepts(content)
    {
      progress.counts.nulled += 1
      _ = reject(record, misfit(record, place, offset: nil), &progress, column: place)
      return nil
    }
    return content
  }

  private func isNull(_ record: CSVRecord, _ place: Int) -> Bool {
    if place < rules.keepsText.count && rules.keepsText[place] { return false }
    let content = record.content(place)
    let isQuoted = record.isQuoted(place)
    if rules.sheet.nullsErrors && SheetCell.isError(SheetCell.trimmed(content)) { return true }
    if let nulls = rules.fieldNulls[place] {
      let text = rules.sheet.trims ? SheetCell.trimmed(content) : content
      if nulls.contains(where: text.elementsEqual) { return true }
    }
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
    guard grammar.hasOwnEscape, let escape = grammar.escape, text.first == escape,
      !record.isQuoted(place), record.source(place).count == text.count
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

extension UTF8Check {
  /// The offset of the first byte that is not UTF-8.
  static func firstInvalid(_ bytes: [UInt8]) -> Int? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      return unsafe UTF8Check(base, start: 0, end: buffer.count).firstInvalid
    }
  }
}
