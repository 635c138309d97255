import KhoiData
import KhoiText

/// How the groups of an aggregation are found.
enum GroupMethod: Sendable {
  /// One slot per combination of key numbers: the slot is the group.
  case slots(Int)
  /// Keys packed into one word, into two, or into more.
  case oneWord, twoWords, rows

  /// The method for keys of this form over about `rowEstimate` rows.
  init(_ layout: KeyLayout, rowEstimate: Int) {
    if let slots = layout.slotCount, slots <= min(1 << 20, max(4096, rowEstimate / 8)) {
      self = .slots(slots)
    } else if layout.wordCount == 1 {
      self = .oneWord
    } else {
      self = layout.wordCount == 2 ? .twoWords : .rows
    }
  }

  /// What a profile says.
  var name: String {
    switch self {
    case .slots(let count): "direct array of \(count) slots"
    case .oneWord: "hash table, keys packed in 64 bits"
    case .twoWords: "hash table, keys packed in 128 bits"
    case .rows: "hash table, keys stored by row"
    }
  }
}

/// One worker's groups: gives each key a dense number and remembers where it first appeared.
final class GroupTable {
  let method: GroupMethod
  private let encoder: KeyEncoder
  private var oneWord = WordTable<UInt64>()
  private var twoWords = WordTable<TwoWords>()
  private var rowTable: RowTable
  /// For each group the position of its first row; `UInt64.max` for a slot without rows.
  private var firstPositions = GrowableBuffer<UInt64>()
  /// Slots that no row has reached yet.
  private var unseenCount = 0

  init(_ layout: KeyLayout, method: GroupMethod) {
    self.method = method
    encoder = KeyEncoder(layout)
    rowTable = RowTable(width: layout.wordCount)
    if case .slots(let count) = method {
      firstPositions.resize(count, repeating: .max)
      unseenCount = count
    }
  }

  /// Groups so far, those without rows included.
  var count: Int { firstPositions.count }

  var byteCount: Int {
    encoder.byteCount + oneWord.byteCount + twoWords.byteCount + rowTable.byteCount
      + firstPositions.byteCount
  }

  /// The group of each row; `position` is that of the first row.
  func groups(
    of keys: [Vector], count: Int, at position: UInt64
  ) throws(Diagnostic) -> Buffer<UInt32> {
    if case .slots = method {
      let slots = try encoder.encodeSlots(keys, count: count)
      if unseenCount > 0 { notePositions(slots, position) }
      return slots
    }
    let words = unsafe try encoder.encode(keys, count: count)
    let known = self.count
    guard known + count < Int(UInt32.max) else { throw .tooManyRows("aggregation") }
    let numbers = unsafe insert(words, count: count)
    let total = tableCount
    if total > known {
      firstPositions.reserve(total - known)
      var row = 0
      for number in known..<total {
        // New groups are numbered in order of appearance, so one pass over the rows finds all.
        while unsafe numbers.base[row] != UInt32(truncatingIfNeeded: number) { row &+= 1 }
        firstPositions.appendReserved(position &+ UInt64(row))
      }
    }
    return numbers
  }

  /// The group of each key in words; groups are in the order of their first rows.
  func groups(ofWords words: Buffer<UInt64>, count: Int) throws(Diagnostic) -> Buffer<UInt32> {
    guard self.count + count < Int(UInt32.max) else { throw .tooManyRows("aggregation") }
    let numbers = unsafe insert(words.base, count: count)
    firstPositions.resize(tableCount, repeating: 0)
    return numbers
  }

  private var tableCount: Int {
    switch method {
    case .slots: firstPositions.count
    case .oneWord: oneWord.count
    case .twoWords: twoWords.count
    case .rows: rowTable.count
    }
  }

  private func notePositions(_ slots: Buffer<UInt32>, _ position: UInt64) {
    let base = unsafe firstPositions.base
    var unseen = unseenCount
    for row in 0..<slots.count {
      let slot = unsafe Int(slots.base[row])
      if unsafe base[slot] == UInt64.max {
        unsafe base[slot] = position &+ UInt64(row)
        unseen &-= 1
      }
    }
    unseenCount = unseen
  }

  private func insert(_ words: UnsafePointer<UInt64>, count: Int) -> Buffer<UInt32> {
    unsafe Buffer<UInt32>(count: count) { out in
      switch method {
      case .slots: break
      case .oneWord:
        oneWord.reserve(count)
        unsafe oneWord.insert(words, count: count, numbers: out)
      case .twoWords:
        twoWords.reserve(count)
        unsafe words.withMemoryRebound(to: TwoWords.self, capacity: count) { rows in
          unsafe twoWords.insert(rows, count: count, numbers: out)
        }
      case .rows:
        rowTable.reserve(count)
        unsafe rowTable.insert(words, count: count, numbers: out)
      }
    }
  }

  /// Calls `body` with the keys of all groups, one after the other.
  private func withKeys<Result>(_ body: (UnsafePointer<UInt64>) -> Result) -> Result {
    switch method {
    case .slots, .oneWord: return unsafe body(UnsafePointer(oneWord.keys.base))
    case .twoWords:
      let raw = unsafe UnsafeRawPointer(twoWords.keys.base)
      return unsafe body(raw.assumingMemoryBound(to: UInt64.self))
    case .rows: return unsafe body(UnsafePointer(rowTable.keys.base))
    }
  }

  /// Takes in the groups of another worker's table; returns for each of them its group here.
  func merge(_ other: GroupTable) -> Buffer<UInt32> {
    if case .slots(let count) = method {
      let base = unsafe firstPositions.base
      for slot in 0..<count {
        unsafe base[slot] = unsafe min(base[slot], other.firstPositions.base[slot])
      }
      return Selection.range(0, count: count)
    }
    let width = encoder.layout.wordCount
    let translations = encoder.translations(from: other.encoder)
    let mapping = BufferOwner(byteCount: other.count * 4)
    let target = unsafe mapping.base.assumingMemoryBound(to: UInt32.self)
    var start = 0
    while start < other.count {
      let batch = min(4096, other.count - start)
      let numbers = unsafe other.withKeys { keys in
        let words = unsafe encoder.translate(keys + start * width, count: batch, translations)
        return unsafe insert(words, count: batch)
      }
      firstPositions.resize(tableCount, repeating: .max)
      for row in 0..<batch {
        let number = unsafe Int(numbers.base[row])
        unsafe target[start + row] = unsafe numbers.base[row]
        unsafe firstPositions.base[number] = unsafe min(
          firstPositions.base[number], other.firstPositions.base[start + row])
      }
      start += batch
    }
    return unsafe Buffer(owner: mapping, base: UnsafePointer(target), count: other.count)
  }

  /// The groups that have rows, in the order of their first rows.
  func groupsInOrder() -> Buffer<UInt32> {
    unsafe PositionOrder.order(UnsafePointer(firstPositions.base), count: count)
  }

  /// The keys of the given groups; a group's key column may be nullable.
  func keyVectors(of groups: Buffer<UInt32>) -> [Vector] {
    let parts = encoder.layout.parts.indices
    if case .slots = method { return parts.map { encoder.vector(ofPart: $0, slots: groups) } }
    let width = encoder.layout.wordCount
    let words = unsafe withKeys { keys in
      unsafe Buffer<UInt64>(count: groups.count * width) { out in
        for index in 0..<groups.count {
          let source = unsafe keys + Int(groups[index]) &* width
          for word in 0..<width { unsafe out[index &* width &+ word] = unsafe source[word] }
        }
      }
    }
    return parts.map { encoder.vector(ofPart: $0, words: words) }
  }
}
