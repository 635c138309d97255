import KhoiData
import KhoiText

/// What the readers of one file need to know of its fields.
extension CSVColumns {
  /// How one file writes the days and moments of each column.
  func formats(_ file: Int, _ sniffed: SniffedCSV) -> [MomentFormat?] {
    columns.indices.map { place in
      guard let field = fields[file][place], field < sniffed.formats.count else { return nil }
      switch columns[place].fixedKind ?? columns[place].guess {
      case .date: return options.dateFormat ?? sniffed.formats[field]
      case .timestamp: return options.timestampFormat ?? sniffed.formats[field]
      default: return nil
      }
    }
  }

  /// For each field of a file what its values must be, where that is known.
  func checks(_ file: Int, _ options: CSVOptions) -> [FieldCheck?] {
    guard options.ignoresErrors || options.nullsMisfits || !options.forcedTexts.isEmpty else {
      return []
    }
    let formats = formats(file, sniffed[file])
    var checks = [FieldCheck?](repeating: nil, count: sniffed[file].columnCount)
    for (place, column) in columns.enumerated() {
      guard let kind = column.fixedKind, kind != .varchar, let field = fields[file][place] else {
        continue
      }
      checks[field] = FieldCheck(
        kind: kind, format: formats[place], decimalSeparator: options.decimalSeparator ?? 0x2E)
    }
    return checks
  }

  /// For each field of a file the name of its column.
  func names(_ file: Int) -> [String] {
    var names = [String](repeating: "", count: sniffed[file].columnCount)
    for (place, column) in columns.enumerated() {
      if let field = fields[file][place] { names[field] = column.name }
    }
    return names
  }

  /// For each field of a file whether it is a number that is cast from its text.
  func castNumbers(_ file: Int) -> [Bool] {
    var result = [Bool](repeating: false, count: sniffed[file].columnCount)
    for (place, type) in casts {
      guard type.isNumeric, columns[place].fixedKind == .varchar, let field = fields[file][place]
      else { continue }
      result[field] = true
    }
    return result
  }

  /// For each field of a file whether it is never NULL.
  func forcedTexts(_ file: Int, _ options: CSVOptions) throws(Diagnostic) -> [Bool] {
    guard !options.forcedTexts.isEmpty else { return [] }
    var result = [Bool](repeating: false, count: sniffed[file].columnCount)
    if options.forcedTexts == ["*"] { return result.map { _ in true } }
    for name in options.forcedTexts {
      guard
        let place = columns.firstIndex(where: { IdentifierKey($0.name) == IdentifierKey(name) })
      else { throw Diagnostic.unknownColumnOption(name, among: columns.map(\.name)) }
      if let field = fields[file][place] { result[field] = true }
    }
    return result
  }

  /// The fields that are filled from above because their columns were named.
  func filledDown(_ file: Int, _ options: CSVOptions) throws(Diagnostic) -> [Int] {
    var result: [Int] = []
    for name in options.filledDown where name != "auto" {
      if let field = try field(of: name, file) { result.append(field) }
    }
    return result
  }

  /// For some fields the texts that stand for NULL there.
  func fieldNulls(_ file: Int, _ options: CSVOptions) throws(Diagnostic) -> [Int: [[UInt8]]] {
    var result: [Int: [[UInt8]]] = [:]
    for (name, texts) in options.columnNulls {
      if let field = try field(of: name, file) { result[field] = texts.map { Array($0.utf8) } }
    }
    return result
  }

  private func field(of name: String, _ file: Int) throws(Diagnostic) -> Int? {
    guard let place = columns.firstIndex(where: { IdentifierKey($0.name) == IdentifierKey(name) })
    else { throw Diagnostic.unknownColumnOption(name, among: columns.map(\.name)) }
    return fields[file][place]
  }
}
