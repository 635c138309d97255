import KhoiText

/// Finds out how a CSV file is written by looking at its head.
///
/// Every likely grammar is tried on the first records; the one that makes a table of them wins.
/// Types are not decided here: the kinds of the first values are only where loading starts from.
struct CSVSniffer {
  static let headSize = 1 << 18
  static let recordLimit = 300
  private static let longLimit = 20_480
  private static let delimiters: [[UInt8]] = [[0x2C], [0x7C], [0x3B], [0x09]]

  let file: InputFile
  let options: CSVOptions
  /// Whether a few rows of another length may be mended, as nothing was said of them.
  let isLenient: Bool
  let head = ScanBuffer()

  init(file: InputFile, options: CSVOptions, isLenient: Bool) {
    self.file = file
    self.options = options
    self.isLenient = isLenient
  }

  func sniff() throws(Diagnostic) -> SniffedCSV {
    try file.read(offset: 0, count: looksFar ? 1 << 22 : CSVSniffer.headSize, into: head)
    let hasMark = try checkEncoding()
    let start = offset(afterLines: options.skippedLines ?? 0, from: hasMark ? 3 : 0)
    var (shape, mendsRows) = try chosenShape(start)
    let sheet = try sheet(&shape, start: start)
    var sniffed = SniffedCSV(
      grammar: shape.grammar, columnCount: shape.columnCount, dataStart: start)
    if !mendsRows { sniffed.grammar.strictness = options.grammar.strictness }
    sniffed.mendsRows = mendsRows
    sniffed.hasQuotes =
      shape.grammar.quote.map { quote in head.contains(quote) { _ in true } } ?? false
    sniffed.needsTranscoding =
      mendsRows || options.needsTranscoding || sniffed.grammar.dialect == nil
      || hasBlanksAroundQuotes(shape) || !sheet.rules.isPlain
    sniffed.sheet = sheet
    sniffed.evidence = (shape.good, shape.bad, shape.quotedCount)
    try CSVHeader(file: file, options: options, head: head, shape: shape, sheet: sheet)
      .read(into: &sniffed)
    return sniffed
  }

  /// Whether more than the first records must be seen to know the number of columns.
  private var looksFar: Bool {
    options.ignoresErrors || options.raggedPolicy != nil || options.looksFar
  }

  var isWhole: Bool { head.count == file.size }

  /// Whether a UTF-8 byte order mark is there; throws for other encodings that say what they are.
  private func checkEncoding() throws(Diagnostic) -> Bool {
    let mark = head.bytes(0, 4)
    if mark.starts(with: [0xFF, 0xFE]) { throw Diagnostic.otherEncoding(file.path, "UTF-16LE") }
    if mark.starts(with: [0xFE, 0xFF]) { throw Diagnostic.otherEncoding(file.path, "UTF-16BE") }
    return mark.starts(with: [0xEF, 0xBB, 0xBF])
  }

  private func offset(afterLines count: Int, from start: Int) -> Int {
    var position = start
    for _ in 0..<count {
      while position < head.count && head[position] != 10 && head[position] != 13 { position += 1 }
      if position + 1 < head.count && head[position] == 13 && head[position + 1] == 10 {
        position += 1
      }
      position = min(position + 1, head.count)
    }
    return position
  }

  /// Blanks between delimiters and quotes are more than the fast scan knows.
  private func hasBlanksAroundQuotes(_ shape: CSVShape) -> Bool {
    guard let quote = shape.grammar.quote, shape.quotedCount > 0 else { return false }
    return shape.records.contains { record in
      (0..<record.fieldCount).contains { place in
        let source = record.source(place)
        return record.isQuoted(place) && source.upperBound <= head.count && !source.isEmpty
          && (head[source.lowerBound] != quote || head[source.upperBound - 1] != quote)
      }
    }
  }
}

