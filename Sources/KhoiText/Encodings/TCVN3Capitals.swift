/// Gives back the capitals that TCVN3 cannot write.
///
/// Its fonts have no capitals with tones: `HéI` is HộI typed with a font that shows ộ as Ộ. A word
/// with two certain capitals and no letter from a to z is all in capitals; one with a single
/// certain capital (`Tæ`, maybe Tổ, maybe TỔ) only where the words beside it are.
package enum TCVN3Capitals {
  private struct Word {
    var start = 0
    var end = 0
    var capitals = 0
    var hasSmall = false

    var isCapital: Bool { capitals >= 2 && !hasSmall }
    /// Whether the words beside it decide.
    var isOpen: Bool { capitals == 1 && !hasSmall }
  }

  /// Raises the words in place; capitals and small letters are equally long in UTF-8.
  package static func restore(_ text: inout [UInt8]) {
    var word = Word()
    var isInWord = false
    /// Whether only blanks came since the word before.
    var isJoined = false
    /// What the word before was, where it is joined to what follows.
    var before: Bool?
    /// An open word, and what the one before it was.
    var open: (word: Word, before: Bool?)?
    var place = 0
    while place <= text.count {
      let byte = place < text.count ? text[place] : 0
      if byte < 0x80 {
        let small = byte | 0x20
        if small >= 0x61 && small <= 0x7A {
          if !isInWord {
            word = Word(start: place)
            isInWord = true
          }
          if byte == small { word.hasSmall = true } else { word.capitals += 1 }
          place += 1
          continue
        }
      } else if isLetter(byte) {
        if !isInWord {
          word = Word(start: place)
          isInWord = true
        }
        if isCapital(text, place) { word.capitals += 1 }
        place += byte < 0xE0 ? 2 : 3
        continue
      }
      if isInWord {
        isInWord = false
        word.end = place
        if let known = open {
          let after = isJoined ? word.isCapital : nil
          if isCapital(between: known.before, after) {
            raise(known.word.start, known.word.end, in: &text)
          }
          open = nil
        }
        if word.isCapital { raise(word.start, word.end, in: &text) }
        if word.isOpen { open = (word, isJoined ? before : nil) }
        before = word.isCapital
        isJoined = true
      }
      if byte != 0x20 && byte != 0x2D { isJoined = false }
      place += byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }
    if let open, isCapital(between: open.before, nil) {
      raise(open.word.start, open.word.end, in: &text)
    }
  }

  /// Whether a word with one certain capital is all in capitals: those beside it, of which there is
  /// one at least, are.
  private static func isCapital(between before: Bool?, _ after: Bool?) -> Bool {
    (before != nil || after != nil) && before ?? true && after ?? true
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte >= 0xC3 && byte <= 0xC6) || byte == 0xE1
  }

  /// Whether a letter beyond ASCII is a capital: one without tone, or one that only later versions
  /// of the encoding have.
  private static func isCapital(_ text: [UInt8], _ place: Int) -> Bool {
    let byte = text[place]
    guard place + 1 < text.count else { return false }
    let next = text[place + 1]
    switch byte {
    case 0xC3: return next < 0xA0
    case 0xC4, 0xC5: return next & 1 == 0
    case 0xC6: return next == 0xA0 || next == 0xAF
    default: return place + 2 < text.count && text[place + 2] & 1 == 0
    }
  }

  private static func raise(_ start: Int, _ end: Int, in text: inout [UInt8]) {
    var place = start
    while place < end {
      let byte = text[place]
      switch byte {
      case 0xC3: if text[place + 1] >= 0xA0 { text[place + 1] -= 0x20 }
      case 0xC4, 0xC5: text[place + 1] &= 0xFE
      case 0xC6:
        if text[place + 1] == 0xA1 { text[place + 1] = 0xA0 }
        if text[place + 1] == 0xB0 { text[place + 1] = 0xAF }
      case 0xE1: text[place + 2] &= 0xFE
      default: break
      }
      place += byte < 0x80 ? 1 : byte < 0xE0 ? 2 : 3
    }
  }
}
