/// How much a text looks like Vietnamese: from 1 where every accented word is a syllable of the
/// language down to −1 and below where none is.
///
/// Only words with letters beyond ASCII say anything. A valid syllable counts 1 if its capitals are
/// sane (`Hội`, `HỘI`, `hội`), 0.3 otherwise, any other word −1; symbols and control characters
/// that stick to letters are what a wrong encoding leaves behind, and count −1 each.
package struct VietnameseScore: Sendable {
  /// Words with letters beyond ASCII.
  package private(set) var words = 0
  package private(set) var validWords = 0
  /// Letters of the valid words: one letter alone is hardly a word.
  package private(set) var validLetters = 0
  private var sum = 0.0
  private var letters: [VietnameseLetter] = []
  private var isForeign = false
  private var hasWide = false
  private var isInWord = false
  /// Symbols since the last letter that make no sense beside one.
  private var symbols = 0

  package init() {}

  package init(_ text: [UInt8]) {
    add(text)
  }

  /// 0 where there is nothing to judge.
  package var value: Double { words == 0 ? min(sum, 0) : sum / Double(words) }

  /// Takes a text into account; it ends like a line.
  package mutating func add(_ text: [UInt8]) {
    var place = 0
    while place < text.count {
      let length = UTF8Scan.length(text, at: place)
      if length == 1 {
        add(UInt32(text[place]))
      } else {
        add(length == 0 ? 0xFFFD : UTF8Scan.scalar(text, at: place, length: length))
      }
      place += max(length, 1)
    }
    endWord()
    symbols = 0
  }

  @inline(__always)
  private mutating func add(_ code: UInt32) {
    if Self.isLetter(code) {
      if !isInWord {
        // Symbols right before the word.
        sum -= Double(symbols)
        symbols = 0
        isInWord = true
      }
      if code >= 0x80 { hasWide = true }
      if isForeign { return }
      if letters.count < 8, let scalar = Unicode.Scalar(code), let letter = VietnameseLetter(scalar)
      {
        letters.append(letter)
      } else {
        isForeign = true
      }
      return
    }
    let isSymbol = Self.isSymbol(code)
    if isInWord {
      endWord()
      if isSymbol { sum -= 1 }
      symbols = 0
    } else {
      symbols = isSymbol ? min(symbols + 1, 4) : 0
    }
  }

  private mutating func endWord() {
    guard isInWord else { return }
    if hasWide {
      words += 1
      if !isForeign && VietnameseSyllable.isValid(letters) {
        validWords += 1
        validLetters += letters.count
        sum += hasSaneCase ? 1 : 0.3
      } else {
        sum -= 1
      }
    }
    letters.removeAll(keepingCapacity: true)
    (isForeign, hasWide, isInWord) = (false, false, false)
  }

  private var hasSaneCase: Bool {
    guard letters.count > 1 else { return true }
    let rest = letters[1].isUpper
    if rest && !letters[0].isUpper { return false }
    return letters.dropFirst().allSatisfy { $0.isUpper == rest }
  }

  /// Latin letters and combining marks.
  @inline(__always)
  package static func isLetter(_ code: UInt32) -> Bool {
    if code < 0x80 { return code | 0x20 >= 0x61 && code | 0x20 <= 0x7A }
    if code < 0xC0 { return false }
    return (code < 0x370 && code != 0xD7 && code != 0xF7) || (code >= 0x1E00 && code < 0x1F00)
  }

  /// What text of any language does not put beside letters.
  private static func isSymbol(_ code: UInt32) -> Bool {
    if code < 0x80 {
      return code < 0x20 ? !(code == 9 || code == 10 || code == 13) : code == 0x7F
    }
    switch code {
    case 0xA0, 0xA1, 0xA7, 0xA9, 0xAA, 0xAB, 0xAE, 0xB0, 0xB7, 0xBA, 0xBB, 0xBF: return false
    case 0x2010...0x2015, 0x2018, 0x2019, 0x201B...0x201F, 0x2022, 0x2026, 0x2039, 0x203A, 0x20AC,
      0x20AB, 0x2122:
      return false
    case 0x80..<0x100, 0x2C6, 0x2DC, 0x192, 0xFFFD: return true
    default: return code >= 0x2000 && code < 0x20D0
    }
  }
}
