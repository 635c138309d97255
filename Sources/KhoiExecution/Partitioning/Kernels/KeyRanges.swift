import KhoiData

/// Ranges of an order with about as many rows each, found from a sample.
///
/// The keys of a row become one word whose order is the order of the rows as far as it goes: its
/// high bits are the first key's distance from the least one of the sample, then comes the next
/// key, until the word is full. The words of the sample say where ranges begin; rows with equal
/// words, and so with equal keys, are in one range (sample sort: Frazer and McKellar, JACM 1970).
struct KeyRanges: Sendable {
  private let words: [KeyWord]
  /// The least word of each range but the first, and a last one that nothing passes.
  private let splitters: Buffer<UInt64>
  /// For the high bits of a word how many splitters surely lie below, and how many perhaps.
  private let surelyBelow: Buffer<UInt16>
  private let perhapsBelow: Buffer<UInt16>
  private static let tableBits = 13

  var count: Int { splitters.count }

  init(
    _ pieces: RowPieces, keys: [Int], _ specifications: [SortSpecification], wanted: Int
  ) {
    let sample = pieces.sample(keys, wanted * 64)
    var words: [KeyWord] = []
    var room = 64
    // A few bits of a further key would not make ranges more even.
    for (index, key) in keys.enumerated() where room >= 8 {
      let word = KeyWord(
        sample.map { $0[index] }, specifications[index],
        dictionary: pieces.rows.sharedDictionary(of: key), room: room)
      words.append(word)
      room = word.isExact ? word.shift : 0
    }
    self.words = words
    var values: [UInt64] = []
    for vectors in sample {
      let count = vectors.first?.count ?? 0
      let part = unsafe Buffer<UInt64>(count: count) { out in
        unsafe Self.write(words, vectors, count: count, out)
      }
      values += part.array
    }
    values.sort()
    var splitters: [UInt64] = []
    for index in 1..<max(wanted, 1) where !values.isEmpty {
      let value = values[index * values.count / wanted]
      if value > splitters.last ?? values[0] { splitters.append(value) }
    }
    self.splitters = Buffer(splitters + [.max])
    let cells = 1 << Self.tableBits
    let shift = UInt64(64 - Self.tableBits)
    var (surely, perhaps) = ([UInt16](), [UInt16]())
    var next = 0
    for cell in 0..<cells {
      let least = UInt64(cell) << shift
      while next < splitters.count, splitters[next] <= least { next += 1 }
      surely.append(UInt16(next))
      let greatest = least | ((1 << shift) - 1)
      var last = next
      while last < splitters.count, splitters[last] <= greatest { last += 1 }
      perhaps.append(UInt16(last))
    }
    surelyBelow = Buffer(surely)
    perhapsBelow = Buffer(perhaps)
  }

  /// Writes for each row the range that its keys lie in.
  func writeParts(_ keys: [Vector], count: Int, _ parts: UnsafeMutablePointer<UInt16>) {
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(count, 1)) { target in
      guard let target = target.baseAddress else { return }
      unsafe Self.write(words, keys, count: count, target)
      let shift = UInt64(64 - Self.tableBits)
      for row in 0..<count {
        let word = unsafe target[row]
        let cell = Int(truncatingIfNeeded: word &>> shift)
        let known = unsafe Int(surelyBelow.base[cell])
        var high = unsafe Int(perhapsBelow.base[cell])
        // Mostly there is no splitter in the cell, or one: no branch that is guessed wrong.
        var low = unsafe min(known &+ (splitters.base[known] <= word ? 1 : 0), high)
        if low == known {
          unsafe parts[row] = UInt16(truncatingIfNeeded: low)
          continue
        }
        while low < high {
          let middle = (low &+ high) / 2
          if unsafe splitters.base[middle] <= word { low = middle &+ 1 } else { high = middle }
        }
        unsafe parts[row] = UInt16(truncatingIfNeeded: low)
      }
    }
  }

  private static func write(
    _ words: [KeyWord], _ keys: [Vector], count: Int, _ target: UnsafeMutablePointer<UInt64>
  ) {
    unsafe target.initialize(repeating: 0, count: count)
    if words.count == 1 {
      unsafe words[0].add(keys[0], to: target, open: nil)
      return
    }
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(count, 1)) { open in
      guard let open = open.baseAddress else { return }
      unsafe open.initialize(repeating: .max, count: count)
      for (word, key) in zip(words, keys) { unsafe word.add(key, to: target, open: open) }
    }
  }
}
