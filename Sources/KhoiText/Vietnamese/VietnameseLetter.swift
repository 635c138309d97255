/// A letter of Vietnamese text: which of a to z it is, the mark that makes it another letter, and
/// the tone it carries.
///
/// `ộ` is the letter o with a circumflex and the tone dot. Every letter from a to z is one, too;
/// letters of other alphabets and languages (ç, å, д) are none.
package struct VietnameseLetter: Equatable, Hashable, Sendable {
  /// What turns a letter of the Latin alphabet into another Vietnamese one.
  package enum Mark: UInt8, Sendable {
    case none, circumflex, breve, horn, stroke
  }

  /// The six tones in the order of dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng.
  package enum Tone: UInt8, Sendable {
    case level, grave, hook, tilde, acute, dot
  }

  /// The lower-case ASCII letter.
  package var base: UInt8
  package var mark: Mark
  package var tone: Tone
  package var isUpper: Bool

  package init(base: UInt8, mark: Mark = .none, tone: Tone = .level, isUpper: Bool = false) {
    self.base = base
    self.mark = mark
    self.tone = tone
    self.isUpper = isUpper
  }

  /// The letter of a composed code point; nil for what is no Vietnamese or ASCII letter.
  package init?(_ scalar: Unicode.Scalar) {
    let code = scalar.value
    if code < 0x80 {
      let small = UInt8(truncatingIfNeeded: code) | 0x20
      guard small >= 0x61 && small <= 0x7A else { return nil }
      self.init(base: small, isUpper: code < 0x61)
      return
    }
    guard let letter = Self.known(code) else { return nil }
    self = letter
  }

  /// The composed code point; nil where there is none, as for a ỏ with a stroke.
  package var scalar: Unicode.Scalar? {
    if mark == .none && tone == .level {
      return Unicode.Scalar(isUpper ? base & ~0x20 : base)
    }
    if base == 0x64 && mark == .stroke {
      return tone == .level ? Unicode.Scalar(isUpper ? 0x110 as UInt32 : 0x111) : nil
    }
    guard
      let row = Self.vowels.firstIndex(where: { $0.base == base && $0.mark == mark })
    else { return nil }
    return (isUpper ? Self.upper : Self.lower)[row * 6 + Int(tone.rawValue)]
  }

  /// Whether it may be the vowel of a syllable.
  package var isVowel: Bool {
    switch base {
    case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: mark != .stroke
    default: false
    }
  }

  /// The same letter with another tone.
  package func with(_ tone: Tone) -> VietnameseLetter {
    VietnameseLetter(base: base, mark: mark, tone: tone, isUpper: isUpper)
  }
}

extension VietnameseLetter {
  /// The twelve vowels in the six tones each; đ is the only letter beside them.
  private static let lower = Array(
    "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ".unicodeScalars)
  private static let upper = Array(
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬEÈẺẼÉẸÊỀỂỄẾỆIÌỈĨÍỊOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢUÙỦŨÚỤƯỪỬỮỨỰYỲỶỸÝỴ".unicodeScalars)
  private static let vowels: [(base: UInt8, mark: Mark)] = [
    (0x61, .none), (0x61, .breve), (0x61, .circumflex), (0x65, .none), (0x65, .circumflex),
    (0x69, .none), (0x6F, .none), (0x6F, .circumflex), (0x6F, .horn), (0x75, .none),
    (0x75, .horn), (0x79, .none),
  ]

  /// The letters of U+0080 to U+01BF and of U+1EA0 to U+1EFF, by code point.
  private static let early = letters(from: 0x80, to: 0x1C0)
  private static let late = letters(from: 0x1EA0, to: 0x1F00)

  private static func known(_ code: UInt32) -> VietnameseLetter? {
    if code < 0x1C0 { return early[Int(code - 0x80)] }
    if code >= 0x1EA0 && code < 0x1F00 { return late[Int(code - 0x1EA0)] }
    return nil
  }

  private static func letters(from first: UInt32, to end: UInt32) -> [VietnameseLetter?] {
    var found = [VietnameseLetter?](repeating: nil, count: Int(end - first))
    func set(_ scalar: Unicode.Scalar, _ letter: VietnameseLetter) {
      guard scalar.value >= first && scalar.value < end else { return }
      found[Int(scalar.value - first)] = letter
    }
    for (scalars, isUpper) in [(lower, false), (upper, true)] {
      for (place, scalar) in scalars.enumerated() {
        let vowel = vowels[place / 6]
        set(
          scalar,
          VietnameseLetter(
            base: vowel.base, mark: vowel.mark, tone: Tone(rawValue: UInt8(place % 6)) ?? .level,
            isUpper: isUpper))
      }
    }
    set("đ", VietnameseLetter(base: 0x64, mark: .stroke))
    set("Đ", VietnameseLetter(base: 0x64, mark: .stroke, isUpper: true))
    return found
  }
}
