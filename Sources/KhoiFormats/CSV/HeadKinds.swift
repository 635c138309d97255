/// The kinds of the values of a file's first records.
struct HeadKinds {
  private let options: CSVOptions
  private let scratch = ScanBuffer()
  private let parser: ColumnParser
  private let nullTexts: [[UInt8]]

  /// What the values of one column look like.
  struct Column {
    var kind = ColumnKind.null
    var format: MomentFormat?
  }

  init(_ options: CSVOptions) {
    self.options = options
    var dialect = CSVDialect()
    dialect.quote = nil
    dialect.decimalSeparator = options.decimalSeparator ?? 0x2E
    parser = ColumnParser(
      dialect: dialect, buffer: scratch, slabs: SlabAllocator(pool: SlabPool()))
    nullTexts = (options.nullTexts ?? []).map { Array($0.utf8) }
  }

  /// The kind of one value.
  func kind(_ content: ArraySlice<UInt8>, format: MomentFormat?) -> ColumnKind {
    if content.isEmpty || nullTexts.contains(where: { $0.elementsEqual(content) }) { return .null }
    if let format {
      return fits(content, format) ? (format.hasTime ? .timestamp : .date) : .varchar
    }
    var content = content
    if let thousands = options.thousands {
      content = content.filter { $0 != thousands }[...]
    }
    scratch.count = 0
    scratch.append(content)
    return parser.classify(0, scratch.count)
  }

  /// The kinds of all columns over some records.
  func columns(
    _ records: [CSVRecord], count: Int, nulls: [Int: [[UInt8]]] = [:],
    rules: SheetRules = SheetRules()
  ) -> [Column] {
    (0..<count).map { column in
      var values = records.compactMap { record in
        column < record.fieldCount ? record.content(column) : nil
      }
      if rules.nullsErrors { values.removeAll { SheetCell.isError(SheetCell.trimmed($0)) } }
      if rules.trims { values = values.map { SheetCell.trimmed($0) } }
      if let nulls = nulls[column] {
        values.removeAll { value in nulls.contains { $0.elementsEqual(value) } }
      }
      return self.column(values)
    }
  }

  private func column(_ values: [ArraySlice<UInt8>]) -> Column {
    for format in [options.timestampFormat, options.dateFormat] {
      if let format, isEach(values, format) {
        let hasTime = format.hasTime && format == options.timestampFormat
        return Column(kind: hasTime ? .timestamp : .date, format: format)
      }
    }
    var result = Column()
    for value in values {
      result.kind = result.kind.joined(kind(value, format: nil))
      if result.kind == .varchar { break }
    }
    if result.kind == .varchar, let format = format(of: values) {
      result = Column(kind: format.hasTime ? .timestamp : .date, format: format)
    }
    return result
  }

  private func format(of values: [ArraySlice<UInt8>]) -> MomentFormat? {
    guard let first = values.first(where: { kind($0, format: nil) != .null }) else { return nil }
    let trimmed = Array(first.drop { $0 == 0x20 })
    return MomentFormats.candidates(for: trimmed).first { isEach(values, $0) }
  }

  /// Whether every value that is not NULL is written so, and there is one.
  private func isEach(_ values: [ArraySlice<UInt8>], _ format: MomentFormat) -> Bool {
    var found = false
    for value in values where !value.isEmpty && !nullTexts.contains(where: value.elementsEqual) {
      guard fits(value, format) else { return false }
      found = true
    }
    return found
  }

  private func fits(_ content: ArraySlice<UInt8>, _ format: MomentFormat) -> Bool {
    FieldCheck(
      kind: format.hasTime ? .timestamp : .date, format: format, decimalSeparator: 0x2E
    ).accepts(content)
  }
}
