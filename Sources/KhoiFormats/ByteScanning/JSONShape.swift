/// The keys of the rows of a piece of a JSON file, and where each key's values stand.
///
/// They are plain memory owned by this object, as the scanner touches several per value and
/// counting references would cost more than reading.
@safe final class JSONShape {
  let root: UnsafeMutablePointer<JSONNode>
  private var nodes: [UnsafeMutablePointer<JSONNode>] = unsafe []
  private(set) var cells: [UnsafeMutablePointer<JSONCells>] = unsafe []
  private var names: [[UInt8]] = []
  private var nameMemory: [UnsafeMutablePointer<UInt8>] = unsafe []
  /// For each node, by its number, the places of its keys.
  private var places: [[[UInt8]: Int]] = []
  /// Different keys that khoi makes columns of before it refuses.
  static let keyLimit = 20_000
  private(set) var keyCount = 0
  /// Where each row begins, if that is to be noted.
  var notesOffsets = false
  var offsets: [Int] = []
  /// Whether objects within rows become columns of their own.
  var flattens = false
  /// The keys that lead to the array whose elements are the rows; none for whole values.
  var path: [[UInt8]] = []
  /// Asked now and then; true makes the scanner give up.
  var shouldStop: () -> Bool = { false }
  /// Whether what holds the array gives its fields to every row.
  var repeatsParents = true
  /// How many keys of the path were met, and what had no elements.
  var reachedLevels = 0
  var emptyParents = 0
  /// Objects that had a key twice.
  var repeatedKeys: Int {
    var total = 0
    for index in unsafe cells.indices { unsafe total += cells[index].pointee.repeats }
    return total
  }

  init() {
    unsafe root = .allocate(capacity: 1)
    unsafe root.initialize(to: JSONNode(number: 0))
    unsafe nodes = unsafe [root]
    places = [[:]]
  }

  deinit {
    for index in unsafe nodes.indices {
      let node = unsafe nodes[index]
      unsafe node.pointee.keys.deallocate()
      unsafe node.deallocate()
    }
    for index in unsafe cells.indices {
      let cell = unsafe cells[index]
      unsafe cell.pointee.free()
      unsafe cell.deallocate()
    }
    for index in unsafe nameMemory.indices {
      let memory = unsafe nameMemory[index]
      unsafe memory.deallocate()
    }
  }

