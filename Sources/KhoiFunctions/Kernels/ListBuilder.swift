import KhoiData

/// Lists whose elements are taken from one vector, row by row.
struct ListBuilder {
  /// For each element of the result its place in the source; `UInt32.max` for NULL.
  private(set) var places: [UInt32] = []
  private var counts: [Int] = []
  private var nulls: [Int] = []
  private var start = 0

  mutating func append(_ place: UInt32) { places.append(place) }

  mutating func append(_ entry: ListEntry) {
    for place in entry.range { places.append(UInt32(truncatingIfNeeded: place)) }
  }

  mutating func appendNull() { places.append(UInt32.max) }

  /// The same lists with other places.
  func replacingPlaces(_ places: [UInt32]) -> ListBuilder {
    var copy = self
    copy.places = places
    return copy
  }

  /// The elements since the row before are the list of one row.
  mutating func finishRow() {
    counts.append(places.count - start)
    start = places.count
  }

  mutating func finishNullRow() {
    nulls.append(counts.count)
    finishRow()
  }

  /// The lists, with `source` as what the places mean.
  func finished(_ source: Vector, type: LogicalType? = nil) -> Vector {
    let rows = Buffer(places)
    let elements =
      places.contains(UInt32.max) ? source.gatherOrNull(rows) : source.flattened().gather(rows)
    var validity: Validity?
    if !nulls.isEmpty {
      let isNull = Set(nulls)
      validity = Validity(count: counts.count) { !isNull.contains($0) }
    }
    return Vector(
      type ?? .list(source.type), .list(ListValues(counts: counts, elements: elements)),
      validity: validity)
  }
}

/// One number for each distinct value of a vector, given in the order they come.
struct ValueNumbers {
  /// What stands for NULL.
  static let null = UInt32.max

  let numbers: [UInt32]
  private(set) var count = 0

  init(_ vector: Vector) {
    let flat = vector.canonical()
    var numbers = [UInt32](repeating: Self.null, count: flat.count)
    var next: UInt32 = 0
    if OrderedKey.exists(for: vector.type) {
      let keys = OrderedKey.keys(flat)
      var known: [Int64: UInt32] = [:]
      for row in 0..<flat.count where !flat.isNull(row) {
        numbers[row] = Self.number(of: keys[row], &known, &next)
      }
    } else {
      let isText = vector.type.isTextual
      var known: [[UInt8]: UInt32] = [:]
      var bytes: [UInt8] = []
      for row in 0..<flat.count where !flat.isNull(row) {
        bytes.removeAll(keepingCapacity: true)
        if isText {
          flat.textView(row).append(to: &bytes)
        } else {
          flat.appendSortKey(row, into: &bytes)
        }
        numbers[row] = Self.number(of: bytes, &known, &next)
      }
    }
    self.numbers = numbers
    count = Int(next)
  }

  private static func number<Key: Hashable>(
    of key: Key, _ known: inout [Key: UInt32], _ next: inout UInt32
  ) -> UInt32 {
    if let number = known[key] { return number }
    known[key] = next
    next += 1
    return next - 1
  }
}

extension Vector {
  /// The window of the elements of a row of lists; empty where the row is NULL.
  func listEntry(_ row: Int) -> ListEntry { isNull(row) ? ListEntry() : lists.entries[row] }
}
