import KhoiData
import KhoiText

/// Reads the text columns of a loaded file as the numbers and dates that people write.
///
/// First the distinct values of every text column are looked at until one is neither a number nor a
/// date, which for plain text is at once. Then columns decide: those whose values show how they are
/// written vote for the others. What becomes numbers or dates replaces its column; what may mean
/// two things stays text and is told.
struct StyledTable {
  private let options: CSVOptions
  private let columns: [CSVColumn]
  private let doubtful: Set<Int>
  private let threads: Int
  private var context = StyleContext()
  private(set) var table: Table
  private(set) var notices: [Diagnostic] = []
  private var replaced: [Int: (type: LogicalType, stored: [StoredColumn])] = [:]

  /// The values of one text column.
  private struct Candidate {
    let column: Int
    let texts: ColumnTexts
    var number: NumberColumnStyle
    var date: DateColumnStyle
    var mayBeNumber: Bool
    var mayBeDate: Bool
  }

  init(
    _ table: Table, columns: [CSVColumn], doubtful: Set<Int>, options: CSVOptions,
    delimiter: [UInt8], threads: Int
  ) {
    self.table = table
    self.columns = columns
    self.doubtful = doubtful
    self.options = options
    self.threads = threads
    context.delimiter = delimiter
    context.locale = options.numberLocale
    context.dateLocale = options.locale
  }

  /// Decides every column; throws where a value does not fit the style that was asked for.
  mutating func read(path: String) throws(Diagnostic) {
    guard table.rowCount > 0 else { return }
    let candidates = columns.indices.compactMap { candidate($0) }
    proposeSerials()
    guard !candidates.isEmpty else { return }
    gatherContext(candidates)
    for candidate in candidates {
      if candidate.mayBeNumber, candidate.number.numberCount > 0,
        candidate.number.misfitCount == 0
      {
        try readNumbers(candidate, path)
      } else if candidate.mayBeDate {
        readDates(candidate)
      } else if candidate.mayBeNumber, candidate.number.isStyled,
        let misfit = candidate.number.misfit
      {
        tell(
          .oddValue(
            name(candidate.column), misfit.text, row: candidate.texts.firstRow(of: misfit.ordinal),
            count: candidate.number.numberCount))
      }
    }
    replaceColumns()
    shortenNotices()
  }

  private func name(_ column: Int) -> String { table.schema[column].name }

  private mutating func tell(_ notice: Diagnostic) { notices.append(notice) }

  // MARK: Looking

  /// A text column that may be numbers or dates; nil for other columns.
  private func candidate(_ column: Int) -> Candidate? {
    guard column < table.schema.count, table.schema[column].type == .varchar,
      columns[column].fixedKind == nil
    else { return nil }
    let name = table.schema[column].name
    var candidate = Candidate(
      column: column, texts: ColumnTexts(table, column: column),
      number: NumberColumnStyle(header: name), date: DateColumnStyle(header: name),
      mayBeNumber: options.readsNumberStyles, mayBeDate: options.readsDateStyles)
    candidate.texts.visit { bytes, ordinal in
      if candidate.mayBeNumber {
        candidate.mayBeNumber = candidate.number.add(bytes, ordinal: ordinal)
      }
      if candidate.mayBeDate { candidate.mayBeDate = candidate.date.add(bytes, ordinal: ordinal) }
      return candidate.mayBeNumber || candidate.mayBeDate
    }
    if candidate.number.numberCount == 0 { candidate.mayBeNumber = false }
    if candidate.date.valueCount == 0 { candidate.mayBeDate = false }
    return candidate.mayBeNumber || candidate.mayBeDate ? candidate : nil
  }

  private mutating func gatherContext(_ candidates: [Candidate]) {
    for candidate in candidates where candidate.mayBeNumber {
      switch candidate.number.vote {
      case .vietnamese?: context.vietnameseColumns += 1
      case .american?: context.americanColumns += 1
      case nil: break
      }
    }
    for column in columns.indices
    where column < table.schema.count && table.schema[column].type == .double
      && columns[column].fixedKind == nil
    {
      // Read at once, with the point before decimals.
      context.americanColumns += 1
    }
    context.hasVietnameseText = hasVietnameseText
  }

  /// Whether a name of a column or one in ten of its first texts has a letter of Vietnamese alone.
  private var hasVietnameseText: Bool {
    if columns.contains(where: { CellText.isVietnamese(Array($0.name.utf8)) }) { return true }
    var (seen, found) = (0, 0)
    for column in columns.indices
    where column < table.schema.count && table.schema[column].type == .varchar {
      var left = 200
      ColumnTexts(table, column: column).visit { bytes, _ in
        left -= 1
        if bytes.contains(where: { ($0 | 0x20) >= 0x61 }) {
          seen += 1
          if CellText.isVietnamese(bytes) { found += 1 }
        }
        return left > 0
      }
    }
    return found > 0 && found * 10 >= seen
  }

  // MARK: Replacing

