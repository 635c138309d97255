/// What is wrong with the texts of one column, and what they were meant to be.
///
/// The texts of a column come from one place, so they are judged together: a repair is believed
/// where it makes syllables of what was none.
package struct TextDamage: Sendable {
  /// To be undone in this order.
  package let repairs: [TextRepair]
  /// Whether some texts are sound, so that each is repaired only where that makes it better.
  package let isMixed: Bool
  /// A text before and after the repair.
  package let example: (before: [UInt8], after: [UInt8])
  /// Whether letters were lost on the way that no repair brings back.
  package let hasLostLetters: Bool

  /// The repairs' names as the option `fix` takes them.
  package var name: String { repairs.map(\.name).joined(separator: "+") }
  package var explanation: String { repairs.map(\.explanation).joined(separator: ", then ") }

  /// A text with the repairs applied; nil where it stays as it is.
  package func repaired(_ text: [UInt8]) -> [UInt8]? {
    let result = Self.applied(repairs, to: text)
    guard let result, isMixed, !repairs.allSatisfy({ $0.isCertain || $0.isPlain }) else {
      return result
    }
    return VietnameseScore(result).value > VietnameseScore(text).value ? result : nil
  }

  /// The text after all repairs that apply; nil where none does.
  package static func applied(_ repairs: [TextRepair], to text: [UInt8]) -> [UInt8]? {
    var result: [UInt8]?
    for repair in repairs { result = repair.repaired(result ?? text) ?? result }
    return result
  }

  /// The repairs that names joined by `+` stand for; nil where one is unknown.
  package static func repairs(named names: String) -> [TextRepair]? {
    var repairs: [TextRepair] = []
    for name in names.split(separator: "+") {
      guard let repair = TextRepair(named: String(name)) else { return nil }
      repairs.append(repair)
    }
    return repairs.isEmpty ? nil : repairs
  }

  /// How much evidence there must be.
  package struct Demand: Sendable {
    /// Accented words that the repair gives.
    package var words: Int
    /// Characters that come out of misread UTF-8.
    package var characters: Int

    /// For the distinct texts of a column.
    package static let column = Demand(words: 3, characters: 3)
    /// For a text alone.
    package static let text = Demand(words: 2, characters: 1)
  }
}

extension TextDamage {
  /// Looks at texts for damage; nil where they are sound.
  ///
  /// Tries the repairs of damage that leaves traces of its own.
  package static func find(in texts: [[UInt8]], demand: Demand = .column) -> TextDamage? {
    let wide = texts.filter { $0.contains { $0 >= 0x80 } }
    guard !wide.isEmpty else { return nil }
    let tried: [TextRepair] = [.utf8As1252, .utf8As1258, .windows1258As1252, .tcvn3, .vni]
    var best = misreadUTF8(wide, tried, demand)
    let readable = best.map { found in wide.map { found.repair.repaired($0) ?? $0 } } ?? wide
    let other = oldEncoding(
      readable, tried.filter { !$0.isCertain }, best == nil ? demand : .column)
    var found: [TextRepair] = []
    if let best { found.append(best.repair) }
    if let other { found.append(other.repair) }
    if found.isEmpty { return withoutHorns(wide) }
    if let other { best = other }
    guard let place = best?.place, let after = applied(found, to: wide[place]) else { return nil }
    return TextDamage(
      repairs: found, isMixed: best?.isMixed ?? false, example: (wide[place], after),
      hasLostLetters: other?.repair == .tcvn3 && lacksHorns(readable) >= 2)
  }

  /// TCVN3 text that lost so many of its ư that it hardly makes syllables any more.
  private static func withoutHorns(_ texts: [[UInt8]]) -> TextDamage? {
    let odd = lacksHorns(texts)
    guard odd >= 2 else { return nil }
    var (before, after) = (VietnameseScore(), VietnameseScore())
    for text in texts {
      before.add(text)
      after.add(TextRepair.tcvn3.repaired(text) ?? text)
    }
    // As if the words that an ư makes valid were.
    let score = after.value + 2 * Double(odd) / Double(max(after.words, 1))
    guard after.words >= 4, score >= EncodingDetector.threshold, score - before.value >= 0.6,
      let example = texts.first(where: { TextRepair.tcvn3.repaired($0) != nil }),
      let repaired = TextRepair.tcvn3.repaired(example)
    else { return nil }
    return TextDamage(
      repairs: [.tcvn3], isMixed: false, example: (example, repaired), hasLostLetters: true)
  }

  /// Whether repairs that a person named fit the texts; nil where they make nothing better.
  ///
  /// - Parameter isForced: whether to take the repairs even so, if they change anything.
  package static func find(
    in texts: [[UInt8]], applying repairs: [TextRepair], isForced: Bool = false
  ) -> TextDamage? {
    let wide = texts.filter { $0.contains { $0 >= 0x80 } }
    var (before, after) = (VietnameseScore(), VietnameseScore())
    var isMixed = false
    var example: (before: [UInt8], after: [UInt8])?
    for text in wide {
      let result = applied(repairs, to: text)
      before.add(text)
      after.add(result ?? text)
      if let result {
        if example == nil || text.count > example?.before.count ?? 0 && text.count < 60 {
          example = (text, result)
        }
      } else if VietnameseScore(text).value > 0 {
        isMixed = true
      }
    }
    guard let example else { return nil }
    let isBetter =
      after.value >= EncodingDetector.threshold && after.value - before.value >= 0.3
      || repairs.contains { $0 == .tcvn3 } && withoutHorns(wide) != nil
    guard isBetter || isForced || repairs.allSatisfy({ $0.isCertain || $0.isPlain }) else {
      return nil
    }
    return TextDamage(
      repairs: repairs, isMixed: isMixed, example: example,
      hasLostLetters: repairs.contains(.tcvn3) && lacksHorns(wide) >= 2)
  }

