/// The values that one key path has in the rows of a piece of a JSON file: where each stands.
///
/// A row without the key has start and end zero. The arrays belong to the shape and are used again
/// for the next piece.
final class JSONCells {
  /// The keys from the outermost object, joined by points.
  let name: String
  private(set) var starts: UnsafeMutablePointer<UInt32>
  private(set) var ends: UnsafeMutablePointer<UInt32>
  private var capacity = 64
  private(set) var count = 0
  /// What kinds of values came up.
  var sawText = false
  var sawNumber = false
  var sawBoolean = false
  var sawNested = false

  init(name: String) {
    self.name = name
    starts = .allocate(capacity: capacity)
    ends = .allocate(capacity: capacity)
  }

  deinit {
    starts.deallocate()
    ends.deallocate()
  }

  /// Notes the value of a row; a repeated key of one object replaces the earlier value.
  @inline(__always)
  func set(row: Int, start: Int, end: Int) {
    if row >= capacity { grow(row + 1) }
    if count < row { fill(to: row) }
    starts[row] = UInt32(truncatingIfNeeded: start)
    ends[row] = UInt32(truncatingIfNeeded: end)
    count = row &+ 1
  }

  /// Makes the rows up to `row` that had no value NULL.
  func fill(to row: Int) {
    if row > capacity { grow(row) }
    while count < row {
      starts[count] = 0
      ends[count] = 0
      count += 1
    }
  }

  private func grow(_ wanted: Int) {
    let larger = max(wanted, capacity * 2)
    let newStarts = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    let newEnds = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    newStarts.update(from: starts, count: count)
    newEnds.update(from: ends, count: count)
    starts.deallocate()
    ends.deallocate()
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

/// The keys of the objects at one place of the rows, in the order they came up.
final class JSONShape {
  final class Key {
    let bytes: [UInt8]
    let name: String
    /// The values of the key that are not objects.
    var cells: JSONCells?
    /// The keys of its objects.
    var child: JSONShape?

    init(bytes: [UInt8], name: String) {
      self.bytes = bytes
      self.name = name
    }
  }

  let depth: Int
  let prefix: String
  private(set) var keys: [Key] = []
  private var places: [[UInt8]: Int] = [:]

  init(depth: Int, prefix: String) {
    self.depth = depth
    self.prefix = prefix
  }

  /// The place of a key, which is likely to be `expected`, as objects mostly repeat their order.
  @inline(__always)
  func place(_ bytes: UnsafePointer<UInt8>, _ count: Int, expected: Int) -> Int {
    if expected < keys.count, JSONShape.equals(keys[expected].bytes, bytes, count) {
      return expected
    }
    return search(bytes, count)
  }

  /// The place of a key given as text.
  func place(named name: StaticString) -> Int {
    place(name.utf8Start, name.utf8CodeUnitCount, expected: 0)
  }

  @inline(__always)
  private static func equals(
    _ key: [UInt8], _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    if key.count != count { return false }
    for index in 0..<count where key[index] != bytes[index] { return false }
    return true
  }

  private func search(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let key = Array(UnsafeBufferPointer(start: bytes, count: count))
    if let known = places[key] { return known }
    let text = String(decoding: key, as: UTF8.self)
    keys.append(Key(bytes: key, name: prefix.isEmpty ? text : prefix + "." + text))
    places[key] = keys.count - 1
    return keys.count - 1
  }
}
