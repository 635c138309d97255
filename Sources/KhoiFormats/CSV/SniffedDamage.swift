import KhoiText

/// Damage in the texts of a file, judged from its first records.
struct SniffedDamage: Sendable {
  /// Of each damaged column, and of the names where the place is nil.
  private(set) var found: [(field: Int?, damage: TextDamage)] = []

  /// - Parameter fields: the fields that become columns.
  init(_ file: InputFile, _ sniffed: SniffedCSV, fields: [Int]) throws(Diagnostic) {
    let head = ScanBuffer()
    try file.read(offset: sniffed.dataStart, count: CSVSniffer.headSize, into: head)
    var scanner = CSVRecordScanner(
      head, start: 0, grammar: sniffed.grammar,
      isWhole: sniffed.dataStart + head.count >= file.size)
    var texts: [[[UInt8]]] = Array(repeating: [], count: sniffed.columnCount)
    var count = 0
    while count < 1_000, scanner.next() {
      guard scanner.record.kind == .data else { continue }
      count += 1
      for field in fields where field < scanner.record.fieldCount {
        let text = Array(scanner.record.content(field))
        if text.contains(where: { $0 >= 0x80 }) && texts[field].last != text {
          texts[field].append(text)
        }
      }
    }
    for field in fields {
      if let damage = TextDamage.find(in: texts[field]) { found.append((field, damage)) }
    }
    if let names = sniffed.header?.map({ Array($0.utf8) }), let damage = TextDamage.find(in: names)
    {
      found.append((nil, damage))
    }
  }

  /// What the option `fix` is to be; nil where nothing is damaged.
  var option: String? {
    guard let first = found.first?.damage.name else { return nil }
    return found.allSatisfy { $0.damage.name == first } ? first : "auto"
  }
}
