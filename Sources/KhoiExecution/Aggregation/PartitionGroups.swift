import KhoiData
import KhoiText

/// The groups of one partition of an aggregation, numbered from zero.
protocol PartitionGroups: AnyObject {
  /// Numbers so far, those of groups without rows included.
  var count: Int { get }
  var byteCount: Int { get }
  /// The number of each row's group.
  func numbers(
    _ keys: PartitionedAggregateSink.Part.Keys, _ rows: Range<Int>
  ) throws(Diagnostic) -> Buffer<UInt32>
  /// The groups that have rows.
  func used() -> Buffer<UInt32>
  /// The keys of groups.
  func keyVectors(of groups: Buffer<UInt32>) -> [Vector]
}

/// Groups that a hash table numbers in the order of their first rows.
final class HashedGroups: PartitionGroups {
  private let table: GroupTable
  private let wordCount: Int

  init(_ layout: KeyLayout, _ method: GroupMethod) {
    table = GroupTable(layout, method: method)
    wordCount = layout.wordCount
  }

  var count: Int { table.count }
  var byteCount: Int { table.byteCount }

  func numbers(
    _ keys: PartitionedAggregateSink.Part.Keys, _ rows: Range<Int>
  ) throws(Diagnostic) -> Buffer<UInt32> {
    guard case .words(let words, _) = keys else {
      throw .broken("rows were brought together by ranges")
    }
    return try table.groups(
      ofWords: words.slice(rows.lowerBound * wordCount, rows.count * wordCount),
      count: rows.count)
  }

  func used() -> Buffer<UInt32> { Selection.range(0, count: count) }

  func keyVectors(of groups: Buffer<UInt32>) -> [Vector] { table.keyVectors(of: groups) }
}

/// Groups that are the slots of a range.
final class RangedGroups: PartitionGroups {
  private let layout: KeyLayout
  private let slots: Range<Int>
  private let seen: SeenSlots

  init(_ layout: KeyLayout, _ slots: Range<Int>) {
    self.layout = layout
    self.slots = slots
    seen = SeenSlots(count: slots.count)
  }

  var count: Int { slots.count }
  var byteCount: Int { slots.count }

  func numbers(
    _ keys: PartitionedAggregateSink.Part.Keys, _ rows: Range<Int>
  ) throws(Diagnostic) -> Buffer<UInt32> {
    guard case .places(let places, _) = keys else {
      throw .broken("rows were brought together by hash")
    }
    let numbers = places.slice(rows.lowerBound, rows.count)
    seen.note(numbers)
    return numbers
  }

  func used() -> Buffer<UInt32> { seen.places }

  func keyVectors(of groups: Buffer<UInt32>) -> [Vector] {
    let encoder = KeyEncoder(layout)
    let first = UInt32(truncatingIfNeeded: slots.lowerBound)
    let all = Buffer(groups.array.map { $0 &+ first })
    return layout.parts.indices.map { encoder.vector(ofPart: $0, slots: all) }
  }
}
