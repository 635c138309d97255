/// An encoding in which a character is one byte, or a letter's byte and one for its mark behind.
///
/// Decoding is a look in a table a byte: the UTF-8 of the character, up to three bytes, and how
/// many they are. Where the byte is a mark, a second table tells what it makes of the letter
/// before, so that the text is composed (NFC) at once.
package struct CodePage: Sendable {
  /// The UTF-8 of each byte's character, the first byte lowest, and their number in the top byte.
  private let characters: [UInt32]
  /// For each byte the number of its rows in `composed`; 0 for what is no mark.
  private let markRows: [UInt8]
  /// For each mark 256 entries by the byte before: what the two make together; 0 for nothing.
  private let composed: [UInt32]
  /// Code points by byte.
  package let scalars: [UInt32]
  private let bytes: [UInt32: UInt8]

  /// What a byte adds to the letter before it.
  struct Mark {
    var byte: UInt8
    /// The combining marks of Unicode.
    var marks: [UInt32]
    /// The letters that it goes with.
    var letters: String
  }

  /// - Parameters:
  ///   - upper: the characters of the bytes from 0x80 on.
  ///   - low: the bytes below 0x80 that are no ASCII.
  ///   - hasMarks: whether combining marks in the table go with the letter before them.
  init(
    upper: String, low: [UInt8: UInt32] = [:], hasMarks: Bool = false, marks: [Mark] = []
  ) {
    var scalars: [UInt32] = (0..<0x80).map { low[UInt8($0)] ?? UInt32($0) }
    scalars.append(contentsOf: upper.unicodeScalars.map(\.value))
    precondition(scalars.count == 256, "an encoding has 256 places")
    var all = marks
    for byte in 0x80..<0x100 where hasMarks && (0x300..<0x370).contains(scalars[byte]) {
      all.append(Mark(byte: UInt8(byte), marks: [scalars[byte]], letters: Self.toned))
    }
    var rows = [UInt8](repeating: 0, count: 256)
    var composed = [UInt32](repeating: 0, count: 256)
    for (number, mark) in all.enumerated() {
      rows[Int(mark.byte)] = UInt8(number + 1)
      let letters = Set(mark.letters.unicodeScalars.map(\.value))
      composed.append(
        contentsOf: scalars.map { letter in
          letters.contains(letter)
            ? NFC.composition(of: letter, mark.marks).map { Self.packed($0) } ?? 0 : 0
        })
    }
    self.scalars = scalars
    self.composed = composed
    markRows = rows
    characters = scalars.map { Self.packed($0) }
    var bytes: [UInt32: UInt8] = [:]
    for (byte, scalar) in scalars.enumerated() where bytes[scalar] == nil {
      bytes[scalar] = UInt8(byte)
    }
    self.bytes = bytes
  }

  /// The text of the bytes in UTF-8.
  package func decoded(_ bytes: [UInt8]) -> [UInt8] {
    var text = [UInt8](repeating: 0, count: bytes.count * 3)
    var end = 0
    var start = 0
    var previous = 0
    for byte in bytes {
      let row = Int(markRows[Int(byte)])
      if row != 0 && previous != 0 {
        let both = composed[row << 8 | previous]
        if both != 0 {
          end = start
          Self.write(both, into: &text, at: &end)
          previous = 0
          continue
        }
      }
      start = end
      previous = Int(byte)
      Self.write(characters[Int(byte)], into: &text, at: &end)
    }
    text.removeLast(text.count - end)
    return text
  }

  /// The byte of a character, where it has one.
  package func byte(of scalar: UInt32) -> UInt8? { bytes[scalar] }

  @inline(__always)
  private static func write(_ packed: UInt32, into text: inout [UInt8], at end: inout Int) {
    text[end] = UInt8(truncatingIfNeeded: packed)
    if packed >= 2 << 24 {
      text[end &+ 1] = UInt8(truncatingIfNeeded: packed >> 8)
      if packed >= 3 << 24 { text[end &+ 2] = UInt8(truncatingIfNeeded: packed >> 16) }
    }
    end &+= Int(packed >> 24)
  }

  private static func packed(_ code: UInt32) -> UInt32 {
    var packed: UInt32 = 0
    var count: UInt32 = 0
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
      packed |= UInt32(byte) << (count * 8)
      count += 1
    }
    return packed | count << 24
  }

  /// The letters that take tones.
  private static let toned = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯYnN"

  /// The bytes that VNI writes behind letters, small and capital.
  static let vniMarks: [Mark] = {
    let tones: [(UInt8, UInt32)] = [
      (0xF9, 0x301), (0xF8, 0x300), (0xFB, 0x309), (0xF5, 0x303), (0xEF, 0x323),
    ]
    let circumflexes: [(UInt8, [UInt32])] = [
      (0xE2, []), (0xE1, [0x301]), (0xE0, [0x300]), (0xE5, [0x309]), (0xE3, [0x303]),
      (0xE4, [0x323]),
    ]
    let breves: [(UInt8, [UInt32])] = [
      (0xEA, []), (0xE9, [0x301]), (0xE8, [0x300]), (0xFA, [0x309]), (0xFC, [0x303]),
      (0xEB, [0x323]),
    ]
    var marks: [Mark] = []
    for (byte, mark) in tones {
      marks.append(
        Mark(byte: byte, marks: [mark], letters: mark == 0x323 ? "aeouơưAEOUƠƯ" : "aeouyơưAEOUYƠƯ"))
    }
    for (byte, tone) in circumflexes {
      marks.append(Mark(byte: byte, marks: [0x302] + tone, letters: "aeoAEO"))
    }
    for (byte, tone) in breves {
      marks.append(Mark(byte: byte, marks: [0x306] + tone, letters: "aA"))
    }
    // Capitals are written 32 places before.
    return marks + marks.map { Mark(byte: $0.byte - 0x20, marks: $0.marks, letters: $0.letters) }
  }()
}
