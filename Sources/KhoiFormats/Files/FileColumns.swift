import KhoiData
import KhoiText

/// Columns that come from the names of files: the name itself, and `key=value` of folders.
struct FileColumns: Sendable {
  /// The column that holds the file's name, if there is to be one.
  var filename: String?
  /// Nil to look whether all files have the same keys.
  var isHive: Bool?
  var hiveTypes: [FormatOption.Entry] = []
  var castsHive = true

  static let definitions: [FormatOption] = [
    FormatOption(
      "filename", .text, help: "add a column with each row's file: true, or the column's name",
      example: "filename => true"),
    FormatOption(
      "hive_partitioning", .boolean, help: "whether folders such as year=2024 are columns",
      example: "hive_partitioning => true"),
    FormatOption(
      "hive_types", .types, help: "types of columns from folders",
      example: "hive_types => {'year': 'BIGINT'}"),
    FormatOption(
      "hive_types_autocast", .boolean, help: "whether columns from folders may be numbers or dates",
      example: "hive_types_autocast => false"),
  ]

  /// Takes the option if it is one of these.
  mutating func read(_ name: String, _ given: FormatOptions.Given) throws(Diagnostic) -> Bool {
    switch name {
    case "filename":
      if case .text(let text) = given.value, (try? given.boolean()) == nil {
        filename = text
      } else {
        filename = try given.boolean() ? "filename" : nil
      }
    case "hive_partitioning": isHive = try given.boolean()
    case "hive_types":
      guard case .entries(let entries) = given.value else {
        throw Diagnostic.wrongOptionValue(
          given.name, "a map such as {'year': 'BIGINT'}", at: given.range)
      }
      hiveTypes = entries
    case "hive_types_autocast": castsHive = try given.boolean()
    default: return false
    }
    return true
  }

  /// What each file gave: its path, and how many rows; the lines that they begin in if asked for.
  struct Source {
    var path: String
    var rowCount: Int
    var lines: [Int64] = []
  }

  /// The table with the columns added; `pseudo` names hidden ones.
  func adding(
    to table: Table, _ sources: [Source], pseudo: [String]
  ) throws(Diagnostic) -> (table: Table, casts: [Int: LogicalType]) {
    let paths = sources.map(\.path)
    let rowCounts = sources.map(\.rowCount)
    let keys = try hiveKeys(paths)
    guard filename != nil || !keys.isEmpty || !pseudo.isEmpty else { return (table, [:]) }
    var fields = table.schema.fields
    var columns: [(place: Int, texts: [String?])] = []
    var casts: [Int: LogicalType] = [:]
    func place(_ name: String) -> Int {
      let key = IdentifierKey(name)
      if let known = fields.firstIndex(where: { IdentifierKey($0.name) == key }) {
        fields[known] = Field(fields[known].name, .varchar)
        return known
      }
      fields.append(Field(name, .varchar))
      return fields.count - 1
    }
    if let filename { columns.append((place(filename), paths)) }
    for key in keys {
      let values = paths.map { Self.hiveValues($0).first { $0.key == key }?.value }
      let target = place(key)
      columns.append((target, values))
      if let type = hiveTypes.first(where: { IdentifierKey($0.name) == IdentifierKey(key) }),
        type.value != .text("VARCHAR")
      {
        casts[target] = try CSVOptions.type(type.value)
      } else if castsHive, let type = Self.commonType(values) {
        casts[target] = type
      }
    }
    var lines: Int?
    // A column of that name in the file itself stays what it is.
    for name in pseudo where !fields.contains(where: { IdentifierKey($0.name).text == name }) {
      if name == "_line" {
        lines = fields.count
      } else {
        columns.append((fields.count, paths))
      }
      fields.append(Field(name, name == "_line" ? .bigint : .varchar, isHidden: true))
    }
    let added = Self.table(
      table, Schema(fields), columns: columns, rowCounts: rowCounts,
      lines: lines.map { ($0, sources.flatMap(\.lines)) })
    return (added, casts)
  }