  private mutating func replaceColumns() {
    guard !replaced.isEmpty else { return }
    var fields = table.schema.fields
    for (column, values) in replaced {
      fields[column] = Field(fields[column].name, values.type)
    }
    let segments = table.segments.enumerated().map { place, segment in
      var stored = segment.columns
      for (column, values) in replaced { stored[column] = values.stored[place] }
      return Segment(columns: stored, rowCount: segment.rowCount)
    }
    table = Table(schema: Schema(fields), segments: segments)
  }

  /// A file with very many such columns says it of the first ones.
  private mutating func shortenNotices() {
    let limit = 12
    guard notices.count > limit else { return }
    let more = notices.count - limit
    notices.removeLast(more)
    notices.append(.moreStyles(more))
  }
}

// MARK: - Numbers

extension StyledTable {
  private mutating func readNumbers(_ candidate: Candidate, _ path: String) throws(Diagnostic) {
    let (column, texts, style) = (candidate.column, candidate.texts, candidate.number)
    switch style.decide(context) {
    case .numbers(let decided):
      guard isLocal || doubtful.contains(column) || isForeign(style) else {
        return propose(candidate, decided)
      }
      if context.locale != nil { try checkFit(candidate, decided.locale, path) }
      let locale = decided.locale
      let separator = locale == .vietnamese ? style.commaGroup.count : style.dotGroup.count
      let isWhole = decided.isWhole && separator == 0
      let stored = texts.converted(to: isWhole ? .bigint : .double, threads: threads) { bytes in
        guard case .number(let cell) = NumberCell.read(bytes), let value = cell.value(locale) else {
          return nil
        }
        return isWhole ? value.integer : Int64(bitPattern: value.double.bitPattern)
      }
      replaced[column] = (isWhole ? .bigint : .double, stored)
      tellNumbers(candidate, decided)
    case .text(let refusal):
      guard refusal.isRefused || style.parentheses.count == style.numberCount,
        let example = refusal.examples.first
      else { return }
      let row = texts.firstRow(of: example.ordinal)
      guard refusal.examples.count == 1, refusal.isRefused else {
        let rows = refusal.examples.map { ($0.text, texts.firstRow(of: $0.ordinal)) }
        return tell(.contradiction(name(column), refusal.why, rows))
      }
      tell(.ambiguousNumbers(name(column), example.text, row: row, style.readings(of: example)))
    }
  }

  /// Whether numbers are read as people write them without being asked.
  ///
  /// In other files `$74.69` and `22.69%` stay what they are: nobody confuses them with anything,
  /// and their sign would be lost.
  private var isLocal: Bool {
    context.locale != nil || context.hasVietnameseText || context.vietnameseColumns > 0
  }

  /// Whether the numbers are those of a spreadsheet in which the comma could part decimals.
  private func isForeign(_ style: NumberColumnStyle) -> Bool {
    context.usesSemicolons && style.units.isEmpty && style.isStyled
  }

  /// Says how a column that stays text would be read.
  private mutating func propose(_ candidate: Candidate, _ decided: NumberColumnStyle.Style) {
    let (texts, style) = (candidate.texts, candidate.number)
    if style.isStyled {
      guard let (shown, value) = shown(style, decided) else { return }
      tell(
        .proposedNumbers(
          name(candidate.column), shown.text, row: texts.firstRow(of: shown.ordinal),
          value: value, decided))
    } else if let nothing = style.nothing, style.numberCount >= 3 {
      tell(
        .proposedNull(
          name(candidate.column), nothing.text, row: texts.firstRow(of: nothing.ordinal),
          count: style.numberCount))
    }
  }

  /// A value that shows how the column is written, and what it means.
  private func shown(
    _ style: NumberColumnStyle, _ decided: NumberColumnStyle.Style
  ) -> (example: NumberColumnStyle.Example, value: String)? {
    let scaled = style.scaled.first ?? style.parentheses.first ?? style.spaced.first
    let shown = decided.example ?? scaled ?? style.units.values.min { $0.ordinal < $1.ordinal }
    guard let shown, case .number(let cell) = NumberCell.read(Array(shown.text.utf8)),
      let value = cell.value(decided.locale)
    else { return nil }
    return (shown, value.text)
  }

  private func checkFit(
    _ candidate: Candidate, _ locale: NumberLocale, _ path: String
  ) throws(Diagnostic) {
    let other = locale == .vietnamese ? candidate.number.american : candidate.number.vietnamese
    guard let example = other.first else { return }
    throw .misfittingNumber(
      name(candidate.column), example.text, path: path,
      row: candidate.texts.firstRow(of: example.ordinal), locale: locale)
  }

  private mutating func tellNumbers(_ candidate: Candidate, _ decided: NumberColumnStyle.Style) {
    let (texts, style) = (candidate.texts, candidate.number)
    let dashes =
      style.nothingCount == 0
      ? 0
      : texts.rowCount { bytes in
        !bytes.isEmpty && CellText.meansNothing(CellText.folded(bytes))
      }
    guard let (shown, value) = shown(style, decided), context.locale == nil else {
      if dashes > 0 { tell(.cellsWithoutValue(name(candidate.column), dashes, "number")) }
      return
    }
    tell(
      .numberStyle(
        name(candidate.column), shown.text, row: texts.firstRow(of: shown.ordinal), value: value,
        decided, dashes: dashes))
  }
}

