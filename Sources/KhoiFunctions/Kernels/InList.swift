package import KhoiData
import Synchronization

/// The right side of `x IN (a, b, …)` where all members are constants, prepared once.
///
/// A member of a small range of integers is looked up in a bitmap, of others in a hash table; for
/// text in codes there is one byte per dictionary entry.
package final class InList: Sendable {
  private let type: LogicalType
  private let hasNull: Bool
  private let integers: IntegerSet
  private let doubles: Set<Double>
  private let hasNaN: Bool
  private let intervals: [Interval]
  private let texts: TextCodeTable
  /// The keys of members that have no other form (see `Vector.sortKeys`).
  private let keys: Set<[UInt8]>
  private let heap: TextHeap
  private let byEntry = Mutex<EntryTable?>(nil)

  private struct EntryTable {
    let dictionary: TextDictionary
    let isMember: Buffer<UInt8>
  }

  /// `members` must have the type, or be NULL.
  package init(_ members: [Value], type: LogicalType) {
    self.type = type
    hasNull = members.contains(.null)
    var numbers: [Int64] = []
    var doubles = Set<Double>()
    var hasNaN = false
    var intervals: [Interval] = []
    var texts = TextCodeTable()
    var keys = Set<[UInt8]>()
    let heap = TextHeap(firstBlockSize: 256)
    let usesKeys = type.isNested || type.canonicalPhysicalType == .int128
    for member in members {
      if usesKeys && !member.isNull {
        var key: [UInt8] = []
        Vector(values: [member], type: type).appendSortKey(0, into: &key)
        keys.insert(key)
        continue
      }
      switch member {
      case .null, .list, .structure, .map, .hugeint: break
      case .boolean(let flag): numbers.append(flag ? 1 : 0)
      case .integer(let number):
        if type == .double || type == .float {
          doubles.insert(Double(number))
        } else {
          numbers.append(number)
        }
      case .timestamp(let number), .time(let number), .zonedTimestamp(let number):
        numbers.append(number)
      case .decimal(let unscaled, _, _):
        if let number = Int64(exactly: unscaled) { numbers.append(number) }
      case .float(let number):
        if number.isNaN { hasNaN = true } else { doubles.insert(Double(number)) }
      case .date(let days): numbers.append(Int64(days))
      case .double(let number):
        if number.isNaN { hasNaN = true } else { doubles.insert(number) }
      case .interval(let interval): intervals.append(interval)
      case .text(let text), .json(let text), .uuid(let text):
        _ = texts.insert(heap.store(text))
      case .blob(let bytes): _ = texts.insert(heap.store(bytes))
      }
    }
    integers = IntegerSet(numbers)
    self.doubles = doubles
    self.hasNaN = hasNaN
    self.intervals = intervals
    self.texts = texts
    self.keys = keys
    self.heap = heap
  }

  /// True where the row equals a member, NULL where it is NULL or where it equals none but a member
  /// is NULL, else false.
  package func evaluate(_ operand: Vector) -> Vector {
    if operand.isConstant {
      if operand.isConstantNull { return Vector(nulls: .boolean, count: operand.count) }
      let row = evaluateFlat(
        Vector(operand.type, operand.values, validity: operand.validity, count: 1))
      return Vector(
        .boolean, row.values, validity: row.validity, count: operand.count, isConstant: true)
    }
    return evaluateFlat(operand)
  }

  private func evaluateFlat(_ operand: Vector) -> Vector {
    let count = operand.count
    let found = membership(operand)
    var validity = operand.validity
    if hasNull {
      validity = .and(validity, Validity(count: count) { found[$0] != 0 })
    }
    return Vector(.boolean, .boolean(found), validity: validity, count: count)
  }

  private func membership(_ operand: Vector) -> Buffer<UInt8> {
    let count = operand.count
    switch operand.values {
    case .boolean(let values): return integers.membership(values)
    case .int8(let values): return integers.membership(values)
    case .int16(let values): return integers.membership(values)
    case .int32(let values): return integers.membership(values)
    case .int64(let values): return integers.membership(values)
    case .float64(let values):
      return unsafe Buffer(count: count) { out in
        for row in 0..<count {
          let value = unsafe values.base[row]
          unsafe out[row] = (value.isNaN ? hasNaN : doubles.contains(value)) ? 1 : 0
        }
      }
    case .interval(let values):
      return unsafe Buffer(count: count) { out in
        for row in 0..<count {
          let value = unsafe values.base[row].comparableMicroseconds
          unsafe out[row] = intervals.contains { $0.comparableMicroseconds == value } ? 1 : 0
        }
      }
    case .text(let values): return membership(values.views)
    case .codes8(_, let dictionary), .codes16(_, let dictionary), .codes32(_, let dictionary):
      return operand.values.lookedUp(entryTable(dictionary), filler: 0)
    case .int128, .list, .structure:
      return Buffer(
        (0..<count).map { row -> UInt8 in
          if operand.isNull(row) { return 0 }
          var key: [UInt8] = []
          operand.appendSortKey(row, into: &key)
          return keys.contains(key) ? 1 : 0
        })
    }
  }

  private func membership(_ views: Buffer<TextView>) -> Buffer<UInt8> {
    unsafe Buffer(count: views.count) { out in
      for row in 0..<views.count {
        unsafe out[row] = unsafe texts.find(views.base[row]) == nil ? 0 : 1
      }
    }
  }

  private func entryTable(_ dictionary: TextDictionary) -> Buffer<UInt8> {
    byEntry.withLock { known in
      if let table = known, table.dictionary === dictionary { return table.isMember }
      let isMember = membership(dictionary.entries)
      known = EntryTable(dictionary: dictionary, isMember: isMember)
      return isMember
    }
  }
}

/// A set of integers that answers for whole buffers.
struct IntegerSet: Sendable {
  private let least: Int64
  /// One byte per integer from `least`, where the range is small.
  private let dense: [UInt8]
  private let sparse: Set<Int64>

  init(_ members: [Int64]) {
    guard let low = members.min(), let high = members.max() else {
      (least, dense, sparse) = (0, [], [])
      return
    }
    let (span, overflow) = high.subtractingReportingOverflow(low)
    if !overflow && span < 65_536 {
      var bytes = [UInt8](repeating: 0, count: Int(span) + 1)
      for member in members { bytes[Int(member - low)] = 1 }
      (least, dense, sparse) = (low, bytes, [])
    } else {
      (least, dense, sparse) = (low, [], Set(members))
    }
  }

  func membership<Element: FixedWidthInteger & BitwiseCopyable>(
    _ values: Buffer<Element>
  ) -> Buffer<UInt8> {
    let count = values.count
    if !sparse.isEmpty {
      return unsafe Buffer(count: count) { out in
        for row in 0..<count {
          unsafe out[row] = unsafe sparse.contains(Int64(values.base[row])) ? 1 : 0
        }
      }
    }
    return unsafe dense.withUnsafeBufferPointer { table in
      let limit = UInt64(table.count)
      return unsafe Buffer(count: count) { out in
        for row in 0..<count {
          // Anything below the least member wraps to a large number.
          let offset = unsafe UInt64(bitPattern: Int64(values.base[row]) &- least)
          unsafe out[row] = unsafe offset < limit ? table[Int(truncatingIfNeeded: offset)] : 0
        }
      }
    }
  }
}
