/// What the records of a file's head look like under one grammar.
struct CSVShape {
  let grammar: CSVGrammar
  let records: [CSVRecord]
  /// Whether these are all that there are.
  let hasAllRecords: Bool
  /// Fields of a usual record.
  var columnCount = 1
  /// The first record that belongs to the table.
  var first = 0
  /// Records of the table that have the usual number of fields, and those that do not.
  var good = 0
  var bad = 0
  /// Fields in quotes, outside comments.
  var quotedCount = 0
  var hasProblem = false
  /// Text behind closing quotes and the like, which some are ready to overlook.
  var problemCount = 0

  var isConsistent: Bool { bad == 0 && !hasProblem }

  /// The share of usual records.
  var share: Double { good + bad == 0 ? 0 : Double(good) / Double(good + bad) }

  /// How records of different lengths are judged.
  struct Policy {
    /// The number of columns, if it is known.
    var columnCount: Int?
    /// Whether records before the table may be left out.
    var mayStartLater = true
    var padsShort = false
    /// Whether the most frequent length counts, whatever others there are.
    var takesMostFrequent = false
    var cutsLong = false
    var countsFirst = false
    /// Whether notes and another table may stand below the table.
    var looksForSheets = false
  }

  init(
    _ buffer: ScanBuffer, start: Int, isWhole: Bool, grammar: CSVGrammar, limit: Int,
    policy: Policy
  ) {
    self.grammar = grammar
    var scanner = CSVRecordScanner(buffer, start: start, grammar: grammar, isWhole: isWhole)
    records = scanner.records(limit: limit)
    hasAllRecords = isWhole && scanner.position >= buffer.count
    for record in records where record.kind == .data {
      if record.problem != nil { problemCount += 1 }
      for place in 0..<record.fieldCount where record.isQuoted(place) { quotedCount += 1 }
    }
    measure(policy, isWhole: hasAllRecords)
  }

  private mutating func measure(_ policy: Policy, isWhole: Bool) {
    let counts = records.map { $0.kind == .data && $0.problem == nil ? $0.fieldCount : 0 }
    var filled = records.indices.filter { records[$0].kind == .data }
    if policy.looksForSheets && policy.columnCount == nil && isWhole {
      filled = withoutAppendix(filled)
    }
    let lengths = filled.map { counts[$0] }
    hasProblem = problemCount > 0 && !policy.takesMostFrequent
    guard !lengths.isEmpty else { return }
    if let wanted = policy.columnCount {
      columnCount = wanted
    } else if policy.countsFirst {
      columnCount = lengths.first ?? 1
    } else if policy.takesMostFrequent {
      columnCount = CSVShape.mode(lengths)
    } else {
      columnCount = max(1, lengths.max() ?? 1)
      let usual = lengths.first ?? 1
      // `a,b,` above or below rows of two: the delimiter behind the last field means nothing.
      if columnCount == usual + 1, filled.allSatisfy({ hasEmptyEnd($0, behind: usual) }) {
        columnCount = usual
      } else if usual == columnCount, let below = lengths.dropFirst().max(), below == usual - 1,
        let head = filled.first, records[head].isEmpty(usual - 1), below > 0
      {
        columnCount = below
      }
    }
    let fits = filled.filter { isGood(counts[$0], $0, policy) }
    first = fits.first ?? filled.first ?? 0
    if !policy.mayStartLater || (policy.padsShort && policy.columnCount == nil) {
      first = filled.first ?? 0
    }
    good = fits.filter { $0 >= first }.count
    bad = filled.filter { $0 >= first }.count - good
    // A table is more than what stands before it.
    if policy.mayStartLater, policy.columnCount == nil { skipTitles(filled) }
    let before = filled.filter { $0 < first && !isGood(counts[$0], $0, policy) }.count
    if before > 0 && !policy.takesMostFrequent && good * 2 < before + 1 { bad += before }
  }

  /// Leaves out lines with a title in the first field and nothing behind it, above a full header.
  private mutating func skipTitles(_ filled: [Int]) {
    let head = filled.filter { $0 >= first }.prefix(20)
    guard columnCount > 1, let next = head.first(where: { !isTitle($0) }), next > first,
      (0..<columnCount).allSatisfy({ $0 < records[next].fieldCount && !records[next].isEmpty($0) }
      )
    else { return }
    good -= head.filter { $0 < next }.count
    first = next
  }

  /// The records up to another table or to lines of notes behind the last row.
  private func withoutAppendix(_ filled: [Int]) -> [Int] {
    var filled = filled
    if let head = filled.first(where: { records[$0].fieldCount > 1 }) {
      let names = SheetRow(records[head])
      if names.isWords,
        let other = filled.first(where: { $0 > head && isOtherHeader($0, than: names) })
      {
        filled.removeAll { $0 >= other }
      }
    }
    // Lines behind an empty one that are shorter than every row, or single texts below rows.
    let longest = filled.map { records[$0].fieldCount }.max() ?? 1
    var kept = filled.count
    while kept > 0, records[filled[kept - 1]].fieldCount < longest,
      filled.count - kept < 20, startsWithText(filled[kept - 1])
    {
      kept -= 1
    }
    let usual = filled.prefix(kept).filter { records[$0].fieldCount == longest }.count
    guard longest > 2, kept < filled.count, usual >= 3 else { return filled }
    let afterBlank = (kept..<filled.count).first { place in
      filled[place] > 0 && records[filled[place] - 1].kind == .blank
    }
    if let afterBlank { return Array(filled.prefix(afterBlank)) }
    let single = (kept..<filled.count).first { place in
      filled[place...].allSatisfy { records[$0].fieldCount == 1 }
    }
    return single.map { Array(filled.prefix($0)) } ?? filled
  }

  private func isOtherHeader(_ place: Int, than names: SheetRow) -> Bool {
    let record = records[place]
    guard record.problem == nil, record.fieldCount > 0, names.record.fieldCount > 0,
      record.fieldCount != names.record.fieldCount,
      record.content(0).elementsEqual(names.record.content(0))
    else { return false }
    return SheetRow(record).isOtherHeader(than: names)
  }

  private func startsWithText(_ place: Int) -> Bool {
    records[place].fieldCount > 0
      && SheetCell.isText(SheetCell.trimmed(records[place].content(0)))
  }

  private func isTitle(_ place: Int) -> Bool {
    (1..<columnCount).allSatisfy {
      $0 >= records[place].fieldCount || records[place].isEmpty($0)
    }
  }

  private func isGood(_ count: Int, _ place: Int, _ policy: Policy) -> Bool {
    count == columnCount || (policy.padsShort && count > 0 && count < columnCount)
      || (policy.cutsLong && count > columnCount)
      || (count == columnCount + 1 && hasEmptyEnd(place, behind: columnCount))
  }

  private func hasEmptyEnd(_ place: Int, behind count: Int) -> Bool {
    let record = records[place]
    return record.fieldCount <= count
      || (record.fieldCount == count + 1 && record.isEmpty(count))
  }

  /// The most frequent length, the greater of two as frequent.
  private static func mode(_ lengths: [Int]) -> Int {
    var frequencies: [Int: Int] = [:]
    for length in lengths where length > 0 { frequencies[length, default: 0] += 1 }
    return frequencies.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 1
  }

  /// The records of the table.
  var table: [CSVRecord] {
    records.indices.filter { $0 >= first && records[$0].problem == nil }.map { records[$0] }
      .filter { $0.kind == .data || ($0.kind == .blank && columnCount == 1) }
  }
}
