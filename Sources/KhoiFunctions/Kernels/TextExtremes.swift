import KhoiData
import KhoiText

/// The least or greatest text per group, by bytes.
///
/// While every chunk brings codes of one dictionary of moderate size, groups hold ranks in its
/// order; otherwise they hold the texts themselves.
final class TextExtremeState: AggregateState {
  private let wantsGreatest: Bool
  private var dictionary: TextDictionary?
  private var isRanked = true
  /// One more than the best rank while ranked; zero for none.
  ///
  /// For the least text ranks are counted from the end, so that the greatest number always wins.
  private let ranks = Accumulators<UInt32>(initial: 0)
  private let texts: GroupValues
  private var groupCount = 0

  private static let dictionaryLimit = 65_536

  init(wantsGreatest: Bool) {
    self.wantsGreatest = wantsGreatest
    texts = GroupValues(.varchar)
  }

  func reserve(groupCount: Int) {
    self.groupCount = max(groupCount, self.groupCount)
    if isRanked { ranks.reserve(groupCount) } else { texts.reserve(groupCount) }
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    if arguments[0].isConstantNull || count == 0 { return }
    let flat = arguments[0].flattened()
    if isRanked, let own = flat.values.dictionary, own.count <= Self.dictionaryLimit,
      dictionary == nil || dictionary === own
    {
      dictionary = own
      addRanked(flat, own, groups, count)
      return
    }
    unrank()
    let plain = flat.canonicalValues()
    let views = plain.texts.views
    forEachValid(plain.validity, count: count) { row in
      unsafe take(views.base[row], into: Int(groups.base[row]))
    }
  }

  private func addRanked(
    _ flat: Vector, _ dictionary: TextDictionary, _ groups: Buffer<UInt32>, _ count: Int
  ) {
    let rows = flat.values.lookedUp(dictionary.ranks, filler: 0)
    let best = unsafe ranks.base
    let last = UInt32(dictionary.count)
    let wantsGreatest = wantsGreatest
    forEachValid(flat.validity, count: count) { row in
      let group = unsafe Int(groups.base[row])
      let rank = unsafe wantsGreatest ? rows.base[row] &+ 1 : last &- rows.base[row]
      if unsafe rank > best[group] { unsafe best[group] = rank }
    }
  }

  /// Goes over from ranks to texts.
  private func unrank() {
    guard isRanked else { return }
    isRanked = false
    texts.reserve(groupCount)
    guard let dictionary else { return }
    let entries = Self.entriesByRank(dictionary)
    for group in 0..<ranks.count where ranks[group] > 0 {
      take(entries[rank(group, dictionary)], into: group)
    }
  }

  private func rank(_ group: Int, _ dictionary: TextDictionary) -> Int {
    wantsGreatest ? Int(ranks[group]) - 1 : dictionary.count - Int(ranks[group])
  }

  private static func entriesByRank(_ dictionary: TextDictionary) -> [TextView] {
    var entries = [TextView](repeating: TextView(), count: dictionary.count)
    let ranks = dictionary.ranks
    for code in 0..<dictionary.count { entries[Int(ranks[code])] = dictionary.entries[code] }
    return entries
  }

  private func take(_ view: TextView, into group: Int) {
    if let known = texts.text(group) {
      let order = TextView.compare(view, known)
      if wantsGreatest ? order <= 0 : order >= 0 { return }
    }
    texts.assign(view, to: group)
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: TextExtremeState.self)
    if isRanked, other.isRanked,
      dictionary == nil || other.dictionary == nil || dictionary === other.dictionary
    {
      dictionary = dictionary ?? other.dictionary
      for group in 0..<groups.count {
        let target = Int(groups[group])
        ranks[target] = max(ranks[target], other.ranks[group])
      }
      return
    }
    unrank()
    other.unrank()
    for group in 0..<groups.count {
      if let view = other.texts.text(group) { take(view, into: Int(groups[group])) }
    }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    guard isRanked else { return texts.vector(range) }
    guard let dictionary else { return Vector(nulls: .varchar, count: range.count) }
    let entries = Self.entriesByRank(dictionary)
    let views = range.map { ranks[$0] == 0 ? TextView() : entries[rank($0, dictionary)] }
    let validity = Validity(count: range.count) { ranks[range.lowerBound + $0] > 0 }
    return Vector(
      .varchar, .text(TextValues(views: Buffer(views), heaps: dictionary.heaps)),
      validity: validity.nullCount == 0 ? nil : validity)
  }

  var byteCount: Int { ranks.byteCount + texts.byteCount }
}
