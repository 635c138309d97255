import KhoiData
import KhoiText

/// Reads the text columns of a loaded file as the numbers and dates that people write.
///
/// First the distinct values of every text column are looked at until one is neither a number nor a
/// date, which for plain text is at once. Then columns decide: those whose values show how they are
/// written vote for the others. What becomes numbers or dates replaces its column; what may mean
/// two things stays text and is told.
struct StyledTable {
  let options: CSVOptions
  let columns: [CSVColumn]
  let doubtful: Set<Int>
  let threads: Int
  let monitor: LoadMonitor
  var context = StyleContext()
  private(set) var table: Table
  private(set) var notices: [Diagnostic] = []
  var replaced: [Int: (type: LogicalType, stored: [StoredColumn])] = [:]

  /// The values of one text column.
  struct Candidate {
    let column: Int
    let texts: ColumnTexts
    var number: NumberColumnStyle
    var date: DateColumnStyle
    var mayBeNumber: Bool
    var mayBeDate: Bool
  }

  init(
    _ table: Table, columns: [CSVColumn], doubtful: Set<Int>, options: CSVOptions,
    delimiter: [UInt8], threads: Int, monitor: LoadMonitor
  ) {
    self.monitor = monitor
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
    if monitor.shouldStop { throw Diagnostic.loadCancelled }
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
    if monitor.shouldStop { throw Diagnostic.loadCancelled }
    replaceColumns()
    shortenNotices()
  }

  func name(_ column: Int) -> String { table.schema[column].name }

  mutating func tell(_ notice: Diagnostic) { notices.append(notice) }

  // MARK: Looking

  /// A text column that may be numbers or dates; nil for other columns.
  func candidate(_ column: Int) -> Candidate? {
    guard column < table.schema.count, table.schema[column].type == .varchar,
      columns[column].fixedKind == nil
    else { return nil }
    let name = table.schema[column].name
    var candidate = Candidate(
      column: column, texts: ColumnTexts(table, column: column, monitor: monitor),
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

  mutating func gatherContext(_ candidates: [Candidate]) {
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
  var hasVietnameseText: Bool {
    if columns.contains(where: { CellText.isVietnamese(Array($0.name.utf8)) }) { return true }
    var (seen, found) = (0, 0)
    for column in columns.indices
    where column < table.schema.count && table.schema[column].type == .varchar {
      var left = 200
      ColumnTexts(table, column: column, monitor: monitor).visit { bytes, _ in
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

  mutating func replaceColumns() {
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
  mutating func shortenNotices() {
    let limit = 12
    guard notices.count > limit else { return }
    let more = notices.count - limit
    notices.removeLast(more)
    notices.append(.moreStyles(more))
  }
}
