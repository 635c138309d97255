/// How near to what was typed a text must be to be found.
package enum SearchLevel: String, CaseIterable, Sendable {
  /// The same letters.
  case exact
  /// The same but for capitals.
  case `case`
  /// The same but for the place of tones, look-alike letters, spaces, dashes and quotes, too.
  case spelling
  /// The same letters with any tones.
  case tone
  /// The same letters from a to z.
  case base
  /// What was typed must be there, marks and tones that were not typed are free; from the start of
  /// a word.
  case smart
  /// The same anywhere in the text.
  case smartSubstring = "smart_substring"

  /// The level of a word, however it is written.
  package init?(word: String) {
    self.init(rawValue: word.lowercased())
  }

  package static var list: String { allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ") }
}

/// A text to search for, prepared once and matched with many.
package struct SearchQuery: Sendable {
  package let level: SearchLevel
  /// What a cell of the text must be, and in which bits that counts.
  private let cells: [(value: UInt32, mask: UInt32)]
  /// The letters i and y of the query, which an i or y that may be either answers to.
  private let isVariant: [Bool]

  package init(_ text: [UInt8], level: SearchLevel) {
    self.level = level
    var form = SpellingForm()
    Self.read(text.span, level, isQuery: true, into: &form)
    var cells: [(value: UInt32, mask: UInt32)] = []
    var variants: [Bool] = []
    let isSmart = level == .smart || level == .smartSubstring
    for place in 0..<form.count {
      let cell = form[place]
      var mask: UInt32 =
        switch level {
        case .exact, .case, .spelling: ~0 >> 5
        case .tone: SpellingCell.baseMask | SpellingCell.markMask
        case .base, .smart, .smartSubstring: SpellingCell.baseMask
        }
      if isSmart {
        if cell & SpellingCell.markMask != 0 { mask |= SpellingCell.markMask }
        if cell & SpellingCell.toneMask != 0 { mask |= SpellingCell.toneMask }
      }
      cells.append((cell & mask, mask))
      let base = SpellingCell.base(cell)
      variants.append(isSmart && (base == 0x69 || base == 0x79))
    }
    self.cells = cells
    isVariant = variants
  }

  package var isEmpty: Bool { cells.isEmpty }

  private static func read(
    _ text: Span<UInt8>, _ level: SearchLevel, isQuery: Bool, into form: inout SpellingForm
  ) {
    switch level {
    case .exact: form.readPlain(text, foldsCase: false)
    case .case: form.readPlain(text, foldsCase: true)
    case .smart, .smartSubstring: form.read(text, isQuery ? .ofLetters : .ofRuns)
    case .spelling, .tone, .base: form.read(text)
    }
  }

  /// Reads a text as this query looks at texts.
  package func read(_ text: Span<UInt8>, into form: inout SpellingForm) {
    Self.read(text, level, isQuery: false, into: &form)
  }

  /// Where in a text that `read` prepared the query is found first, as a range of cells.
  package func firstMatch(in form: SpellingForm) -> Range<Int>? {
    let text = form.buffer.span.extracting(first: form.count)
    let query = cells.span
    guard query.count > 0 else { return 0..<0 }
    guard text.count >= query.count else { return nil }
    // A place where the match may not begin fails as a wrong letter does.
    let start = level == .smart ? SpellingCell.start : 0
    let first = query[0].value | start
    let mask = query[0].mask | start
    let mayVary = isVariant[0]
    var place = 0
    let last = text.count &- query.count
    while place <= last {
      let cell = text[place]
      if cell & mask == first || (mayVary && answers(cell, first, mask)) {
        if matches(text, at: place) { return place..<(place &+ query.count) }
      }
      place &+= 1
    }
    return nil
  }

  private func matches(_ text: Span<UInt32>, at start: Int) -> Bool {
    var place = 1
    while place < cells.count {
      let (value, mask) = cells[place]
      let cell = text[start &+ place]
      if cell & mask != value && !(isVariant[place] && answers(cell, value, mask)) { return false }
      place &+= 1
    }
    return true
  }

  /// Whether a cell that may be i or y has the rest of what was typed.
  private func answers(_ cell: UInt32, _ value: UInt32, _ mask: UInt32) -> Bool {
    cell & SpellingCell.variant != 0
      && (cell ^ value) & mask & ~SpellingCell.baseMask == 0
  }

  /// How many marks of letters and tones of words of a match were not typed.
  package func freeAccents(in text: SpellingForm, _ match: Range<Int>) -> Int {
    var count = 0
    var (hasTone, hasTypedTone) = (false, false)
    for (offset, place) in match.enumerated() where offset < cells.count {
      let cell = text[place]
      let mask = cells[offset].mask
      if cell & SpellingCell.start != 0 {
        if hasTone && !hasTypedTone { count += 1 }
        (hasTone, hasTypedTone) = (false, false)
      }
      if cell & SpellingCell.markMask & ~mask != 0 { count += 1 }
      if cell & SpellingCell.toneMask != 0 { hasTone = true }
      if mask & SpellingCell.toneMask != 0 { hasTypedTone = true }
    }
    return hasTone && !hasTypedTone ? count + 1 : count
  }
}

extension SpellingForm {
  /// Reads a text letter by letter with nothing folded but, if asked, case.
  mutating func readPlain(_ bytes: Span<UInt8>, foldsCase: Bool) {
    let table = SpellingCellTable.shared
    var plain: [UInt32] = []
    plain.reserveCapacity(bytes.count)
    var offset = 0
    while offset < bytes.count {
      var code = UInt32(bytes[offset])
      offset &+= 1
      if code >= 0x80 { code = Self.decode(bytes, first: code, &offset) }
      plain.append(foldsCase ? table.lower(code) : code)
    }
    replaceCells(plain)
  }
}