// MARK: - Dates

extension StyledTable {
  private mutating func readDates(_ candidate: Candidate) {
    let texts = candidate.texts
    let column = name(candidate.column)
    switch candidate.date.decide(context, sortedOrders: { sortedOrders(texts) }) {
    case .dates(let style) where style.kind.isPeriod || style.kind == .dayMonth:
      guard candidate.date.isStyled, context.hasVietnameseText || candidate.date.header.namesDate,
        let example = style.example
      else { return }
      tell(.periods(column, style.kind, example.text, row: texts.firstRow(of: example.ordinal)))
    case .dates(let style):
      convert(candidate, style)
      tellDates(candidate, style)
    case .integers: break
    case .text(let refusal):
      guard refusal.isRefused else {
        guard candidate.date.isStyled, candidate.date.misfitCount > 0,
          let misfit = refusal.examples.first
        else { return }
        return tell(
          .oddDate(
            column, misfit.text, row: texts.firstRow(of: misfit.ordinal),
            count: candidate.date.valueCount))
      }
      let rows = refusal.examples.map { ($0.text, texts.firstRow(of: $0.ordinal)) }
      if refusal.examples.count == 1 {
        tell(.ambiguousDates(column, rows[0].0, row: rows[0].1))
      } else {
        tell(.contradiction(column, refusal.why, rows))
      }
    }
  }

  /// The reading of a value under a decided order.
  private static func reading(
    _ bytes: [UInt8], _ order: DateReading.Order?
  ) -> (days: Int32, time: Int64)? {
    guard case .dates(let readings) = DateCell.read(bytes) else { return nil }
    let chosen = readings.first { $0.order == order } ?? readings.first
    guard case .day(_, let days, let time, _)? = chosen else { return nil }
    return (days, time ?? 0)
  }

  private mutating func convert(_ candidate: Candidate, _ style: DateColumnStyle.Style) {
    let isDay = style.kind == .date
    let order = style.order
    let stored = candidate.texts.converted(to: isDay ? .date : .timestamp, threads: threads) {
      guard let reading = Self.reading($0, order) else { return nil }
      let days = Int64(reading.days)
      return isDay ? days : days * Calendar.microsecondsPerDay + reading.time
    }
    replaced[candidate.column] = (isDay ? .date : .timestamp, stored)
  }

  /// The readings in which the values of all rows rise or fall.
  private func sortedOrders(_ texts: ColumnTexts) -> Set<DateReading.Order> {
    var known: [Int: [DateReading.Order: Int64]] = [:]
    texts.visit { bytes, ordinal in
      for order in [DateReading.Order.dayFirst, .monthFirst] {
        guard let reading = Self.reading(bytes, order) else { continue }
        known[ordinal, default: [:]][order] =
          Int64(reading.days) * Calendar.microsecondsPerDay + reading.time
      }
      return true
    }
    return Set(
      [DateReading.Order.dayFirst, .monthFirst].filter { order in
        var (last, rises, falls): (Int64?, Bool, Bool) = (nil, true, true)
        texts.forEachRow { ordinal in
          guard let value = known[ordinal]?[order] else { return true }
          if let last {
            if value < last { rises = false }
            if value > last { falls = false }
          }
          last = value
          return rises || falls
        }
        return rises || falls
      })
  }

  private mutating func tellDates(_ candidate: Candidate, _ style: DateColumnStyle.Style) {
    let (texts, column) = (candidate.texts, name(candidate.column))
    let dashes =
      candidate.date.nothingCount == 0
      ? 0
      : texts.rowCount { bytes in
        !bytes.isEmpty && CellText.meansNothing(CellText.folded(bytes))
      }
    let short = candidate.date.shorts.first
    guard let example = style.example ?? short, context.dateLocale == nil else {
      if dashes > 0 { tell(.cellsWithoutValue(column, dashes, "date")) }
      return
    }
    let reading = Self.reading(Array(example.text.utf8), style.order)
    tell(
      .dateStyle(
        column, example.text, row: texts.firstRow(of: example.ordinal),
        value: reading.map { Value.date($0.days).text } ?? "", style, short: short?.text,
        dashes: dashes))
  }

  /// Whole numbers that are days of a spreadsheet, if the name of their column speaks of days.
  private mutating func proposeSerials() {
    guard options.readsDateStyles else { return }
    for column in columns.indices
    where column < table.schema.count && table.schema[column].type == .bigint
      && columns[column].fixedKind == nil && HeaderWords(columns[column].name).namesDate
    {
      let statistics = table.statistics(of: column)
      guard case .integer(let least)? = statistics.least, least >= 20_000,
        case .integer(let greatest)? = statistics.greatest, greatest <= 60_000,
        let day = DateCell.day(ofSerial: Int(least))
      else { continue }
      tell(.serialDates(name(column), Int(least), Value.date(day).text))
    }
  }
}
