/// Finds the names a mistyped one may have meant.
package enum Suggestion {
  /// Up to `limit` of `candidates`, nearest first, within a distance that depends on the length.
  ///
  /// The comparison ignores ASCII case. A candidate equal to what was typed is never offered.
  package static func nearest(
    to typed: String, among candidates: [String], limit: Int = 3
  ) -> [String] {
    let wanted = Array(typed.lowercased())
    let allowed = max(1, wanted.count / 3)
    var found: [(distance: Int, order: Int, name: String)] = []
    for (order, candidate) in candidates.enumerated() where candidate != typed {
      let letters = Array(candidate.lowercased())
      if abs(letters.count - wanted.count) > allowed { continue }
      let distance = distance(wanted, letters)
      if distance <= allowed { found.append((distance, order, candidate)) }
    }
    found.sort { ($0.distance, $0.order) < ($1.distance, $1.order) }
    var names: [String] = []
    for entry in found where !names.contains(entry.name) { names.append(entry.name) }
    return Array(names.prefix(limit))
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
