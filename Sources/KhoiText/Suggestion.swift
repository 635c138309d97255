/// Finds the names a mistyped one may have meant.
package enum Suggestion {
  /// Up to `limit` of `candidates`, nearest first, within a distance that depends on the length.
  ///
  /// The comparison ignores case and marks (`don vi` is next to `đơn vị`). A candidate equal to
  /// what was typed, but for case, is never offered.
  package static func nearest(
    to typed: String, among candidates: [String], limit: Int = 3
  ) -> [String] {
    let typedLowercase = typed.lowercased()
    let wanted = lettersWithoutMarks(typedLowercase)
    let allowed = max(1, wanted.count / 3)
    var found: [(distance: Int, order: Int, name: String)] = []
    for (order, candidate) in candidates.enumerated() {
      let lowercase = candidate.lowercased()
      if lowercase == typedLowercase { continue }
      let letters = lettersWithoutMarks(lowercase)
      if abs(letters.count - wanted.count) > allowed { continue }
      let distance = distance(wanted, letters)
      if distance <= allowed { found.append((distance, order, candidate)) }
    }
    found.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
    var names: [String] = []
    for entry in found where !names.contains(entry.name) { names.append(entry.name) }
    return Array(names.prefix(limit))
  }

  /// The letters without accents, hooks, horns and strokes.
  ///
  /// The standard library decomposes nothing in public, but it knows the name of every letter:
  /// `ộ` is LATIN SMALL LETTER O WITH CIRCUMFLEX AND DOT BELOW.
  package static func withoutMarks(_ text: String) -> String {
    String(lettersWithoutMarks(text))
  }

  private static func lettersWithoutMarks(_ text: String) -> [Character] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return Array(text) }
    var letters: [Character] = []
    for scalar in text.unicodeScalars where scalar.properties.generalCategory != .nonspacingMark {
      let words = (scalar.properties.name ?? "").split(separator: " ")
      if words.count > 4, words[0] == "LATIN", words[2] == "LETTER", words[4] == "WITH",
        words[3].count == 1, let letter = words[3].lowercased().first
      {
        letters.append(letter)
      } else {
        letters.append(Character(scalar))
      }
    }
    return letters
  }

  /// Edits between two words, a swap of neighbours counting as one (Damerau, restricted form).
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let cost = left[row - 1] == right[column - 1] ? 0 : 1
        var best = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
        if row > 1, column > 1, left[row - 1] == right[column - 2],
          left[row - 2] == right[column - 1]
        {
          best = min(best, beforePrevious[column - 2] + 1)
        }
        current.append(best)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }
}
