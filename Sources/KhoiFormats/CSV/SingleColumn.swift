import KhoiText

/// Files that were read as one column of whole lines although the lines look like more.
enum SingleColumn {
  /// Lines that are looked at.
  private static let limit = 50

  /// Why the file may have been misread; nil where one column is all there is.
  static func doubt(_ file: InputFile, _ sniffed: SniffedCSV) -> Diagnostic? {
    let lines = lines(of: file)
    guard !lines.isEmpty, sniffed.evidence.quoted * 2 < sniffed.evidence.good else { return nil }
    let objects = lines.filter { isObject($0) }.count
    if objects * 10 >= lines.count * 8 {
      return .notice(
        "one-column", "the lines look like JSON",
        notes: ["read_json('\(file.path)') makes columns of their keys"])
    }
    guard lines.count >= 2 else { return nil }
    for (sign, shown) in [(0x3B, "';'"), (9, "tab"), (0x7C, "'|'"), (0x2C, "','")] {
      let counts = lines.map { line in line.filter { $0 == UInt8(sign) }.count }
      guard counts.filter({ $0 > 0 }).count * 10 >= counts.count * 8 else { continue }
      let option = sign == 9 ? "'\\t'" : shown
      let differing = counts.firstIndex { $0 != counts[0] }
      var text = "one column, although the lines hold \(shown)"
      if let differing {
        text += ", \(counts[0]) in the first and \(counts[differing]) in another"
      }
      return .notice(
        "one-column", text,
        notes: ["delim => \(option), ragged => 'pad' reads them as columns"])
    }
    return nil
  }

  /// The first lines with anything in them.
  private static func lines(of file: InputFile) -> [ArraySlice<UInt8>] {
    let head = ScanBuffer()
    guard (try? file.read(offset: 0, count: 1 << 15, into: head)) != nil else { return [] }
    let bytes = head.bytes(0, head.count)
    var lines = bytes.split { $0 == 10 || $0 == 13 }.map { SheetCell.trimmed($0) }
    // The last one may be cut off.
    if head.count < file.size && lines.count > 1 { lines.removeLast() }
    return Array(lines.filter { !$0.isEmpty }.prefix(limit))
  }

  private static func isObject(_ line: ArraySlice<UInt8>) -> Bool {
    (line.first == 0x7B && line.last == 0x7D && line.contains(0x3A))
      || (line.first == 0x5B && line.last == 0x5D && line.count > 2)
  }
}
