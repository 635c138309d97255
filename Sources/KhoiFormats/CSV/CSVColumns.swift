import KhoiData
import KhoiText

/// The columns of the table that CSV files make, and the field of each file that each comes from.
struct CSVColumns {
  private(set) var columns: [CSVColumn] = []
  /// For each file and each column of the table the field it comes from.
  private(set) var fields: [[Int?]] = []
  /// Types that columns are cast to when they are loaded as text.
  private(set) var casts: [Int: LogicalType] = [:]
  private(set) var notices: [Diagnostic] = []
  /// The fields of each file that make columns.
  private var keptFields: [[Int]] = []
  let options: CSVOptions
  private let files: [InputFile]
  let sniffed: [SniffedCSV]

  /// Whether columns of given types are read as text and cast afterwards, which allows more.
  private let readsTexts: Bool

  init(
    options: CSVOptions, files: [InputFile], sniffed: [SniffedCSV], readsTexts: Bool = false
  ) throws(Diagnostic) {
    self.readsTexts = readsTexts
    self.options = options
    self.files = files
    self.sniffed = sniffed
    let names = try fileNames()
    let all = try mapFields(names)
    try makeColumns(all)
  }

  // MARK: Names

  /// The columns' names of each file.
  private mutating func fileNames() throws(Diagnostic) -> [[String]] {
    var result: [[String]] = []
    for (place, sniffed) in sniffed.enumerated() {
      var names = sniffed.header ?? ColumnNames.numbered(sniffed.columnCount)
      if options.normalisesNames { names = ColumnNames.normalised(names) }
      if !options.columns.isEmpty { names = options.columns.map(\.name) }
      if let given = options.names {
        let repeated = Dictionary(grouping: given) { IdentifierKey($0) }.values
          .first { $0.count > 1 }
        if let repeated {
          throw Diagnostic.repeatedColumn(repeated[0], option: "names", at: nil)
        }
        if given.contains("") {
          throw Diagnostic.wrongOptionValue("names", "a list without empty names", at: nil)
        }
        names = given + names.dropFirst(given.count)
      }
      if names.count != sniffed.columnCount {
        throw Diagnostic.wrongOptionValue(
          options.columns.isEmpty ? "names" : "columns",
          "a list of \(Diagnostic.counted(sniffed.columnCount, "name")), as "
            + "'\(files[place].path)' has that many columns", at: nil)
      }
      let dropped = sniffed.droppedFields
      let kept = names.indices.filter { !dropped.contains($0) }
      keptFields.append(kept)
      let made = ColumnNames.made(from: kept.map { names[$0] })
      if place == 0 && sniffed.header != nil {
        for change in made.changes.prefix(5) { notices.append(.notice("column-name", change)) }
      }
      result.append(made.names)
    }
    return result
  }

  private mutating func mapFields(_ names: [[String]]) throws(Diagnostic) -> [String] {
    let keys = names.map { $0.map { IdentifierKey($0) } }
    var all = names.first ?? []
    var allKeys = keys.first ?? []
    if options.unitesByName {
      for (file, fileKeys) in keys.enumerated() {
        for (place, key) in fileKeys.enumerated() where !allKeys.contains(key) {
          all.append(names[file][place])
          allKeys.append(key)
        }
      }
    }
    for (file, fileKeys) in keys.enumerated() {
      if !options.unitesByName {
        let path = files[file].path
        let isNamed = sniffed[file].header != nil && sniffed[0].header != nil
        if !isNamed || fileKeys == allKeys {
          if fileKeys.count != allKeys.count {
            throw Diagnostic.columnsDiffer(
              path, files[0].path, "\(fileKeys.count) instead of \(allKeys.count)")
          }
          fields.append(keptFields[file].map { $0 })
          continue
        }
        if let missing = allKeys.firstIndex(where: { !fileKeys.contains($0) }) {
          throw Diagnostic.columnsDiffer(path, files[0].path, "no column \"\(all[missing])\"")
        }
      }
      fields.append(
        allKeys.map { key in fileKeys.firstIndex(of: key).map { keptFields[file][$0] } })
    }
    return all
  }

  // MARK: Types

  private mutating func makeColumns(_ names: [String]) throws(Diagnostic) {
    for (place, name) in names.enumerated() {
      var guess = ColumnKind.null
      let decisive = options.filesToSniff.map { $0 < 0 ? sniffed.count : $0 } ?? sniffed.count
      for (file, sniffed) in sniffed.enumerated() where file < decisive {
        if let field = fields[file][place], field < sniffed.guesses.count {
          guess = guess.joined(sniffed.guesses[field])
        }
      }
      var column = CSVColumn(
        name: name, fixedKind: options.isAllText ? .varchar : nil, guess: guess)
      if !options.isAllText { decide(&column, filesDecide: decisive < sniffed.count) }
      if column.fixedKind == nil {
        column.checksFractions = options.readsNumberStyles && options.numberLocale == nil
        column.checksDays = options.readsDateStyles
      }
      columns.append(column)
    }
    for (place, entry) in options.columns.enumerated() where place < columns.count {
      try fix(place, entry)
    }
    if options.types.count > columns.count {
      throw Diagnostic.wrongOptionValue(
        "types", "a list of at most \(Diagnostic.counted(columns.count, "type"))", at: nil)
    }
    for (place, entry) in options.types.enumerated() {
      let target =
        entry.name.isEmpty
        ? place : names.firstIndex { IdentifierKey($0) == IdentifierKey(entry.name) }
      guard let target, target < columns.count else {
        throw Diagnostic.unknownColumnOption(entry.name, among: names)
      }
      try fix(target, entry)
    }
  }

  private mutating func fix(
    _ place: Int, _ entry: FormatOption.Entry
  ) throws(Diagnostic) {
    let type = try CSVOptions.type(entry.value)
    columns[place].fixedKind = readsTexts ? .varchar : ColumnKind.reading(type)
    columns[place].type = type
    casts[place] = columns[place].fixedKind?.logicalType == type ? nil : type
  }

  /// Fixes the kind of a column where only some rows, files or types may decide it.
  private func decide(_ column: inout CSVColumn, filesDecide: Bool) {
    if options.sampleSize != nil {
      column.fixedKind = column.guess == .null ? .varchar : column.guess
    } else if filesDecide && column.guess != .null {
      column.fixedKind = column.guess
    }
    guard let candidates = options.candidates else { return }
    var kind = column.guess
    let known: [ColumnKind: Set<String>] = [
      .boolean: ["BOOLEAN", "BOOL"],
      .bigint: ["TINYINT", "SMALLINT", "INTEGER", "INT", "BIGINT", "HUGEINT"],
      .double: ["FLOAT", "DOUBLE", "DECIMAL"], .date: ["DATE"], .time: ["TIME"],
      .timestamp: ["TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"],
    ]
    while let names = known[kind], names.isDisjoint(with: candidates) {
      kind = kind == .bigint ? .double : kind == .date ? .timestamp : .varchar
    }
    if kind != column.guess { column.fixedKind = kind }
  }
}
