/// Two names that may mean the same.
package struct AliasPair: Sendable {
  /// Why they may.
  package enum Rule: String, Sendable {
    case sameSpelling = "same spelling"
    case probablyTheSame = "probably the same"
    case look
  }

  /// Places in the list of names.
  package let first: Int
  package let second: Int
  package let rule: Rule
  /// How many of the groups of three letters both have, from 0 to 1.
  package let score: Double
}

/// Finds the pairs of names in a list that may mean the same, for a person to confirm.
///
/// Equal keys are found by a table. For names that are merely alike, those that share a rare group
/// of three letters are compared: two names of which three quarters are alike share one of the
/// rarest two fifths of either's.
package struct AliasPairs {
  /// From this share of groups of three letters on names are worth a look.
  package static let likeness = 0.75
  /// All pairs of a group are given up to this size, beyond it those with its first name.
  private static let groupLimit = 32
  /// Names that share a group of three letters with more than so many others do not find each other
  /// by it.
  private static let sharingLimit = 256
  /// So many names before it are worth a look at most, the likest, found among so many.
  private static let lookLimit = 8
  private static let comparisonLimit = 1000

  private let ranked: [NameKey]
  private let headless: [NameKey]
  private let letters: [LetterGroups]
  private var pairs: [AliasPair] = []
  private var known: Set<UInt64> = []

  /// The pairs of the names, which are all different, the surest first.
  package static func find(in names: [[UInt8]]) -> [AliasPair] {
    var finder = AliasPairs(names)
    finder.findEqual()
    finder.findAlike()
    return finder.pairs.sorted { left, right in
      let order: [AliasPair.Rule: Int] = [.sameSpelling: 0, .probablyTheSame: 1, .look: 2]
      let ranks = (order[left.rule] ?? 0, order[right.rule] ?? 0)
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      if left.score != right.score { return left.score > right.score }
      return (left.first, left.second) < (right.first, right.second)
    }
  }

  private init(_ names: [[UInt8]]) {
    let explained = Self.explained(names)
    ranked = names.map { NameKey($0, .withoutRank, explained: explained) }
    headless = ranked.map { $0.withoutHeads() }
    letters = LetterGroups.all(of: ranked.map(\.base))
  }

  // MARK: Equal keys

  private mutating func findEqual() {
    join(.sameSpelling, Self.groups(ranked.map(\.text)))
    join(.probablyTheSame, Self.groups(headless.map(\.text)))
    // A name without accents is any name of its letters.
    for group in Self.groups(headless.map(\.base)) {
      let plain = group.filter { headless[$0].isPlain }
      guard !plain.isEmpty else { continue }
      for place in plain.prefix(Self.groupLimit) {
        for other in group.prefix(Self.groupLimit) where other != place {
          add(place, other, .probablyTheSame)
        }
      }
    }
  }

  /// The places of equal keys, in groups of two or more, in order.
  private static func groups(_ keys: [[UInt8]]) -> [[Int]] {
    var places: [[UInt8]: Int] = [:]
    var groups: [[Int]] = []
    for (place, key) in keys.enumerated() where !key.isEmpty {
      if let group = places[key] {
        groups[group].append(place)
      } else {
        places[key] = groups.count
        groups.append([place])
      }
    }
    return groups.filter { $0.count > 1 }
  }

  private mutating func join(_ rule: AliasPair.Rule, _ groups: [[Int]]) {
    for group in groups {
      let leaders = group.count <= Self.groupLimit ? group.count - 1 : 1
      for leader in 0..<leaders {
        for other in (leader + 1)..<group.count { add(group[leader], group[other], rule) }
      }
    }
  }

  private mutating func add(_ left: Int, _ right: Int, _ rule: AliasPair.Rule) {
    let (first, second) = (min(left, right), max(left, right))
    guard known.insert(UInt64(first) << 32 | UInt64(second)).inserted else { return }
    let score = letters[first].likeness(to: letters[second])
    pairs.append(AliasPair(first: first, second: second, rule: rule, score: score))
  }

  // MARK: Alike letters

  private mutating func findAlike() {
    let numbers = letters.reduce(0) { max($0, Int($1.numbers.last ?? 0) + 1) }
    var sharers = [[Int32]](repeating: [], count: numbers)
    var lastSeen = [Int32](repeating: -1, count: letters.count)
    for (place, own) in letters.enumerated() {
      var alike: [(place: Int, score: Double)] = []
      var comparisons = 0
      let rare = own.numbers.count - Int((Double(own.numbers.count) * 0.6).rounded(.up)) + 1
      for number in own.numbers.prefix(rare) {
        let others = sharers[Int(number)]
        for other in others where lastSeen[Int(other)] != Int32(place) {
          lastSeen[Int(other)] = Int32(place)
          guard comparisons < Self.comparisonLimit, own.mayBeLike(letters[Int(other)]) else {
            continue
          }
          comparisons += 1
          // Khối 8 and Khối 9 are alike and never the same.
          guard ranked[place].numbers == ranked[Int(other)].numbers else { continue }
          let score = own.likeness(to: letters[Int(other)])
          if score >= Self.likeness { alike.append((Int(other), score)) }
        }
        if others.count < Self.sharingLimit { sharers[Int(number)].append(Int32(place)) }
      }
      alike.sort { $0.score == $1.score ? $0.place < $1.place : $0.score > $1.score }
      for other in alike.prefix(Self.lookLimit) { add(place, other.place, .look) }
    }
  }

  // MARK: Abbreviations that the names explain

  /// Tokens in capitals that are the initials of words in a row of one other name's, with those
  /// words; those of more than one meaning are left alone.
  private static func explained(_ names: [[UInt8]]) -> [[UInt8]: [NameWord]] {
    var asked: Set<[UInt8]> = []
    for name in names {
      let form = SpellingForm(name)
      NameReader.forEachToken(of: form) { token in
        // Two letters fit too much.
        if let letters = NameReader.abbreviation(form, token), letters.count > 2 {
          asked.insert(letters)
        }
      }
    }
    guard !asked.isEmpty else { return [:] }
    let lengths = Set(asked.map(\.count)).sorted()
    var found: [[UInt8]: [NameWord]] = [:]
    var ambiguous: Set<[UInt8]> = []
    for name in names {
      let words = NameKey(name, .words).words
      for start in words.indices {
        for length in lengths where start + length <= words.count {
          let part = words[start..<(start + length)]
          let initials = part.map(\.initial)
          guard asked.contains(initials), part.contains(where: \.hasAccent) else { continue }
          if let before = found[initials], before.map(\.key) != part.map(\.key) {
            ambiguous.insert(initials)
          }
          found[initials] = Array(part)
        }
      }
    }
    for letters in ambiguous { found[letters] = nil }
    return found
  }
}

