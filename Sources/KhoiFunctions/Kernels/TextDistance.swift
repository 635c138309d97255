/// How far apart or how alike two texts are, counted in characters (code points).
enum TextDistance {
  /// The code points of a text.
  static func scalars(_ bytes: TextBytes) -> [UInt32] {
    var scalars: [UInt32] = []
    scalars.reserveCapacity(bytes.count)
    var offset = 0
    while offset < bytes.count { unsafe scalars.append(UTF8Text.decode(bytes, &offset)) }
    return scalars
  }

  /// The least number of characters inserted, left out or replaced.
  static func levenshtein(_ left: [UInt32], _ right: [UInt32]) -> Int64 {
    if left.isEmpty || right.isEmpty { return Int64(max(left.count, right.count)) }
    var row = Array(0...right.count)
    for (leftIndex, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = leftIndex + 1
      for (rightIndex, other) in right.enumerated() {
        let above = row[rightIndex + 1]
        row[rightIndex + 1] =
          character == other ? diagonal : 1 + min(diagonal, above, row[rightIndex])
        diagonal = above
      }
    }
    return Int64(row[right.count])
  }

  /// As `levenshtein`, where two neighbours that change places count as one; between them others
  /// may have been put in or left out.
  static func damerauLevenshtein(_ left: [UInt32], _ right: [UInt32]) -> Int64 {
    if left.isEmpty || right.isEmpty { return Int64(max(left.count, right.count)) }
    let width = right.count + 2
    let limit = left.count + right.count
    var distances = [Int](repeating: limit, count: (left.count + 2) * width)
    for index in 0...left.count { distances[(index + 1) * width + 1] = index }
    for index in 0...right.count { distances[width + index + 1] = index }
    /// The last row in which a character stood.
    var lastRow: [UInt32: Int] = [:]
    for row in 1...left.count {
      var lastMatch = 0
      for column in 1...right.count {
        let matchRow = lastRow[right[column - 1]] ?? 0
        let matchColumn = lastMatch
        let isSame = left[row - 1] == right[column - 1]
        if isSame { lastMatch = column }
        let replaced = distances[row * width + column] + (isSame ? 0 : 1)
        let inserted = distances[(row + 1) * width + column] + 1
        let removed = distances[row * width + column + 1] + 1
        let swapped =
          distances[matchRow * width + matchColumn] + (row - matchRow - 1) + 1
          + (column - matchColumn - 1)
        distances[(row + 1) * width + column + 1] = min(replaced, inserted, removed, swapped)
      }
      lastRow[left[row - 1]] = row
    }
    return Int64(distances[(left.count + 1) * width + right.count + 1])
  }

  /// The places in which two equally long texts differ; nil for different lengths.
  static func hamming(_ left: [UInt32], _ right: [UInt32]) -> Int64? {
    if left.count != right.count { return nil }
    var count: Int64 = 0
    for index in left.indices where left[index] != right[index] { count += 1 }
    return count
  }

  /// The share of characters that both have among those that either has; nil for an empty text.
  static func jaccard(_ left: [UInt32], _ right: [UInt32]) -> Double? {
    if left.isEmpty || right.isEmpty { return nil }
    let (first, second) = (Set(left), Set(right))
    let shared = first.intersection(second).count
    return Double(shared) / Double(first.count + second.count - shared)
  }

  /// Jaro's similarity: characters found near their place, and how many of them changed order.
  static func jaro(_ left: [UInt32], _ right: [UInt32]) -> Double {
    if left.isEmpty || right.isEmpty { return 0 }
    let reach = max(0, max(left.count, right.count) / 2 - 1)
    var isTaken = [Bool](repeating: false, count: right.count)
    var matches: [UInt32] = []
    for (index, character) in left.enumerated() {
      let first = max(0, index - reach)
      let last = min(right.count - 1, index + reach)
      if first > last { continue }
      for place in first...last where !isTaken[place] && right[place] == character {
        isTaken[place] = true
        matches.append(character)
        break
      }
    }
    if matches.isEmpty { return 0 }
    var swapped = 0
    var next = 0
    for place in right.indices where isTaken[place] {
      if right[place] != matches[next] { swapped += 1 }
      next += 1
    }
    let count = Double(matches.count)
    let transpositions = Double(swapped / 2)
    return
      (count / Double(left.count) + count / Double(right.count)
      + (count - transpositions) / count) / 3
  }

  /// Jaro's similarity, raised for texts that begin alike (Winkler).
  static func jaroWinkler(_ left: [UInt32], _ right: [UInt32]) -> Double {
    let similarity = jaro(left, right)
    if similarity <= 0.7 { return similarity }
    var prefix = 0
    while prefix < min(4, left.count, right.count), left[prefix] == right[prefix] { prefix += 1 }
    return similarity + Double(prefix) * 0.1 * (1 - similarity)
  }
}