  /// The place of a key that is not where it was expected; nil where there are too many keys.
  func search(
    _ node: UnsafeMutablePointer<JSONNode>, _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> Int? {
    let key = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    if let known = unsafe places[node.pointee.number][key] { return known }
    guard keyCount < JSONShape.keyLimit else { return nil }
    keyCount += 1
    // As it is spelled where nothing in it needs an escape: between quotes, a colon behind it.
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count + 3, 8))
    unsafe memory[0] = 0x22
    unsafe (memory + 1).update(from: bytes, count: count)
    unsafe memory[count + 1] = 0x22
    unsafe memory[count + 2] = 0x3A
    unsafe nameMemory.append(memory)
    let isPlain = key.allSatisfy { $0 != 0x22 && $0 != 0x5C && $0 >= 0x20 }
    let place = unsafe node.pointee.append(
      JSONKey(spelling: UnsafePointer(memory), count: count, isPlain: isPlain))
    unsafe places[node.pointee.number][key] = place
    return place
  }

  /// The node of the objects that are values of a key, made when the first comes up.
  func child(of key: UnsafeMutablePointer<JSONKey>) -> UnsafeMutablePointer<JSONNode> {
    if let known = unsafe key.pointee.child { return unsafe known }
    let made = UnsafeMutablePointer<JSONNode>.allocate(capacity: 1)
    unsafe made.initialize(to: JSONNode(number: places.count))
    unsafe nodes.append(made)
    places.append([:])
    unsafe key.pointee.child = unsafe made
    return unsafe made
  }

  /// The cells of a key, made when its first value comes up.
  func makeCells(
    _ key: UnsafeMutablePointer<JSONKey>
  ) -> UnsafeMutablePointer<JSONCells> {
    let made = UnsafeMutablePointer<JSONCells>.allocate(capacity: 1)
    unsafe made.initialize(to: JSONCells())
    unsafe cells.append(made)
    unsafe key.pointee.cells = unsafe made
    return unsafe made
  }

  /// Makes the row, which was read in part, have no value.
  func forget(row: Int) {
    for index in unsafe cells.indices {
      let cell = unsafe cells[index]
      unsafe cell.pointee.truncate(to: row)
    }
  }

  /// A column to be: its name and its cells.
  @safe struct Column {
    var name: String
    var cells: UnsafeMutablePointer<JSONCells>
  }

  /// All columns, in the order their keys came up.
  var columns: [Column] {
    var result: [Column] = []
    unsafe collect(root, prefix: "", into: &result)
    return result
  }

  /// What parts the keys of a nested column, and what parts the levels of a path.
  static let keySeparator: Character = "\u{1F}"
  static let levelSeparator: Character = "\u{1E}"

  private func collect(
    _ node: UnsafeMutablePointer<JSONNode>, prefix: String,
    into result: inout [Column]
  ) {
    for place in unsafe 0..<node.pointee.count {
      let key = unsafe node.pointee.keys[place]
      let name =
        unsafe prefix
        + String(decoding: UnsafeBufferPointer(start: key.bytes, count: key.count), as: UTF8.self)
      if let cells = unsafe key.cells { unsafe result.append(Column(name: name, cells: cells)) }
      if let child = unsafe key.child {
        let separator = key.isPath ? JSONShape.levelSeparator : JSONShape.keySeparator
        unsafe collect(child, prefix: name + String(separator), into: &result)
      }
    }
  }

  /// The names as people see them: parts joined by dots, without the path to the array where they
  /// are clear without it.
  static func shown(_ names: [String]) -> [String] {
    let level = String(levelSeparator)
    let key = String(keySeparator)
    var short: [String] = []
    var depths: [String: Int] = [:]
    for name in names {
      let parts = name.split(separator: levelSeparator, omittingEmptySubsequences: false)
      var own = String(parts.last ?? "").replacing(key, with: ".")
      // An element that is no object is called by the key of its array.
      if own.isEmpty, parts.count > 1 { own = String(parts[parts.count - 2]) }
      short.append(own)
      depths[own] = max(depths[own] ?? 0, parts.count)
    }
    var result: [String] = []
    for (name, own) in zip(names, short) {
      let depth = name.count { $0 == levelSeparator } + 1
      if depth == depths[own] {
        result.append(own)
      } else {
        result.append(name.replacing(level, with: ".").replacing(key, with: "."))
      }
    }
    return result
  }
}

/// The keys of the rows, in the order they came up.
@safe struct JSONNode {
  let number: Int
  private(set) var keys: UnsafeMutablePointer<JSONKey> = .allocate(capacity: 8)
  private(set) var count = 0
  private var capacity = 8

  init(number: Int) {
    self.number = number
  }

  mutating func append(_ key: JSONKey) -> Int {
    if count == capacity {
      let larger = UnsafeMutablePointer<JSONKey>.allocate(capacity: capacity * 2)
      unsafe larger.update(from: keys, count: count)
      unsafe keys.deallocate()
      unsafe keys = unsafe larger
      capacity *= 2
    }
    unsafe keys[count] = key
    count += 1
    return count - 1
  }

  /// Whether the key at `place`, where objects that repeat their order have it, is this one.
  @inline(__always)
  func has(_ bytes: UnsafePointer<UInt8>, _ length: Int, at place: Int) -> Bool {
    if unsafe place >= count || keys[place].count != length { return false }
    let known = unsafe keys[place].bytes
    for index in 0..<length where unsafe known[index] != bytes[index] { return false }
    return true
  }

