import KhoiText

extension DateFormat {
  /// A pattern of Java's DateTimeFormatter, which Spark uses: letters stand for parts, text between
  /// apostrophes for itself.
  init(pattern: String, _ function: String) throws(Diagnostic) {
    var pieces: [Piece] = []
    let bytes = Array(pattern.utf8)
    var place = 0
    while place < bytes.count {
      let letter = bytes[place]
      if letter == 0x27 {
        let end = bytes[(place + 1)...].firstIndex(of: 0x27) ?? bytes.count
        pieces.append(.literal(end == place + 1 ? [0x27] : Array(bytes[(place + 1)..<end])))
        place = end + 1
        continue
      }
      var count = 1
      while place + count < bytes.count, bytes[place + count] == letter { count += 1 }
      let isLetter = (letter | 0x20) &- 0x61 < 26
      if !isLetter {
        pieces.append(.literal(Array(repeating: letter, count: count)))
      } else if let piece = Self.piece(letter, count) {
        pieces.append(piece)
      } else {
        throw .badArgument(
          function,
          "'\(pattern)' is not a format: \(UnicodeScalar(letter)) stands for nothing",
          note: "a format is like '%Y-%m-%d' or 'yyyy-MM-dd'")
      }
      place += count
    }
    self.init(pieces: pieces)
  }

  /// The part that so many of a letter stand for.
  private static func piece(_ letter: UInt8, _ count: Int) -> Piece? {
    func part(_ name: Unicode.Scalar) -> Piece { .part(UInt8(ascii: name), isPadded: count > 1) }
    switch letter {
    case UInt8(ascii: "y"), UInt8(ascii: "u"): return count == 2 ? part("y") : part("Y")
    case UInt8(ascii: "Y"): return part("G")
    case UInt8(ascii: "M"), UInt8(ascii: "L"):
      return count < 3 ? part("m") : count == 3 ? part("b") : part("B")
    case UInt8(ascii: "d"): return part("d")
    case UInt8(ascii: "D"): return part("j")
    case UInt8(ascii: "E"): return count < 4 ? part("a") : part("A")
    case UInt8(ascii: "Q"), UInt8(ascii: "q"): return part("Q")
    case UInt8(ascii: "H"): return part("H")
    case UInt8(ascii: "h"): return part("I")
    case UInt8(ascii: "a"): return part("p")
    case UInt8(ascii: "m"): return part("M")
    case UInt8(ascii: "s"): return part("S")
    case UInt8(ascii: "S"):
      return .part(
        count <= 3 ? UInt8(ascii: "g") : count <= 6 ? UInt8(ascii: "f") : UInt8(ascii: "n"),
        isPadded: true)
    case UInt8(ascii: "X"), UInt8(ascii: "x"), UInt8(ascii: "Z"), UInt8(ascii: "O"):
      return part("z")
    case UInt8(ascii: "z"), UInt8(ascii: "V"): return part("Z")
    default: return nil
    }
  }
}
