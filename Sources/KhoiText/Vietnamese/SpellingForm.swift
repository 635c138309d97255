/// A text as its letters, their marks and the tones of its words: what search and the keys of
/// spellings are made of.
///
/// Vietnamese writers place the tone of a syllable on different letters (hoà, hòa). So a tone is
/// one of the whole run of letters here, kept in each of its cells; a run with two tones keeps them
/// where they stand. Case, look-alike letters, spaces, dashes and quotes are folded, and characters
/// that nobody sees are gone.
package struct SpellingForm: Sendable {
  /// One `SpellingCell` a character, and behind them room for those of longer texts.
  private(set) var buffer: [UInt32] = []
  package private(set) var count = 0

  package init() {}

  package init(_ bytes: [UInt8]) {
    read(bytes.span)
  }

  /// The `SpellingCell` of a character.
  package subscript(place: Int) -> UInt32 { buffer[place] }

  mutating func replaceCells(_ cells: [UInt32]) {
    buffer = cells
    count = cells.count
  }

  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// Which tones the cells of a run have.
  package enum Tones: Sendable {
    /// The tone of the run on each of its letters.
    case ofRuns
    /// Each on the letter it was written on.
    case ofLetters
  }

  /// Reads another text, which is valid UTF-8, in place of the last one.
  package mutating func read(_ bytes: Span<UInt8>, _ tones: Tones = .ofRuns) {
    if scan(bytes, tones) { return }
    // Marks apart from their letters: composed first, as the store does at load.
    var copy: [UInt8] = []
    copy.reserveCapacity(bytes.count)
    for place in bytes.indices { copy.append(bytes[place]) }
    let composed = NFC.normalise(copy).bytes
    _ = scan(composed.span, tones, isComposed: true)
  }

  /// False where a combining mark stands in the text, unless it is known to be composed.
  private mutating func scan(
    _ bytes: Span<UInt8>, _ tones: Tones, isComposed: Bool = false
  ) -> Bool {
    if buffer.count < bytes.count {
      buffer = [UInt32](repeating: 0, count: max(64, bytes.count * 2))
    }
    let table = SpellingCellTable.shared
    var cells = buffer.mutableSpan
    var count = 0
    var run = Run()
    var isInWord = false
    // Spaces in front go, too.
    var isBehindSpace = true
    var offset = 0
    while offset < bytes.count {
      var code = UInt32(bytes[offset])
      offset &+= 1
      if code >= 0x80 { code = Self.decode(bytes, first: code, &offset) }
      var cell = table[code]
      if cell >= SpellingCell.combining {
        if cell == SpellingCell.dropped { continue }
        if !isComposed { return false }
        cell = code
      }
      if cell & SpellingCell.letter != 0 {
        if run.count == 0 { run.start = count }
        run.add(cell)
      } else if run.count > 0 {
        run.close(&cells, count, tones)
      }
      let isSpace = cell == SpellingCell.space
      if isSpace && isBehindSpace { continue }
      isBehindSpace = isSpace
      let isWord = cell & SpellingCell.word != 0
      cells[count] = isWord && isInWord ? cell : cell | SpellingCell.start
      isInWord = isWord
      count &+= 1
    }
    if run.count > 0 { run.close(&cells, count, tones) }
    self.count = isBehindSpace && count > 0 ? count &- 1 : count
    return true
  }

  /// What is known of the run of letters that is being read.
  private struct Run {
    var start = 0
    var count = 0
    private var toneCount = 0
    private var tone: UInt32 = 0

    @inline(__always)
    mutating func add(_ cell: UInt32) {
      count &+= 1
      let tone = cell & SpellingCell.toneMask
      if tone != 0 {
        toneCount &+= 1
        self.tone = tone
      }
    }

    /// Puts the tone of the run, which ends before `end`, on all its letters.
    mutating func close(_ cells: inout MutableSpan<UInt32>, _ end: Int, _ tones: Tones) {
      if toneCount == 1 && tones == .ofRuns {
        for place in start..<end {
          cells[place] = cells[place] & ~SpellingCell.toneMask | tone
        }
      }
      // No syllable that ends in one vowel has more letters (nghỉ).
      if count >= 2 && count <= 4 && toneCount <= 1 {
        let base = SpellingCell.base(cells[end &- 1])
        if base == 0x69 || base == 0x79, isVariantHead(cells, end &- 1) {
          cells[end &- 1] |= SpellingCell.variant
        }
      }
      self = Run()
    }

    /// Whether consonants alone stand before the last letter, or the qu of qui and quy.
    private func isVariantHead(_ cells: borrowing MutableSpan<UInt32>, _ end: Int) -> Bool {
      if end &- start == 2, SpellingCell.base(cells[start]) == 0x71 {
        return SpellingCell.base(cells[start &+ 1]) == 0x75
      }
      for place in start..<end {
        switch SpellingCell.base(cells[place]) {
        case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: return false
        default: continue
        }
      }
      return true
    }
  }

  /// The code point whose first byte was read; the text is valid UTF-8.
  @inline(__always)
  static func decode(_ bytes: Span<UInt8>, first: UInt32, _ offset: inout Int) -> UInt32 {
    let more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
    guard offset &+ more <= bytes.count else {
      offset = bytes.count
      return 0xFFFD
    }
    var code = first & (0x3F >> UInt32(more))
    for _ in 0..<more {
      code = code << 6 | UInt32(bytes[offset] & 0x3F)
      offset &+= 1
    }
    return code
  }
}

extension SpellingForm {
  /// The key of a spelling as text: letters, marks as 1 ^ 2 ˘ 3 horn 4 stroke 5 other, tones 1-5;
  /// two texts that differ in nothing but the places of tones, case and look-alikes share it.
  package func key() -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(count * 2)
    appendKey(to: &output)
    return output
  }

  /// Appends the key.
  package func appendKey(to output: inout [UInt8]) {
    for place in 0..<count {
      let cell = buffer[place]
      Self.append(SpellingCell.base(cell), to: &output)
      let (mark, tone) = (SpellingCell.mark(cell), SpellingCell.tone(cell))
      guard mark != 0 || tone != 0 else { continue }
      output.append(UInt8(truncatingIfNeeded: 0x30 + mark))
      output.append(UInt8(truncatingIfNeeded: 0x30 + tone))
    }
  }

  /// Whether two texts differ in nothing that keys keep.
  package func isSameSpelling(as other: SpellingForm) -> Bool {
    guard count == other.count else { return false }
    let mask = SpellingCell.baseMask | SpellingCell.markMask | SpellingCell.toneMask
    for place in 0..<count where (buffer[place] ^ other.buffer[place]) & mask != 0 { return false }
    return true
  }

  /// The letters without marks and tones.
  package func baseKey() -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(count)
    for place in 0..<count { Self.append(SpellingCell.base(buffer[place]), to: &output) }
    return output
  }

  static func append(_ code: UInt32, to output: inout [UInt8]) {
    if code < 0x80 {
      output.append(UInt8(truncatingIfNeeded: code))
    } else if let scalar = Unicode.Scalar(code), let units = UTF8.encode(scalar) {
      output.append(contentsOf: units)
    }
  }
}