  private struct Finding {
    var repair: TextRepair
    var score = 0.0
    var changed = 0
    var isMixed = false
    /// Of the text that shows it best.
    var place = 0
  }

  /// UTF-8 that was read as something else: the bytes prove it, in any language.
  private static func misreadUTF8(
    _ texts: [[UInt8]], _ repairs: [TextRepair], _ demand: Demand
  ) -> Finding? {
    var best: Finding?
    for repair in repairs where repair.isCertain {
      var finding = Finding(repair: repair)
      var characters = 0
      var most = 0
      for (place, text) in texts.enumerated() {
        guard let result = repair.repaired(text) else { continue }
        finding.changed += 1
        let count = UTF8Scan.census(result, mayBeCut: false).wide
        characters += count
        if count > most {
          most = count
          finding.place = place
        }
      }
      if characters >= demand.characters, finding.changed > best?.changed ?? 0 { best = finding }
    }
    return best
  }

  /// Text of an old encoding or font: the repair must make Vietnamese of what was none.
  private static func oldEncoding(
    _ texts: [[UInt8]], _ repairs: [TextRepair], _ demand: Demand
  ) -> Finding? {
    var before = VietnameseScore()
    for text in texts { before.add(text) }
    if before.words >= demand.words && before.value >= 0.75 { return nil }
    var best: Finding?
    for repair in repairs {
      var finding = Finding(repair: repair)
      var after = VietnameseScore()
      var affected = VietnameseScore()
      var most = -1.0
      for (place, text) in texts.enumerated() {
        let result = repair.repaired(text)
        after.add(result ?? text)
        guard let result else {
          if VietnameseScore(text).value > 0 { finding.isMixed = true }
          continue
        }
        finding.changed += 1
        affected.add(result)
        let score = VietnameseScore(result)
        let weight = score.value * Double(min(score.words, 4))
        if weight > most {
          most = weight
          finding.place = place
        }
      }
      finding.score = after.value
      let isBelievable =
        affected.words >= demand.words && finding.score >= EncodingDetector.threshold
        && finding.score - before.value >= 0.3
      if isBelievable && finding.score > best?.score ?? 0 { best = finding }
    }
    return best
  }

  /// How many words lack an ư, where it is missing everywhere: it is the soft hyphen, which many
  /// programs drop.
  ///
  /// Then người is ngời and trường trờng, a rime that Vietnamese does not have.
  private static func lacksHorns(_ texts: [[UInt8]]) -> Int {
    let softHyphen: [UInt8] = [0xC2, 0xAD]
    var odd = 0
    for text in texts {
      if text.indices.dropLast().contains(where: {
        text[$0] == softHyphen[0] && text[$0 + 1] == softHyphen[1]
      }) {
        return 0
      }
      guard let result = TextRepair.tcvn3.repaired(text) else { continue }
      odd += wordsWithoutHorn(UTF8Scan.scalars(of: result))
    }
    return odd
  }

  /// Whether what follows an ơ hardly ever does: only ương is common, not ơng.
  private static func isWithoutHorn(_ rest: ArraySlice<VietnameseLetter>) -> Bool {
    rest.map(\.base) == [0x6E, 0x67]
  }

  private static func wordsWithoutHorn(_ scalars: [UInt32]) -> Int {
    var count = 0
    var letters: [VietnameseLetter] = []
    for code in scalars + [0x20] {
      if let scalar = Unicode.Scalar(code), let letter = VietnameseLetter(scalar) {
        letters.append(letter)
        continue
      }
      if let place = letters.firstIndex(where: { $0.base == 0x6F && $0.mark == .horn }),
        isWithoutHorn(letters[(place + 1)...]) || !VietnameseSyllable.isValid(letters)
      {
        var whole = letters
        whole.insert(VietnameseLetter(base: 0x75, mark: .horn), at: place)
        if VietnameseSyllable.isValid(whole) { count += 1 }
      }
      letters.removeAll()
    }
    return count
  }
}

/// Texts whose letters were replaced by question marks, which nothing brings back.
package enum LostLetters {
  /// A text that shows it, where more than a twentieth of all words have a `?` between letters.
  package static func example(in texts: [[UInt8]]) -> [UInt8]? {
    var words = 0
    var lost = 0
    var example: [UInt8]?
    for text in texts {
      var isFirst = true
      for word in text.split(whereSeparator: { $0 <= 0x20 }) {
        words += 1
        // Addresses have question marks, too.
        guard word.contains(0x3F) || word.contains(0xEF),
          !word.contains(where: { [0x2F, 0x3D, 0x26].contains($0) }), isLost(Array(word))
        else { continue }
        lost += 1
        if isFirst && text.count > example?.count ?? 0 && text.count < 80 { example = text }
        isFirst = false
      }
    }
    return lost >= 3 && lost * 20 > words ? example : nil
  }

  private static func isLost(_ word: [UInt8]) -> Bool {
    word.indices.dropFirst().dropLast().contains { place in
      // U+FFFD is where a decoder gave up.
      if word[place] == 0xBF { return word[place - 1] == 0xEF && word[place + 1] == 0xBD }
      return word[place] == 0x3F && isLetter(word[place - 1]) && isLetter(word[place + 1])
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }
}