/// The groups of three letters of a name, numbered from the rarest to the most frequent of all
/// names.
private struct LetterGroups {
  /// Each group once, in order.
  let numbers: [UInt32]
  /// One bit for every group, which some share.
  private let bits: SIMD2<UInt64>

  static func all(of names: [[UInt8]]) -> [LetterGroups] {
    var counts: [UInt32: UInt32] = [:]
    let sets = names.map { name in
      let set = groups(of: name)
      for group in set { counts[group, default: 0] += 1 }
      return set
    }
    let order = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value < $1.value }
    var numbers: [UInt32: UInt32] = [:]
    numbers.reserveCapacity(order.count)
    for (number, entry) in order.enumerated() { numbers[entry.key] = UInt32(number) }
    return sets.map { set in LetterGroups(set.map { numbers[$0] ?? 0 }.sorted()) }
  }

  private init(_ numbers: [UInt32]) {
    self.numbers = numbers
    var bits = SIMD2<UInt64>(repeating: 0)
    for number in numbers {
      let bit = (number &* 0x9E37_79B1) >> 25
      bits[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
    }
    self.bits = bits
  }

  /// Those of a text with a space around it, each once.
  private static func groups(of text: [UInt8]) -> [UInt32] {
    guard !text.isEmpty else { return [] }
    let padded = [0x20] + text + [0x20]
    var found: [UInt32] = []
    found.reserveCapacity(padded.count)
    for place in 0..<(padded.count - 2) {
      found.append(
        UInt32(padded[place]) << 16 | UInt32(padded[place + 1]) << 8 | UInt32(padded[place + 2]))
    }
    found.sort()
    var distinct: [UInt32] = []
    for group in found where group != distinct.last { distinct.append(group) }
    return distinct
  }

  /// False where lengths or bits alone show that less than three quarters are shared.
  func mayBeLike(_ other: LetterGroups) -> Bool {
    let (own, others) = (numbers.count, other.numbers.count)
    // Shared are at least 3/8 of both together; a bit that the other has not is a group it has not.
    let needed = (own + others) * 3
    let ownMissing = bits & ~other.bits
    let othersMissing = other.bits & ~bits
    return (own - ownMissing[0].nonzeroBitCount - ownMissing[1].nonzeroBitCount) * 8 >= needed
      && (others - othersMissing[0].nonzeroBitCount - othersMissing[1].nonzeroBitCount) * 8
        >= needed
  }

  /// Twice the shared ones among all of both (Dice).
  func likeness(to other: LetterGroups) -> Double {
    let (left, right) = (numbers.span, other.numbers.span)
    var (i, j, shared) = (0, 0, 0)
    while i < left.count && j < right.count {
      let (first, second) = (left[i], right[j])
      if first == second { shared &+= 1 }
      i &+= first <= second ? 1 : 0
      j &+= second <= first ? 1 : 0
    }
    let count = left.count + right.count
    return count == 0 ? 0 : 2 * Double(shared) / Double(count)
  }
}
