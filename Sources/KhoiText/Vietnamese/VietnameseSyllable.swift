/// The grammar of Vietnamese syllables: an onset, a rime and a tone.
///
/// 28 onsets (one of them empty) and the rimes below cover all but a few sound words of a
/// dictionary. Where in the syllable the tone is written does not matter here.
package enum VietnameseSyllable {
  /// Whether letters spell a syllable that Vietnamese could have.
  package static func isValid(_ letters: [VietnameseLetter]) -> Bool {
    guard !letters.isEmpty, letters.count <= 7 else { return false }
    var tone = VietnameseLetter.Tone.level
    for letter in letters where letter.tone != .level {
      guard tone == .level else { return false }
      tone = letter.tone
    }
    // The onset may be read in two ways: gi in già, g in gì.
    for length in 0..<min(letters.count, 4) {
      guard isOnset(letters[..<length]) else { continue }
      if isValid(letters[..<length], letters[length...], tone) { return true }
    }
    return false
  }

  /// How many of the letters are the onset: all that stand before the vowels, with the u of qu and
  /// the i of gi where another vowel follows.
  package static func onsetLength(_ letters: [VietnameseLetter]) -> Int {
    guard let first = letters.firstIndex(where: \.isVowel) else { return letters.count }
    guard first > 0, first + 1 < letters.count, letters[first + 1].isVowel else { return first }
    let glide = letters[first]
    let before = letters[first - 1]
    let belongsToOnset =
      glide.mark == .none
      && (before.base == q && glide.base == u
        || first == 1 && before.base == g && glide.base == i)
    return belongsToOnset ? first + 1 : first
  }

  private static func isValid(
    _ onset: ArraySlice<VietnameseLetter>, _ rime: ArraySlice<VietnameseLetter>,
    _ tone: VietnameseLetter.Tone
  ) -> Bool {
    guard let key = packed(rime), let first = rime.first, let last = rime.last else { return false }
    let ending = onset.last.map { UInt32($0.base) } ?? 0
    let isAfterQ = ending == UInt32(u)
    guard rimes.contains(key) || (isAfterQ && rimesAfterQ.contains(key)) else { return false }
    guard fits(onset, first, rime) else { return false }
    // Stops take two tones only.
    let isStopped =
      switch last.base {
      case 0x63, 0x70, 0x74: last.mark == .none
      case 0x68: rime.dropLast().last?.base == 0x63
      default: false
      }
    return !isStopped || tone == .acute || tone == .dot
  }

  /// Whether the onset is the spelling that this vowel wants: k, gh and ngh before e, ê, i and y.
  private static func fits(
    _ onset: ArraySlice<VietnameseLetter>, _ vowel: VietnameseLetter,
    _ rime: ArraySlice<VietnameseLetter>
  ) -> Bool {
    let isFront = vowel.base == e || vowel.base == i || vowel.base == y
    guard let last = onset.last?.base else { return true }
    switch (onset.count, last) {
    case (1, k): return isFront
    // gh and ngh, but not ch, kh and the like.
    case (2..., h) where onset.dropLast().last?.base == g: return isFront && vowel.base != y
    case (1, c), (2, g): return !isFront
    case (1, g): return !isFront || vowel.base == i
    case (2, i): return vowel.base != i && vowel.base != y
    case (2, u):
      if vowel.base == u { return false }
      // Only quốc among the o: qua is spelled with an a, not quoa.
      return vowel.base != o || vowel.mark == .horn || (vowel.mark == .circumflex && rime.count > 1)
    // Behind other consonants y stands alone.
    default: return vowel.base != y || rime.count == 1
    }
  }

  private static func isOnset(_ letters: ArraySlice<VietnameseLetter>) -> Bool {
    guard let first = letters.first else { return true }
    if letters.count == 1 && first.base == d {
      return first.mark == .none || first.mark == .stroke
    }
    guard letters.allSatisfy({ $0.mark == .none }) else { return false }
    // A tone on gi or qu would be one on its glide: gìa is not written, but is understood.
    return packed(letters).map { onsets.contains($0) } ?? false
  }

  /// Up to four letters without their tones in one number.
  private static func packed(_ letters: ArraySlice<VietnameseLetter>) -> UInt32? {
    guard letters.count <= 4 else { return nil }
    var key: UInt32 = 0
    for letter in letters {
      key = key << 8 | UInt32(letter.base - 0x60) << 3 | UInt32(letter.mark.rawValue)
    }
    return key
  }

  private static let (c, d, e, g, h): (UInt8, UInt8, UInt8, UInt8, UInt8) = (99, 100, 101, 103, 104)
  private static let (i, k, o, q): (UInt8, UInt8, UInt8, UInt8) = (105, 107, 111, 113)
  private static let (u, y): (UInt8, UInt8) = (117, 121)

  private static func table(_ words: String) -> Set<UInt32> {
    var keys: Set<UInt32> = []
    for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let letters = word.unicodeScalars.compactMap { VietnameseLetter($0) }
      if let key = packed(letters[...]) { keys.insert(key) }
    }
    return keys
  }

  /// Besides these: đ, and none at all.
  private static let onsets = table(
    "b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")

  private static let rimes = table(
    """
    a ac ach ai am an ang anh ao ap at au ay
    ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot ooc oong
    oa oac oach oai oam oan oang oanh oao oap oat oay
    oăc oăm oăn oăng oăp oăt oe oem oen oeng oeo oep oet
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơng ơp ơt
    u ua uc ui um un ung up ut uâc uân uâng uât uây
    uê uêch uên uênh uêt uêu uôc uôi uôm uôn uông uôt uơ
    uy uya uych uyên uyêt uyêch uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
    """)

  /// quý, quýnh, quỵt: the glide is part of the onset.
  private static let rimesAfterQ = table("ych yn yng ynh yp yt yu ya")
}
