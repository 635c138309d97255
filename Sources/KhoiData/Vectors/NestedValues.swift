/// Where in the vector of elements the elements of one list lie.
public struct ListEntry: BitwiseCopyable, Hashable, Sendable {
  /// The first element.
  public var offset: UInt32
  /// The number of elements.
  public var count: UInt32

  /// The window of `count` elements from `offset`.
  @inlinable
  public init(offset: UInt32 = 0, count: UInt32 = 0) {
    self.offset = offset
    self.count = count
  }

  /// The places of the elements.
  @inlinable
  public var range: Range<Int> { Int(offset)..<(Int(offset) &+ Int(count)) }
}

/// Lists: a window per row into one vector of elements, which rows may share.
///
/// Maps are lists of structures of `key` and `value`. A row that is null has an empty window.
package struct ListValues: Sendable {
  package let entries: Buffer<ListEntry>
  package let elements: Vector

  package init(entries: Buffer<ListEntry>, elements: Vector) {
    self.entries = entries
    self.elements = elements
  }

  /// Lists whose elements follow each other: row `i` has `counts[i]` of them.
  package init(counts: [Int], elements: Vector) {
    var offset: UInt32 = 0
    let entries = counts.map { count in
      let entry = ListEntry(offset: offset, count: UInt32(count))
      offset += entry.count
      return entry
    }
    self.init(entries: Buffer(entries), elements: elements)
  }

  /// The elements of all rows in order, without those that no row has; row `i`'s come right after
  /// those of row `i - 1`.
  ///
  /// O(elements); free where they lie so already.
  package var compacted: ListValues {
    var next: UInt32 = 0
    var isCompact = true
    for row in 0..<entries.count {
      let entry = entries[row]
      if entry.count > 0 && entry.offset != next { isCompact = false }
      next &+= entry.count
    }
    if isCompact && Int(next) == elements.count { return self }
    var places: [UInt32] = []
    places.reserveCapacity(Int(next))
    var compact: [ListEntry] = []
    compact.reserveCapacity(entries.count)
    for row in 0..<entries.count {
      let entry = entries[row]
      compact.append(ListEntry(offset: UInt32(places.count), count: entry.count))
      for place in entry.range { places.append(UInt32(place)) }
    }
    return ListValues(entries: Buffer(compact), elements: elements.gather(Buffer(places)))
  }

  /// For each element of the `compacted` lists its row.
  package var rowOfElement: Buffer<UInt32> {
    var rows: [UInt32] = []
    for row in 0..<entries.count {
      for _ in 0..<entries[row].count { rows.append(UInt32(row)) }
    }
    return Buffer(rows)
  }

  static func concatenate(_ parts: [ListValues], element: LogicalType) -> ListValues {
    let compact = parts.map(\.compacted)
    var entries: [ListEntry] = []
    var offset: UInt32 = 0
    for part in compact {
      for row in 0..<part.entries.count {
        let entry = part.entries[row]
        entries.append(ListEntry(offset: entry.offset + offset, count: entry.count))
      }
      offset += UInt32(part.elements.count)
    }
    let elements = Vector.concatenate(compact.map(\.elements), type: element)
    return ListValues(entries: Buffer(entries), elements: elements)
  }
}

/// Structures: one vector per field, each with a row per structure.
package struct StructureValues: Sendable {
  package let fields: [Vector]
  package let count: Int

  package init(fields: [Vector], count: Int) {
    for field in fields { precondition(field.count == count, "fields of one length") }
    self.fields = fields
    self.count = count
  }

  func mapFields(count: Int, _ body: (Vector) -> Vector) -> StructureValues {
    StructureValues(fields: fields.map(body), count: count)
  }

  static func concatenate(_ parts: [StructureValues], fields: [Field]) -> StructureValues {
    StructureValues(
      fields: fields.indices.map { index in
        Vector.concatenate(parts.map { $0.fields[index] }, type: fields[index].type)
      }, count: parts.reduce(0) { $0 + $1.count })
  }
}

extension Vector {
  /// The lists of a vector of lists or maps.
  package var lists: ListValues {
    guard case .list(let lists) = values else { preconditionFailure("not lists") }
    return lists
  }

  /// The structures of a vector of structures.
  package var structures: StructureValues {
    guard case .structure(let structures) = values else { preconditionFailure("not structures") }
    return structures
  }

  /// The 128-bit integers of a canonical vector of HUGEINT, UBIGINT or wide DECIMAL.
  package var int128s: Buffer<Int128> {
    guard case .int128(let buffer) = values else { preconditionFailure("not 128-bit integers") }
    return buffer
  }
}
