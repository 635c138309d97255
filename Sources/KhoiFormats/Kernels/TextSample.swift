import KhoiData
import KhoiText

/// Texts of one column to judge the whole by, and what is odd among them.
///
/// Looks at the distinct texts where the column has a dictionary, and at some thousand of them
/// spread evenly where there are more; nothing of it depends on the number of rows.
struct TextSample {
  private static let limit = 16_384
  private static let wideLimit = 1_000
  private static let byteLimit = 1 << 16

  /// Texts with letters beyond ASCII, or with question marks.
  private(set) var texts: [[UInt8]] = []
  /// Texts with an Ð or Ɖ, which look like Đ and are other letters.
  private(set) var falseStrokes = 0
  /// Texts with characters that show nothing.
  private(set) var invisible = 0
  /// Whether every text of the column was looked at.
  private(set) var isWhole = true
  private var byteCount = 0

  init(_ table: Table, column: Int) {
    if let dictionary = table.dictionary(of: column) {
      let step = max(1, dictionary.count / Self.limit)
      isWhole = step == 1
      for place in stride(from: 0, to: dictionary.count, by: step) {
        add(dictionary.entries[place])
      }
      return
    }
    let step = max(1, table.rowCount / Self.limit)
    isWhole = step == 1
    for segment in table.segments {
      let vector = segment.columns[column].slice(0, segment.rowCount)
      for row in stride(from: 0, to: segment.rowCount, by: step) where !vector.isNull(row) {
        add(vector.textView(row))
      }
    }
  }

  private mutating func add(_ view: TextView) {
    let isTelling = unsafe view.withBytes { bytes in
      for place in 0..<bytes.count {
        let byte = unsafe bytes[place]
        if byte >= 0x80 || byte == 0x3F { return true }
      }
      return false
    }
    guard isTelling else { return }
    let bytes = unsafe view.withBytes { unsafe Array($0) }
    if Self.hasFalseStroke(bytes) { falseStrokes += 1 }
    if Self.isInvisible(bytes) { invisible += 1 }
    guard texts.count < Self.wideLimit, byteCount < Self.byteLimit else { return }
    texts.append(bytes.count < 4096 ? bytes : Self.beginning(bytes))
    byteCount += bytes.count
  }

  /// The first four thousand bytes, cut between characters.
  private static func beginning(_ bytes: [UInt8]) -> [UInt8] {
    var end = 4096
    while end > 0 && bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Array(bytes[..<end])
  }

  private static func hasFalseStroke(_ bytes: [UInt8]) -> Bool {
    bytes.indices.dropLast().contains { place in
      switch (bytes[place], bytes[place + 1]) {
      case (0xC3, 0x90), (0xC3, 0xB0), (0xC6, 0x89), (0xC9, 0x96): true
      default: false
      }
    }
  }

  /// Whether zero-width characters or soft hyphens are there; what emoji are joined by is none.
  private static func isInvisible(_ bytes: [UInt8]) -> Bool {
    bytes.indices.dropLast(1).contains { place in
      switch (bytes[place], bytes[place + 1]) {
      case (0xC2, 0xAD): true
      case (0xE2, 0x80): place + 2 < bytes.count && bytes[place + 2] == 0x8B
      case (0xE2, 0x81): place + 2 < bytes.count && bytes[place + 2] == 0xA0
      case (0xEF, 0xBB): place + 2 < bytes.count && bytes[place + 2] == 0xBF
      default: false
      }
    }
  }
}