  private func hiveKeys(_ paths: [String]) throws(Diagnostic) -> [String] {
    guard isHive != false, let first = paths.first else { return [] }
    let keys = Self.hiveValues(first).map(\.key)
    let agree = paths.allSatisfy { Self.hiveValues($0).map(\.key) == keys }
    if !agree && isHive == true {
      throw Diagnostic.columnsDiffer(
        paths.first { Self.hiveValues($0).map(\.key) != keys } ?? first, first,
        "other folders such as key=value")
    }
    return agree ? keys : []
  }

  private static func hiveValues(_ path: String) -> [(key: String, value: String?)] {
    path.split(separator: "/").dropLast().compactMap { part in
      guard let sign = part.firstIndex(of: "="), sign != part.startIndex else { return nil }
      let value = unescaped(part[part.index(after: sign)...])
      return (String(part[..<sign]), value == "__HIVE_DEFAULT_PARTITION__" ? nil : value)
    }
  }

  /// `%5B` as `[`.
  private static func unescaped(_ text: Substring) -> String {
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
        let code = UInt8(
          String(decoding: bytes[(place + 1)...(place + 2)], as: UTF8.self), radix: 16)
      {
        result.append(code)
        place += 3
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The type that all values have, nil for text.
  private static func commonType(_ values: [String?]) -> LogicalType? {
    let known = values.compactMap { $0 }
    if known.isEmpty { return nil }
    if known.allSatisfy({ Int64($0) != nil }) { return .bigint }
    let checks: [(ColumnKind, LogicalType)] = [(.date, .date), (.timestamp, .timestamp)]
    for (kind, type) in checks {
      let check = FieldCheck(kind: kind, format: nil, decimalSeparator: 0x2E)
      if known.allSatisfy({ check.accepts(Array($0.utf8)[...]) }) { return type }
    }
    return nil
  }

  private static func table(
    _ table: Table, _ schema: Schema, columns: [(place: Int, texts: [String?])],
    rowCounts: [Int], lines: (place: Int, numbers: [Int64])?
  ) -> Table {
    var bounds = [0]
    for count in rowCounts { bounds.append((bounds.last ?? 0) + count) }
    let encoded = columns.map { FileTexts($0.texts) }
    var firstRow = 0
    var file = 0
    var segments: [Segment] = []
    for segment in table.segments {
      var files: [Int] = []
      files.reserveCapacity(segment.rowCount)
      for row in firstRow..<(firstRow + segment.rowCount) {
        while file + 1 < rowCounts.count && row >= bounds[file + 1] { file += 1 }
        files.append(file)
      }
      let rows = firstRow..<(firstRow + segment.rowCount)
      firstRow += segment.rowCount
      var stored: [StoredColumn?] = segment.columns
      while stored.count < schema.count { stored.append(nil) }
      for (column, texts) in zip(columns, encoded) {
        stored[column.place] = StoredColumn(narrowing: texts.vector(files))
      }
      if let lines {
        let numbers = rows.map { $0 < lines.numbers.count ? lines.numbers[$0] : 0 }
        stored[lines.place] = StoredColumn(narrowing: Vector(.bigint, .int64(Buffer(numbers))))
      }
      segments.append(Segment(columns: stored.compactMap { $0 }, rowCount: segment.rowCount))
    }
    return Table(schema: schema, segments: segments)
  }
}

/// One text a file, as codes of a dictionary.
private struct FileTexts {
  private var codes: [UInt32] = []
  private var isNull: [Bool] = []
  private let dictionary: TextDictionary

  init(_ texts: [String?]) {
    let heap = TextHeap(firstBlockSize: 1 << 12)
    var known: [String: UInt32] = [:]
    var entries: [TextView] = []
    for text in texts {
      isNull.append(text == nil)
      let text = text ?? ""
      if known[text] == nil {
        known[text] = UInt32(entries.count)
        entries.append(heap.store(text))
      }
      codes.append(known[text] ?? 0)
    }
    dictionary = TextDictionary(entries: Buffer(entries), heaps: [heap], hasUniqueEntries: true)
  }

  func vector(_ files: [Int]) -> Vector {
    let hasNulls = isNull.contains(true)
    return Vector(
      .varchar, .codes32(Buffer(files.map { codes[$0] }), dictionary),
      validity: hasNulls ? Validity(count: files.count) { !isNull[files[$0]] } : nil)
  }
}
