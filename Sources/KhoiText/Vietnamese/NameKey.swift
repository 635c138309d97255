/// How much two names of organisations may differ and still have one key.
package enum NameLevel: Int, CaseIterable, Sendable {
  /// The place of tones, look-alike letters, case, i and y.
  case spelling
  /// And punctuation, *và*, `&`, and an abbreviation in parentheses behind what it stands for.
  case words
  /// And abbreviations (UBND for uỷ ban nhân dân).
  case expanded
  /// And a *tỉnh* or *thành phố* at the end, where no name of a place follows.
  case withoutRank
  /// And generic heads: *hội*, *liên hiệp các*, *ban đại diện*, *Việt Nam*.
  case withoutHeads
}

/// A word of a name: its letters with the tone behind them, and those from a to z alone.
package struct NameWord: Hashable, Sendable {
  /// `hoˆi5`: the marks ˆ ˘ ʾ ˍ behind their letters, the number of the tone at the end.
  package let key: [UInt8]
  package let base: [UInt8]
  /// The first letter with its mark, for abbreviations; zero for what is no letter.
  package let initial: UInt8

  package var hasAccent: Bool { key != base }
}

/// What of a name tells one organisation from another, word by word.
package struct NameKey: Sendable {
  package private(set) var words: [NameWord]

  /// `explained` holds abbreviations that other names spell out; they come before the known ones.
  package init(_ name: [UInt8], _ level: NameLevel, explained: [[UInt8]: [NameWord]] = [:]) {
    let reader = NameReader(
      expands: level.rawValue >= NameLevel.expanded.rawValue, explained: explained)
    words = reader.words(of: name)
    if level.rawValue >= NameLevel.withoutRank.rawValue { dropRank() }
    if level == .withoutHeads { dropHeads() }
  }

  /// The same name without generic heads; it must be without its rank already.
  func withoutHeads() -> NameKey {
    var copy = self
    copy.dropHeads()
    return copy
  }

  /// The words that begin with a digit.
  var numbers: [[UInt8]] { words.filter { $0.initial == 0 }.map(\.key) }

  /// The words in one text.
  package var text: [UInt8] { joined { $0.key } }
  /// The words without marks and tones.
  package var base: [UInt8] { joined { $0.base } }
  /// Whether nobody typed any mark or tone, so that only the letters can be compared.
  package var isPlain: Bool { !words.contains(where: \.hasAccent) }

  private func joined(_ part: (NameWord) -> [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    for (place, word) in words.enumerated() {
      if place > 0 { output.append(0x20) }
      output.append(contentsOf: part(word))
    }
    return output
  }

  private static let ranks = phrases(["cấp tỉnh", "tỉnh", "cấp thành phố", "thành phố"])
  private static let heads = phrases([
    "liên hiệp các", "liên hiệp", "hiệp hội", "hội", "các hội", "ban đại diện", "ban chấp hành",
    "uỷ ban",
  ])
  private static let council = phrases(["hội đồng"])
  private static let country = phrases(["việt nam"])

  private static func phrases(_ texts: [String]) -> [[NameWord]] {
    texts.map { NameReader(expands: false).words(of: Array($0.utf8)) }
  }

  private mutating func dropRank() {
    let isPlain = isPlain
    for rank in Self.ranks where rank.count < words.count {
      if Self.isEqual(words.suffix(rank.count), rank, isPlain: isPlain) {
        words.removeLast(rank.count)
        return
      }
    }
  }

  private mutating func dropHeads() {
    let isPlain = isPlain
    for country in Self.country {
      var place = 0
      while place + country.count <= words.count {
        if words.count > country.count,
          Self.isEqual(words[place..<(place + country.count)], country, isPlain: isPlain)
        {
          words.removeSubrange(place..<(place + country.count))
        } else {
          place += 1
        }
      }
    }
    search: while true {
      for phrase in Self.council where starts(with: phrase, isPlain: isPlain) { return }
      for head in Self.heads where starts(with: head, isPlain: isPlain) {
        guard head.count < words.count else { continue }
        words.removeFirst(head.count)
        continue search
      }
      return
    }
  }

  private func starts(with phrase: [NameWord], isPlain: Bool) -> Bool {
    phrase.count <= words.count
      && Self.isEqual(words.prefix(phrase.count), phrase, isPlain: isPlain)
  }

  /// Whether words are a phrase, by their letters alone where no accents were typed.
  private static func isEqual(
    _ words: ArraySlice<NameWord>, _ phrase: [NameWord], isPlain: Bool
  ) -> Bool {
    zip(words, phrase).allSatisfy { isPlain ? $0.base == $1.base : $0.key == $1.key }
  }
}

extension NameKey {
  /// The key of a spelling with i for y where either may stand (level 0): as written, with nothing
  /// but spaces between words left out.
  package static func spelling(_ name: [UInt8]) -> [UInt8] {
    let form = SpellingForm(name)
    var output: [UInt8] = []
    var place = 0
    while place < form.count {
      if form[place] & SpellingCell.letter != 0 {
        let start = place
        while place < form.count && form[place] & SpellingCell.letter != 0 { place += 1 }
        NameReader.append(form, start..<place, to: &output)
      } else {
        SpellingForm.append(SpellingCell.base(form[place]), to: &output)
        place += 1
      }
    }
    return output
  }
}