/// The choice among grammars.
extension CSVSniffer {
  /// The shape that makes a table of the head, and whether rows have to be mended for it.
  private func chosenShape(_ start: Int) throws(Diagnostic) -> (CSVShape, mendsRows: Bool) {
    guard options.detects else {
      var policy = policy
      policy.mayStartLater = false
      return (shape(start, options.grammar, policy), false)
    }
    let signs = HeadSigns(head)
    let wanted = policy.columnCount
    let grammars = grammars(signs)
    // Where quotes are used and a delimiter fits, nothing else has to be tried.
    let tried = grammars.map { grammar in
      let mayDecide =
        wanted == nil && signs.hasQuotes && grammar.quote != nil
        && grammar.delimiter.first.map { signs.present[Int($0)] } ?? false
      return mayDecide ? shape(start, grammar, policy) : nil
    }
    if let best = best(tried.compactMap { $0 }.filter { $0.columnCount > 1 && isUsable($0) }),
      best.quotedCount > 0
    {
      return (verified(best, start, policy), false)
    }
    let shapes = grammars.indices.map { tried[$0] ?? shape(start, grammars[$0], policy) }
    let usable = shapes.filter { isUsable($0) }
    if let best = best(usable.filter { $0.columnCount > 1 || wanted != nil }) {
      // One column in quotes may look like several without them.
      if best.quotedCount == 0, let quoted = usable.first(where: { isQuotedColumn($0) }) {
        return (quoted, false)
      }
      return (verified(best, start, policy), false)
    }
    if isLenient, let mended = mendedShape(start) { return (mended, true) }
    // Nothing fits: the reader tells which record does not.
    var tolerant = policy
    tolerant.takesMostFrequent = true
    tolerant.mayStartLater = false
    let uncommented = shapes.indices.filter {
      grammars[$0].comment == nil || options.comment != nil
    }
    let closest = uncommented.map { place in
      shape(start, usual(grammars[place]), tolerant)
    }.filter { $0.good > 0 }.max { left, right in
      (left.columnCount > 1 ? 1 : 0, left.share) < (right.columnCount > 1 ? 1 : 0, right.share)
    }
    // A table with a few wrong rows is an error rather than one column of whole lines.
    let isTable =
      options.skippedLines == nil
      && closest.map { $0.columnCount > 1 && $0.good > 1 && $0.share >= 0.5 } ?? false
    if !isTable, let single = usable.first { return (single, false) }
    if !options.columns.isEmpty, options.ignoresErrors, closest == nil {
      throw Diagnostic.noDialect(
        file.path, columnCount: options.columns.count, best: options.grammar.delimiterText)
    }
    return (closest ?? shape(start, options.grammar, tolerant), false)
  }

  private func shape(_ start: Int, _ grammar: CSVGrammar, _ policy: CSVShape.Policy) -> CSVShape {
    CSVShape(
      head, start: start, isWhole: isWhole, grammar: grammar,
      limit: looksFar ? CSVSniffer.longLimit : CSVSniffer.recordLimit, policy: policy)
  }

  private var policy: CSVShape.Policy {
    var policy = CSVShape.Policy()
    if !options.columns.isEmpty { policy.columnCount = options.columns.count }
    policy.mayStartLater = options.skippedLines == nil
    policy.looksForSheets = options.looksForSheets && options.cleansSheets != false
    policy.padsShort = options.raggedPolicy == .pad || options.raggedPolicy == .truncate
    policy.takesMostFrequent =
      (options.ignoresErrors || options.raggedPolicy == .reject) && !policy.padsShort
    policy.countsFirst = options.countsFirst
    policy.cutsLong =
      (options.isStrict == false && !options.columns.isEmpty)
      || options.raggedPolicy == .truncate
    return policy
  }

  /// Whether a shape is a table without exceptions, or with no more than were allowed.
  private func isUsable(_ shape: CSVShape) -> Bool {
    if shape.grammar.comment != nil && options.comment == nil,
      !shape.records.contains(where: { $0.kind == .comment })
    {
      return false
    }
    if policy.takesMostFrequent {
      return shape.good >= shape.bad && (shape.columnCount > 1 || shape.bad == 0)
    }
    return shape.isConsistent
  }

  private func isQuotedColumn(_ shape: CSVShape) -> Bool {
    shape.columnCount == 1 && shape.quotedCount > 0 && shape.first == 0
      && shape.quotedCount + 1 >= shape.good
  }

  /// The shape, unless the rest of the head shows that its delimiter fits without quotes.
  private func verified(
    _ shape: CSVShape, _ start: Int, _ policy: CSVShape.Policy
  ) -> CSVShape {
    guard !looksFar, shape.grammar.quote != nil, shape.quotedCount == 0,
      shape.records.count >= CSVSniffer.recordLimit, HeadSigns(head).hasQuotes
    else { return shape }
    func far(_ grammar: CSVGrammar) -> CSVShape {
      CSVShape(
        head, start: start, isWhole: isWhole, grammar: grammar, limit: CSVSniffer.longLimit,
        policy: policy)
    }
    if far(shape.grammar).isConsistent { return shape }
    var bare = shape.grammar
    bare.quote = nil
    bare.escape = nil
    guard options.quote == nil, far(bare).isConsistent else { return shape }
    return CSVShape(
      head, start: start, isWhole: isWhole, grammar: bare, limit: CSVSniffer.recordLimit,
      policy: policy)
  }

  private func best(_ shapes: [CSVShape]) -> CSVShape? {
    var best: CSVShape?
    for shape in shapes {
      guard let known = best else {
        best = shape
        continue
      }
      let rank = (shape.quotedCount > 0 ? 1 : 0, shape.good, shape.columnCount)
      if rank > (known.quotedCount > 0 ? 1 : 0, known.good, known.columnCount) { best = shape }
    }
    return best
  }

