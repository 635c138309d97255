/// Vietnamese typed with ASCII keys, as people type it where no input method helps: Telex (`Hooij`)
/// or VNI (`Ho65i`).
///
/// A word counts as typed so only if what comes out is a syllable that Vietnamese could have. Plain
/// words can look like typed ones (`is` is í), so this is for words that mean nothing else.
package enum TypedText {
  /// A way to type accents with plain keys.
  package enum Method: String, CaseIterable, Sendable {
    case telex = "Telex"
    case vni = "VNI"
  }

  /// The text with each word read that was typed by a method, the first that reads any word; nil
  /// where none does. Tones stand in the old places (hòa).
  package static func read(_ text: String) -> (text: String, method: Method)? {
    for method in Method.allCases {
      if let read = read(text, by: method) { return (read, method) }
    }
    return nil
  }

  /// The text with the words read that were typed by a method; nil where there is none.
  package static func read(_ text: String, by method: Method) -> String? {
    var output = String.UnicodeScalarView()
    var word: [UInt8] = []
    var isASCII = true
    var hasRead = false
    func close() {
      if isASCII, let read = self.word(word, by: method) {
        hasRead = true
        output.append(contentsOf: read.compactMap(\.scalar))
      } else {
        output.append(contentsOf: word.map { Unicode.Scalar($0) })
      }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      if scalar.isASCII, isLetter(UInt8(scalar.value)) || isDigit(UInt8(scalar.value)) {
        word.append(UInt8(scalar.value))
        continue
      }
      // A letter with a mark beside: that word was typed with an input method.
      if scalar.properties.isAlphabetic { isASCII = false }
      close()
      if !scalar.properties.isAlphabetic { isASCII = true }
      output.append(scalar)
    }
    close()
    return hasRead ? String(output) : nil
  }

  /// The letters of a word that was typed by a method; nil where it was not.
  package static func word(_ typed: [UInt8], by method: Method) -> [VietnameseLetter]? {
    guard typed.count <= 16 else { return nil }
    for joinsApart in [false, true] {
      var word = TypedWord(joinsApart: joinsApart)
      for (place, key) in typed.enumerated() {
        let small = isLetter(key) ? key | 0x20 : key
        let isKey = method == .telex ? word.telex(small) : word.vni(small)
        if isKey { continue }
        guard isLetter(key) else { return nil }
        word.append(key, at: place)
      }
      if let letters = word.syllable() { return letters }
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

/// The letters of a word while its keys are read.
struct TypedWord {
  private var letters: [VietnameseLetter] = []
  private var tone = VietnameseLetter.Tone.level
  private var hasChanged = false
  /// Whether a second a, e or o makes a circumflex also behind other letters: vietej.
  private let joinsApart: Bool

  init(joinsApart: Bool) {
    self.joinsApart = joinsApart
  }

  mutating func append(_ key: UInt8, at place: Int) {
    letters.append(VietnameseLetter(base: key | 0x20, isUpper: key & 0x20 == 0))
  }

  /// Takes a key that changes what is there; false for one that is a letter.
  mutating func telex(_ key: UInt8) -> Bool {
    switch key {
    case 0x73: return set(.acute)
    case 0x66: return set(.grave)
    case 0x72: return set(.hook)
    case 0x78: return set(.tilde)
    case 0x6A: return set(.dot)
    case 0x7A: return set(.level)
    case 0x61, 0x65, 0x6F:
      // A third one takes the circumflex back: booong is boong.
      if let last = letters.last, last.base == key, last.mark == .circumflex {
        letters[letters.count - 1].mark = .none
        letters.append(VietnameseLetter(base: key, isUpper: last.isUpper))
        return true
      }
      guard let place = letters.lastIndex(where: { $0.base == key && $0.mark == .none }),
        joinsApart || place == letters.count - 1
      else { return false }
      return mark(.circumflex, at: place)
    case 0x64:
      return mark(.stroke, at: letters.first?.base == 0x64 ? 0 : nil)
    case 0x77:
      if horn(on: [0x61, 0x6F, 0x75]) { return true }
      letters.append(VietnameseLetter(base: 0x75, mark: .horn))
      hasChanged = true
      return true
    default: return false
    }
  }

  mutating func vni(_ key: UInt8) -> Bool {
    switch key {
    case 0x31: return set(.acute)
    case 0x32: return set(.grave)
    case 0x33: return set(.hook)
    case 0x34: return set(.tilde)
    case 0x35: return set(.dot)
    case 0x30: return set(.level)
    case 0x36: return mark(.circumflex, at: last(of: [0x61, 0x65, 0x6F]))
    case 0x37: return horn(on: [0x6F, 0x75])
    case 0x38: return mark(.breve, at: last(of: [0x61]))
    case 0x39: return mark(.stroke, at: letters.first?.base == 0x64 ? 0 : nil)
    default: return false
    }
  }

  /// A tone is one only behind a vowel.
  private mutating func set(_ tone: VietnameseLetter.Tone) -> Bool {
    guard letters.contains(where: \.isVowel) else { return false }
    self.tone = tone
    hasChanged = true
    return true
  }

  private mutating func mark(_ mark: VietnameseLetter.Mark, at place: Int?) -> Bool {
    guard let place, letters[place].mark == .none else { return false }
    letters[place].mark = mark
    hasChanged = true
    return true
  }

  /// uo becomes ươ, else the last of some vowels takes its horn or breve.
  private mutating func horn(on bases: [UInt8]) -> Bool {
    if let o = letters.lastIndex(where: { $0.base == 0x6F }), o > 0, letters[o - 1].base == 0x75,
      letters[o].mark == .none
    {
      letters[o - 1].mark = .horn
      letters[o].mark = .horn
    } else if let place = last(of: bases), letters[place].mark == .none {
      letters[place].mark = letters[place].base == 0x61 ? .breve : .horn
    } else {
      return false
    }
    hasChanged = true
    return true
  }

  private func last(of bases: [UInt8]) -> Int? {
    letters.lastIndex { bases.contains($0.base) }
  }

  /// The syllable that was meant, with its tone in place.
  func syllable() -> [VietnameseLetter]? {
    guard hasChanged else { return nil }
    for candidate in [letters] + variants {
      var toned = candidate
      guard let vowel = toned.firstIndex(where: \.isVowel) else { continue }
      toned[vowel].tone = tone
      guard VietnameseSyllable.isValid(toned) else { continue }
      return TonePlacement.spelled(toned, .old) ?? toned
    }
    return nil
  }

  /// What the keys could have meant instead: thuở for thưở, chưa for chuă, cứu for cuứ.
  private var variants: [[VietnameseLetter]] {
    var found: [[VietnameseLetter]] = []
    for place in letters.indices.dropLast() where letters[place].base == 0x75 {
      var other = letters
      switch (letters[place].mark, letters[place + 1].base, letters[place + 1].mark) {
      case (.horn, 0x6F, .horn): other[place].mark = .none
      case (.none, 0x61, .breve), (.none, 0x75, .horn):
        other[place].mark = .horn
        other[place + 1].mark = .none
      default: continue
      }
      found.append(other)
    }
    return found
  }
}
