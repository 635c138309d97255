/// Characters as people see them (extended grapheme clusters): a letter with its marks, a flag, a
/// family.
enum Graphemes {
  /// Where each one ends, in bytes.
  static func ends(_ bytes: TextBytes) -> [Int] {
    if unsafe UTF8Text.isASCII(bytes), unsafe !bytes.contains(0x0D) {
      return Array(1..<(bytes.count + 1))
    }
    var ends: [Int] = []
    var place = 0
    for character in unsafe String(decoding: bytes, as: UTF8.self) {
      place += character.utf8.count
      ends.append(min(place, bytes.count))
    }
    return ends
  }

  /// The bytes of the characters with these numbers, from zero.
  static func range(_ ends: [Int], _ first: Int, _ last: Int) -> Range<Int> {
    if first >= last || first >= ends.count { return 0..<0 }
    return (first == 0 ? 0 : ends[first - 1])..<ends[min(last, ends.count) - 1]
  }
}
