/// The keys of the rows of a piece of a JSON file, and where each key's values stand.
///
/// A tree: the keys of the rows, below them the keys of inner objects. The nodes are plain memory
/// owned by this object, as the scanner touches several per value and counting references would
/// cost more than reading.
final class JSONShape {
  let root: UnsafeMutablePointer<JSONNode>
  private var nodes: [UnsafeMutablePointer<JSONNode>] = []
  private(set) var cells: [UnsafeMutablePointer<JSONCells>] = []
  private var names: [[UInt8]] = []
  private var nameMemory: [UnsafeMutablePointer<UInt8>] = []
  /// For each node, by its number, the places of its keys.
  private var places: [[[UInt8]: Int]] = []
  /// Different keys that khoi makes columns of before it refuses.
  static let keyLimit = 20_000
  private(set) var keyCount = 0

  init() {
    root = .allocate(capacity: 1)
    root.initialize(to: JSONNode(number: 0, depth: 0))
    nodes = [root]
    places = [[:]]
  }

  deinit {
    for node in nodes {
      node.pointee.keys.deallocate()
      node.deallocate()
    }
    for cell in cells {
      cell.pointee.free()
      cell.deallocate()
    }
    for memory in nameMemory { memory.deallocate() }
  }

  /// The place of a key that is not where it was expected; nil where there are too many keys.
  func search(
    _ node: UnsafeMutablePointer<JSONNode>, _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> Int? {
    let key = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let known = places[node.pointee.number][key] { return known }
    guard keyCount < JSONShape.keyLimit else { return nil }
    keyCount += 1
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
    memory.update(from: bytes, count: count)
    nameMemory.append(memory)
    let place = node.pointee.append(JSONKey(bytes: UnsafePointer(memory), count: count))
    places[node.pointee.number][key] = place
    return place
  }

  /// The cells of a key, made when its first value comes up.
  func makeCells(
    _ key: UnsafeMutablePointer<JSONKey>
  ) -> UnsafeMutablePointer<JSONCells> {
    let made = UnsafeMutablePointer<JSONCells>.allocate(capacity: 1)
    made.initialize(to: JSONCells())
    cells.append(made)
    key.pointee.cells = made
    return made
  }

  /// The node for the objects of a key, made when the first comes up.
  func makeChild(
    _ key: UnsafeMutablePointer<JSONKey>, depth: Int
  ) -> UnsafeMutablePointer<JSONNode> {
    let made = UnsafeMutablePointer<JSONNode>.allocate(capacity: 1)
    made.initialize(to: JSONNode(number: nodes.count, depth: depth))
    nodes.append(made)
    places.append([:])
    key.pointee.child = made
    return made
  }

  /// A column to be: its name, the keys joined by points, and its cells.
  struct Column {
    var name: String
    var cells: UnsafeMutablePointer<JSONCells>
  }

  /// All columns, inner keys behind the outer key they belong to.
  var columns: [Column] { columns(of: root, prefix: "") }

  private func columns(of node: UnsafeMutablePointer<JSONNode>, prefix: String) -> [Column] {
    var result: [Column] = []
    for place in 0..<node.pointee.count {
      let key = node.pointee.keys[place]
      let text = String(
        decoding: UnsafeBufferPointer(start: key.bytes, count: key.count), as: UTF8.self)
      let name = prefix.isEmpty ? text : prefix + "." + text
      if let cells = key.cells { result.append(Column(name: name, cells: cells)) }
      if let child = key.child { result.append(contentsOf: columns(of: child, prefix: name)) }
    }
    return result
  }
}

/// The keys of the objects at one place of the rows, in the order they came up.
struct JSONNode {
  let number: Int
  let depth: Int
  private(set) var keys: UnsafeMutablePointer<JSONKey> = .allocate(capacity: 8)
  private(set) var count = 0
  private var capacity = 8

  init(number: Int, depth: Int) {
    self.number = number
    self.depth = depth
  }

  mutating func append(_ key: JSONKey) -> Int {
    if count == capacity {
      let larger = UnsafeMutablePointer<JSONKey>.allocate(capacity: capacity * 2)
      larger.update(from: keys, count: count)
      keys.deallocate()
      keys = larger
      capacity *= 2
    }
    keys[count] = key
    count += 1
    return count - 1
  }

  /// Whether the key at `place`, where objects that repeat their order have it, is this one.
  @inline(__always)
  func has(_ bytes: UnsafePointer<UInt8>, _ length: Int, at place: Int) -> Bool {
    if place >= count || keys[place].count != length { return false }
    let known = keys[place].bytes
    for index in 0..<length where known[index] != bytes[index] { return false }
    return true
  }
}

/// One key of an object.
struct JSONKey: BitwiseCopyable {
  let bytes: UnsafePointer<UInt8>
  let count: Int
  /// The values of the key that are not objects.
  var cells: UnsafeMutablePointer<JSONCells>?
  /// The keys of its objects.
  var child: UnsafeMutablePointer<JSONNode>?
}

/// The values of one key in the rows: where each stands.
///
/// A row without the key has start and end zero.
struct JSONCells {
  private(set) var starts: UnsafeMutablePointer<UInt32> = .allocate(capacity: 64)
  private(set) var ends: UnsafeMutablePointer<UInt32> = .allocate(capacity: 64)
  private var capacity = 64
  private(set) var count = 0
  /// What kinds of values came up.
  var sawText = false
  var sawNumber = false
  var sawBoolean = false
  var sawNested = false

  func free() {
    starts.deallocate()
    ends.deallocate()
  }

  /// Notes the value of a row; a repeated key of one object replaces the earlier value.
  @inline(__always)
  mutating func set(row: Int, start: Int, end: Int) {
    if row >= capacity { grow(row + 1) }
    if count < row { fill(to: row) }
    starts[row] = UInt32(truncatingIfNeeded: start)
    ends[row] = UInt32(truncatingIfNeeded: end)
    count = row &+ 1
  }

  /// Makes the rows up to `row` that had no value NULL.
  @inline(never)
  mutating func fill(to row: Int) {
    if row > capacity { grow(row) }
    while count < row {
      starts[count] = 0
      ends[count] = 0
      count += 1
    }
  }

  @inline(never)
  private mutating func grow(_ wanted: Int) {
    let larger = max(wanted, capacity * 2)
    let newStarts = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    let newEnds = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    newStarts.update(from: starts, count: count)
    newEnds.update(from: ends, count: count)
    free()
    starts = newStarts
    ends = newEnds
    capacity = larger
  }

  /// The cells as rows of one column.
  var rows: FieldRows {
    var rows = FieldRows()
    rows.starts = UnsafePointer(starts)
    rows.ends = UnsafePointer(ends)
    rows.stride = 1
    rows.rowCount = count
    return rows
  }
}