  /// The length of the spelling of the key at `place`, where objects that repeat their order have
  /// it, if that stands at `bytes`; zero otherwise.
  ///
  /// Eight bytes behind the spelling may be looked at.
  @inline(__always)
  func length(of place: Int, at bytes: UnsafePointer<UInt8>, _ available: Int) -> Int {
    guard place < count else { return 0 }
    let length = unsafe keys[place].spelledLength
    guard length <= available, length > 0 else { return 0 }
    let known = unsafe UnsafeRawPointer(keys[place].spelling)
    let found = unsafe UnsafeRawPointer(bytes)
    var offset = 0
    while offset &+ 8 <= length {
      let difference =
        unsafe known.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        ^ found.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if difference != 0 { return 0 }
      offset &+= 8
    }
    // The rest together with what was compared before it, or with nothing of what lies behind.
    let start = max(0, length &- 8)
    let difference =
      unsafe known.loadUnaligned(fromByteOffset: start, as: UInt64.self)
      ^ found.loadUnaligned(fromByteOffset: start, as: UInt64.self)
    let surplus = UInt64(truncatingIfNeeded: max(0, 8 &- length) &* 8)
    return UInt64(littleEndian: difference) &<< surplus == 0 ? length : 0
  }
}

/// One key of an object.
@safe struct JSONKey: BitwiseCopyable {
  /// The key between quotes, with a colon behind it.
  let spelling: UnsafePointer<UInt8>
  let count: Int
  /// The bytes of the spelling; zero where a file may not spell it so.
  let spelledLength: Int
  /// The values of the key.
  var cells: UnsafeMutablePointer<JSONCells>?
  /// The keys of the objects that are its values, where those are told apart.
  var child: UnsafeMutablePointer<JSONNode>?
  /// Whether it leads to the array whose elements are the rows.
  var isPath = false

  /// The bytes of the key itself.
  var bytes: UnsafePointer<UInt8> { unsafe spelling + 1 }

  init(spelling: UnsafePointer<UInt8>, count: Int, isPlain: Bool) {
    unsafe self.spelling = unsafe spelling
    self.count = count
    spelledLength = isPlain ? count + 3 : 0
  }
}

/// The values of one key in the rows: where each stands.
///
/// A row without the key has start and end zero.
@safe struct JSONCells {
  private(set) var starts: UnsafeMutablePointer<UInt32> = .allocate(capacity: 64)
  private(set) var ends: UnsafeMutablePointer<UInt32> = .allocate(capacity: 64)
  private var capacity = 64
  private(set) var count = 0
  /// What kinds of values came up.
  var sawText = false
  var sawNumber = false
  var sawBoolean = false
  var sawNested = false
  /// Whether a number came up that is too long to be sure that nothing is lost.
  var sawLong = false
  /// Rows that had the key more than once.
  private(set) var repeats = 0

  func free() {
    unsafe starts.deallocate()
    unsafe ends.deallocate()
  }

  /// Notes the value of a row; a repeated key of one object replaces the earlier value.
  @inline(__always)
  mutating func set(row: Int, start: Int, end: Int) {
    if row >= capacity { grow(row + 1) }
    if count < row { fill(to: row) }
    if count > row { repeats &+= 1 }
    unsafe starts[row] = UInt32(truncatingIfNeeded: start)
    unsafe ends[row] = UInt32(truncatingIfNeeded: end)
    count = row &+ 1
  }

  /// Makes the rows up to `row` that had no value NULL.
  @inline(never)
  mutating func fill(to row: Int) {
    if row > capacity { grow(row) }
    while count < row {
      unsafe starts[count] = 0
      unsafe ends[count] = 0
      count += 1
    }
  }

  /// Gives the rows from behind `first` to before `end` the value of `first`.
  mutating func copy(from first: Int, to end: Int) {
    guard count == first + 1 else { return }
    let (start, stop) = unsafe (starts[first], ends[first])
    for row in (first + 1)..<end { set(row: row, start: Int(start), end: Int(stop)) }
  }

  /// Drops the rows from `row` on.
  mutating func truncate(to row: Int) { count = min(count, row) }

  @inline(never)
  private mutating func grow(_ wanted: Int) {
    let larger = max(wanted, capacity * 2)
    let newStarts = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    let newEnds = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    unsafe newStarts.update(from: starts, count: count)
    unsafe newEnds.update(from: ends, count: count)
    free()
    unsafe starts = unsafe newStarts
    unsafe ends = unsafe newEnds
    capacity = larger
  }

  /// The cells as rows of one column.
  var rows: FieldRows {
    var rows = FieldRows()
    unsafe rows.starts = unsafe UnsafePointer(starts)
    unsafe rows.ends = unsafe UnsafePointer(ends)
    rows.stride = 1
    rows.rowCount = count
    return rows
  }
}
