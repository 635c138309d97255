import KhoiData
import KhoiText
import Synchronization

/// The build side of a join: for each key the rows that have it.
///
/// Keys get dense numbers as groups do: a slot of a direct array, or the number a hash table gives.
/// Rows are listed by key, in order: `rows[offsets[n] ..< offsets[n + 1]]` are those of key `n`.
/// Where no key has two rows, `onlyRow[n]` is the row itself.
final class JoinTable: @unchecked Sendable {
  // Safe because it is only read once built.
  let columns: [JoinKeyColumn]
  let layout: KeyLayout
  let method: GroupMethod
  let rowCount: Int
  /// Rows that can match.
  private(set) var matchableCount = 0
  /// `UInt32.max` for a key without rows; empty where some key has several.
  private(set) var onlyRow = Buffer<UInt32>([])
  private(set) var offsets = Buffer<UInt32>([0, 0])
  private(set) var rows = Buffer<UInt32>([])
  /// Whether no key has two rows.
  private(set) var isUnique = true
  /// Whether some row has NULL in a key that NULL does not match.
  private(set) var hasNullKey = false
  private var oneWord = WordTable<UInt64>()
  private var twoWords = WordTable<TwoWords>()
  private var rowTable: RowTable
  private var reservation: MemoryReservation?

  /// `keys` are the vectors of each column, chunk by chunk, in the columns' forms.
  init(
    _ columns: [JoinKeyColumn], keys: [[Vector]], counts: [Int], context: QueryContext
  ) throws(Diagnostic) {
    self.columns = columns
    layout = KeyLayout(columns.map(\.part))
    rowCount = counts.reduce(0, +)
    guard rowCount < Int(UInt32.max) else { throw .tooManyRows("join") }
    method = JoinTable.method(layout, rowCount: rowCount)
    rowTable = RowTable(width: layout.wordCount)
    let numbers = try numberRows(keys, counts, context)
    listRows(numbers)
  }

  /// Keeps the memory accounted for as long as the table lives.
  func keep(_ reservation: MemoryReservation) { self.reservation = reservation }

  /// A direct array where it is not much larger than the rows.
  private static func method(_ layout: KeyLayout, rowCount: Int) -> GroupMethod {
    if let slots = layout.slotCount, slots <= max(1 << 18, rowCount * 8) { return .slots(slots) }
    return layout.wordCount == 1 ? .oneWord : layout.wordCount == 2 ? .twoWords : .rows
  }

  var byteCount: Int {
    onlyRow.count * 4 + offsets.count * 4 + rows.count * 4 + oneWord.byteCount
      + twoWords.byteCount + rowTable.byteCount
  }

  private var keyCount: Int {
    switch method {
    case .slots(let count): count
    case .oneWord: oneWord.count
    case .twoWords: twoWords.count
    case .rows: rowTable.count
    }
  }

  /// The key number of each row, `UInt32.max` where a NULL keeps it from matching.
  private func numberRows(
    _ keys: [[Vector]], _ counts: [Int], _ context: QueryContext
  ) throws(Diagnostic) -> Buffer<UInt32> {
    if case .slots = method { return try numberSlots(keys, counts, context) }
    let encoder = KeyEncoder(layout)
    var parts: [Buffer<UInt32>] = []
    for (index, count) in counts.enumerated() {
      try context.checkCancelled()
      let chunk = keys.map { $0[index] }
      let numbers = unsafe insert(try encoder.encode(chunk, count: count), count: count)
      if let valid = withoutNullKeys(numbers, chunk) {
        hasNullKey = true
        parts.append(valid)
      } else {
        parts.append(numbers)
      }
    }
    return Buffer.concatenate(parts)
  }