  /// The shape of a table with a few rows of other lengths.
  private func mendedShape(_ start: Int) -> CSVShape? {
    var policy = policy
    policy.takesMostFrequent = true
    var best: CSVShape?
    var attempts: [CSVGrammar] = []
    let signs = HeadSigns(head)
    let hasDoubledQuotes = signs.hasDoubledQuotes
    for grammar in grammars(signs) where grammar.comment == nil {
      // Doubled quotes are what they seem, even in a damaged file.
      if hasDoubledQuotes && grammar.quote == 0x22 && grammar.escape != 0x22 { continue }
      attempts.append(usual(grammar))
      var relaxed = grammar
      relaxed.strictness = .relaxed
      if grammar.quote != nil { attempts.append(relaxed) }
    }
    for grammar in attempts {
      let shape = shape(start, grammar, policy)
      guard shape.columnCount > 1, shape.good >= 10, shape.share >= 0.9 else { continue }
      let damage = shape.bad + shape.problemCount
      if let known = best {
        let rank = (shape.quotedCount > 0 ? 1 : 0, -damage, shape.columnCount)
        let knownRank = (
          known.quotedCount > 0 ? 1 : 0, -(known.bad + known.problemCount), known.columnCount
        )
        if rank <= knownRank { continue }
      }
      best = shape
    }
    return best
  }

  private func usual(_ grammar: CSVGrammar) -> CSVGrammar {
    var grammar = grammar
    grammar.strictness = options.grammar.strictness
    return grammar
  }

  /// Every grammar that the bytes of the head make likely, the usual ones first.
  private func grammars(_ signs: HeadSigns) -> [CSVGrammar] {
    var quotes: [UInt8?] = [0x22]
    if signs.hasApostrophes { quotes.append(0x27) }
    if signs.hasQuotes || signs.hasApostrophes { quotes.append(nil) }
    if let quote = options.quote { quotes = [quote] }
    var comments: [UInt8?] = [nil]
    if signs.hasHashes { comments.append(0x23) }
    if let comment = options.comment { comments = [comment] }
    let delimiters = options.delimiter.map { [$0] } ?? likelyDelimiters(signs)
    var result: [CSVGrammar] = []
    for comment in comments {
      for quote in quotes {
        for escape in escapes(quote, signs) {
          for delimiter in delimiters where quote.map({ delimiter != [$0] }) ?? true {
            var grammar = CSVGrammar(
              delimiter: delimiter, quote: quote, escape: escape, comment: comment)
            grammar.strictness = options.isStrict == false ? .relaxed : .strict
            grammar.lineEnd = options.lineEnd
            grammar.dropsStrayQuotes = options.dropsStrayQuotes
            result.append(grammar)
          }
        }
      }
    }
    return result
  }

  /// The usual delimiters that occur, and the first that does not: as it parts nothing, it stands
  /// for all of those.
  private func likelyDelimiters(_ signs: HeadSigns) -> [[UInt8]] {
    let absent = CSVSniffer.delimiters.first { !signs.present[Int($0[0])] }
    return CSVSniffer.delimiters.filter { $0 == absent || signs.present[Int($0[0])] }
  }

  private func escapes(_ quote: UInt8?, _ signs: HeadSigns) -> [UInt8?] {
    if let escape = options.escape { return [escape] }
    guard let quote else { return [nil] }
    var escapes: [UInt8?] = [quote]
    if signs.hasBackslashes { escapes.append(0x5C) }
    // Where damaged quotes are to be read, a quote may stand for itself.
    if options.isStrict == false { escapes.append(nil) }
    if options.isStrict == false && !signs.hasDoubledQuotes { escapes = [nil] + escapes }
    return escapes
  }
}

/// Which signs with a meaning occur in the head of a file.
struct HeadSigns {
  var hasQuotes = false
  var hasDoubledQuotes = false
  /// Whether an apostrophe stands where a field may begin.
  var hasApostrophes = false
  var hasBackslashes = false
  var hasHashes = false
  /// For each byte whether it occurs.
  let present: [Bool]

  init(_ head: ScanBuffer) {
    present = head.presence()
    hasQuotes = present[0x22]
    hasBackslashes = present[0x5C]
    hasHashes = present[0x23]
    // Two quotes behind a text; empty fields and escaped quotes do not count.
    hasDoubledQuotes =
      hasQuotes
      && head.contains(0x22) { place in
        place > 1 && head[place - 1] == 0x22 && !Self.endsField(head[place - 2])
          && head[place - 2] != 0x5C
      }
    hasApostrophes =
      present[0x27]
      && head.contains(0x27) { place in place == 0 || Self.endsField(head[place - 1]) }
  }

  /// Whether a field may begin behind a byte.
  private static func endsField(_ byte: UInt8) -> Bool {
    switch byte {
    case 9, 10, 13, 0x20, 0x2C, 0x3B, 0x7C: true
    default: false
    }
  }
}
