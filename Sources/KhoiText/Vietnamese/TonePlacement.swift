/// Where the tone of a syllable is written when it ends in oa, oe or uy.
package enum ToneStyle: String, CaseIterable, Sendable {
  /// On the first vowel: hòa, khỏe, thủy; most newspapers.
  case old
  /// On the second vowel: hoà, khoẻ, thuỷ; schoolbooks since 2018.
  case new
}

/// Writing the tone of a syllable on the letter where it belongs.
package enum TonePlacement {
  /// The text with the tones of its Vietnamese syllables where the style puts them; everything else
  /// stays as it is. The text is composed.
  package static func spell(_ text: [UInt8], _ style: ToneStyle) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var run: [VietnameseLetter] = []
    func close() {
      append(spelled(run, style) ?? run, to: &output)
      run.removeAll(keepingCapacity: true)
    }
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if let letter = VietnameseLetter(scalar) {
        run.append(letter)
        continue
      }
      close()
      output.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }
    close()
    return output
  }

  /// A syllable with its tone in place; nil for letters that are no syllable or have no tone.
  package static func spelled(
    _ letters: [VietnameseLetter], _ style: ToneStyle
  ) -> [VietnameseLetter]? {
    guard let tone = letters.first(where: { $0.tone != .level })?.tone,
      VietnameseSyllable.isValid(letters), let place = place(in: letters, style)
    else { return nil }
    var result = letters.map { $0.with(.level) }
    result[place] = result[place].with(tone)
    return result
  }

  /// The letter of a valid syllable that carries the tone.
  private static func place(in letters: [VietnameseLetter], _ style: ToneStyle) -> Int? {
    let start = VietnameseSyllable.onsetLength(letters)
    var end = start
    while end < letters.count && letters[end].isVowel { end += 1 }
    let vowels = letters[start..<end]
    guard !vowels.isEmpty else { return nil }
    if let marked = vowels.lastIndex(where: { $0.mark != .none && $0.base != 0x75 }) {
      return marked
    }
    if let horned = vowels.firstIndex(where: { $0.mark == .horn }) { return horned }
    switch vowels.count {
    case 1: return start
    case 2:
      if end < letters.count { return start + 1 }
      switch (vowels[start].base, vowels[start + 1].base) {
      case (0x6F, 0x61), (0x6F, 0x65), (0x75, 0x79): return style == .old ? start : start + 1
      default: return start
      }
    default: return start + 1
    }
  }

  private static func append(_ letters: [VietnameseLetter], to output: inout [UInt8]) {
    for letter in letters {
      guard let scalar = letter.scalar, let units = UTF8.encode(scalar) else { continue }
      output.append(contentsOf: units)
    }
  }
}
