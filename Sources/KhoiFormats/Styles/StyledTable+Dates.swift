import KhoiData
import KhoiText

/// Columns of dates and periods.
extension StyledTable {
  mutating func readDates(_ candidate: Candidate) {
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
          candidate.date.header.namesDate || context.hasVietnameseText,
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
  static func reading(
    _ bytes: [UInt8], _ order: DateReading.Order?
  ) -> (days: Int32, time: Int64)? {
    guard case .dates(let readings) = DateCell.read(bytes) else { return nil }
    let chosen = readings.first { $0.order == order } ?? readings.first
    guard case .day(_, let days, let time, _)? = chosen else { return nil }
    return (days, time ?? 0)
  }

  mutating func convert(_ candidate: Candidate, _ style: DateColumnStyle.Style) {
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
  func sortedOrders(_ texts: ColumnTexts) -> Set<DateReading.Order> {
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

  mutating func tellDates(_ candidate: Candidate, _ style: DateColumnStyle.Style) {
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
    let reading = Self.reading(Array(example.text.utf8), style.order) ?? (0, 0)
    let value =
      style.kind == .date
      ? Value.date(reading.days).text
      : Value.timestamp(Int64(reading.days) * Calendar.microsecondsPerDay + reading.time).text
    tell(
      .dateStyle(
        column, example.text, row: texts.firstRow(of: example.ordinal),
        value: value, style, short: short?.text,
        dashes: dashes))
  }

  /// Whole numbers that are days of a spreadsheet, if the name of their column speaks of days.
  mutating func proposeSerials() {
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
