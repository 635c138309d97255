import KhoiData
import KhoiPlan
import KhoiText

extension PhysicalPlanner {
  /// Chooses rows once all of them are known; which ones follows from the seed alone.
  func planSample(_ node: LogicalPlan.Sample) throws(Diagnostic) -> PipelineDraft {
    let input = try open(node.input)
    let profile = OperatorProfile("Sample", children: [input.profile])
    let rows = try collect(input, for: "a sample")
    let sampled: ChunkCollection
    switch (node.method, node.size) {
    case (.leading(let offset), .share(let share)):
      sampled = rows.window(offset: offset, limit: Int((Double(rows.count) * share).rounded(.down)))
    case (.leading(let offset), .rows(let count)):
      sampled = rows.window(offset: offset, limit: count)
    case (.bernoulli, .share(let share)):
      sampled = chosen(rows, bernoulli(rows.count, share, seed: node.seed))
    case (.bernoulli, .rows(let count)), (.reservoir, .rows(let count)):
      sampled = chosen(rows, drawn(count, of: rows.count, seed: node.seed))
    case (.reservoir, .share(let share)):
      let count = Int((Double(rows.count) * share).rounded())
      sampled = chosen(rows, drawn(count, of: rows.count, seed: node.seed))
    }
    profile.set(rows: sampled.count)
    return draft(
      reading: sampled, columns: input.columns, domains: input.domains, profile: profile)
  }

  private func bernoulli(_ count: Int, _ share: Double, seed: UInt64) -> [Int] {
    if share >= 1 { return Array(0..<count) }
    var numbers = RandomNumbers(seed: seed)
    return (0..<count).filter { _ in numbers.nextShare() < share }
  }

  /// `count` of the places below `total`, each set of places as likely as any other.
  private func drawn(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
    if count >= total { return Array(0..<total) }
    var numbers = RandomNumbers(seed: seed)
    var left = count
    var places: [Int] = []
    places.reserveCapacity(count)
    for place in 0..<total where left > 0 {
      if numbers.nextShare() * Double(total - place) < Double(left) {
        places.append(place)
        left -= 1
      }
    }
    return places
  }

  /// The rows at ascending places.
  private func chosen(_ rows: ChunkCollection, _ places: [Int]) -> ChunkCollection {
    if places.count == rows.count { return rows }
    var chunks: [Chunk] = []
    var start = 0
    var next = 0
    for chunk in rows.chunks {
      var kept: [UInt32] = []
      while next < places.count, places[next] < start + chunk.count {
        kept.append(UInt32(truncatingIfNeeded: places[next] - start))
        next += 1
      }
      if !kept.isEmpty { chunks.append(chunk.gather(Buffer(kept))) }
      start += chunk.count
    }
    return ChunkCollection(types: rows.types, chunks: chunks)
  }
}

/// Numbers that follow from a seed (SplitMix64).
private struct RandomNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  /// A number from 0 up to but not including 1.
  mutating func nextShare() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
  }
}