  /// As `numberRows` for a direct array, where chunks do not depend on each other.
  private func numberSlots(
    _ keys: [[Vector]], _ counts: [Int], _ context: QueryContext
  ) throws(Diagnostic) -> Buffer<UInt32> {
    let results = Mutex<[(numbers: Buffer<UInt32>, hasNull: Bool)?]>(
      Array(repeating: nil, count: counts.count))
    let perTask = 64
    let tasks = (counts.count + perTask - 1) / perTask
    let body: @Sendable (Int) throws(Diagnostic) -> Void = { task throws(Diagnostic) in
      let encoder = KeyEncoder(self.layout)
      for index in (task * perTask)..<min((task + 1) * perTask, counts.count) {
        try context.checkCancelled()
        let chunk = keys.map { $0[index] }
        let numbers = try encoder.encodeSlots(chunk, count: counts[index])
        let valid = self.withoutNullKeys(numbers, chunk)
        results.withLock { $0[index] = (valid ?? numbers, valid != nil) }
      }
    }
    try context.scheduler.forEach(tasks, threads: context.threads, body)
    let parts = results.withLock { $0.compactMap { $0 } }
    hasNullKey = parts.contains { $0.hasNull }
    return Buffer.concatenate(parts.map(\.numbers))
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
        unsafe words.withMemoryRebound(to: TwoWords.self, capacity: count) { keys in
          unsafe twoWords.insert(keys, count: count, numbers: out)
        }
      case .rows:
        rowTable.reserve(count)
        unsafe rowTable.insert(words, count: count, numbers: out)
      }
    }
  }

  /// The numbers with `UInt32.max` where a NULL keeps the row from matching; nil where none does.
  private func withoutNullKeys(_ numbers: Buffer<UInt32>, _ keys: [Vector]) -> Buffer<UInt32>? {
    var validity: Validity?
    for (column, key) in zip(columns, keys) where !column.matchesNulls {
      validity = .and(validity, key.validity)
    }
    guard let validity, validity.nullCount > 0 else { return nil }
    return unsafe Buffer(count: numbers.count) { out in
      for row in 0..<numbers.count {
        unsafe out[row] = unsafe validity.isValid(row) ? numbers.base[row] : UInt32.max
      }
    }
  }

  /// One row per key, the common case; gives up at the first key with two.
  private func listOnlyRows(_ numbers: Buffer<UInt32>) -> Bool {
    let keyCount = keyCount
    var matchable = 0
    var hasSeveral = false
    let only = unsafe Buffer<UInt32>(count: keyCount) { out in
      unsafe out.initialize(repeating: UInt32.max, count: keyCount)
      for row in 0..<numbers.count where unsafe numbers.base[row] != UInt32.max {
        let key = unsafe Int(numbers.base[row])
        if unsafe out[key] != UInt32.max {
          hasSeveral = true
          return
        }
        unsafe out[key] = UInt32(truncatingIfNeeded: row)
        matchable &+= 1
      }
    }
    if hasSeveral { return false }
    onlyRow = only
    matchableCount = matchable
    return true
  }

  private func listRows(_ numbers: Buffer<UInt32>) {
    isUnique = listOnlyRows(numbers)
    if isUnique { return }
    let keyCount = keyCount
    let starts = BufferOwner(byteCount: (keyCount + 2) * 4)
    let counts = unsafe starts.base.assumingMemoryBound(to: UInt32.self)
    unsafe counts.initialize(repeating: 0, count: keyCount + 2)
    var matchable = 0
    for row in 0..<numbers.count where unsafe numbers.base[row] != UInt32.max {
      let place = unsafe Int(numbers.base[row]) &+ 2
      // A count stands two places on, so that filling in leaves the starts behind.
      unsafe counts[place] &+= 1
      matchable &+= 1
    }
    matchableCount = matchable
    for key in 0..<(keyCount + 1) where key > 0 { unsafe counts[key + 1] &+= counts[key] }
    rows = unsafe Buffer(count: matchable) { out in
      for row in 0..<numbers.count where unsafe numbers.base[row] != UInt32.max {
        let place = unsafe Int(numbers.base[row]) &+ 1
        unsafe out[Int(counts[place])] = UInt32(truncatingIfNeeded: row)
        unsafe counts[place] &+= 1
      }
    }
    offsets = unsafe Buffer(owner: starts, base: UnsafePointer(counts), count: keyCount + 1)
  }

  /// The key number of each row of keys in words; `UInt32.max` where no build row has the key.
  func find(
    _ words: UnsafePointer<UInt64>, count: Int, numbers: UnsafeMutablePointer<UInt32>
  ) {
    switch method {
    case .slots: break
    case .oneWord: unsafe oneWord.find(words, count: count, numbers: numbers)
    case .twoWords:
      unsafe words.withMemoryRebound(to: TwoWords.self, capacity: count) { keys in
        unsafe twoWords.find(keys, count: count, numbers: numbers)
      }
    case .rows: unsafe rowTable.find(words, count: count, numbers: numbers)
    }
  }

  /// The number of build rows of a key.
  @inline(__always)
  func matchCount(_ number: UInt32) -> Int {
    if number == UInt32.max { return 0 }
    if isUnique { return unsafe onlyRow.base[Int(number)] == UInt32.max ? 0 : 1 }
    return unsafe Int(offsets.base[Int(number) &+ 1] &- offsets.base[Int(number)])
  }
}
