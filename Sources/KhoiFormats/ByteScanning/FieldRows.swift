/// The fields of a piece of a file as rows of equally many columns.
@safe struct FieldRows {
  /// Field `row * stride + column` starts at `starts[…] + bias` and ends at `ends[…]`.
  var starts: UnsafePointer<UInt32>?
  var ends: UnsafePointer<UInt32>?
  var stride = 0
  var rowCount = 0
  /// What is added to the entry of `starts`, for the first column and for the others.
  var firstBias: UInt32 = 0
  var bias: UInt32 = 0
  var counts = RecordCounts()
  /// The first record that does not fit and may not be mended.
  var raggedRecord: RaggedRecord?

  struct RaggedRecord {
    var offset: Int
    var end: Int
    var fieldCount: Int
  }

  /// The start and end of one field.
  @inline(__always)
  func field(row: Int, column: Int) -> (start: Int, end: Int) {
    let place = row &* stride &+ column
    guard let starts = unsafe starts, let ends = unsafe ends else { return (0, 0) }
    return unsafe (Int(starts[place] &+ (column == 0 ? firstBias : bias)), Int(ends[place]))
  }
}

/// How many records were not taken as they stand.
struct RecordCounts: Equatable {
  var blank = 0
  var padded = 0
  var cut = 0
  var rejected = 0
  /// Records with more fields than columns, all of the surplus empty.
  var emptySurplus = 0
  /// Records that cannot be read: quotes that nothing closes, bytes that are no UTF-8.
  var damaged = 0
  /// Records with a value that does not have the type of its column.
  var misfit = 0
  /// Values of other types than their columns' that became NULL.
  var nulled = 0

  static func += (left: inout RecordCounts, right: RecordCounts) {
    left.blank += right.blank
    left.padded += right.padded
    left.cut += right.cut
    left.rejected += right.rejected
    left.emptySurplus += right.emptySurplus
    left.damaged += right.damaged
    left.misfit += right.misfit
    left.nulled += right.nulled
  }
}

extension FieldIndex {
  /// Makes rows of the fields found: nothing to do where every record is as it should be.
  func arrange(
    _ buffer: ScanBuffer, start: Int, columnCount: Int, dialect: CSVDialect,
    spare: FieldIndexSpare
  ) {
    rows = FieldRows()
    rows.stride = columnCount
    guard count > 0 else { return }
    if returnCount == 0 || returnCount == recordCount, recordCount &* columnCount == count,
      unsafe isRectangular(buffer.base, columnCount: columnCount)
    {
      let hasReturns = returnCount == recordCount
      rows.rowCount = recordCount
      rows.bias = 1
      rows.firstBias = hasReturns ? 2 : 1
      unsafe (ends - 1).pointee = UInt32(truncatingIfNeeded: start) &- rows.firstBias
      if hasReturns {
        var place = columnCount - 1
        while place < count {
          unsafe ends[place] &-= 1
          place += columnCount
        }
      }
      unsafe rows.starts = unsafe UnsafePointer(ends - 1)
      unsafe rows.ends = unsafe UnsafePointer(ends)
      return
    }
    arrangeEach(buffer, start: start, columnCount: columnCount, dialect: dialect, spare: spare)
  }

  /// Whether every last field of a row, and so no other, ends a record.
  private func isRectangular(_ bytes: UnsafePointer<UInt8>, columnCount: Int) -> Bool {
    var place = columnCount - 1
    // The last record may end with the file.
    let last = count - 1
    while place < last {
      if unsafe bytes[Int(ends[place])] != 10 { return false }
      place += columnCount
    }
    return true
  }

  private func arrangeEach(
    _ buffer: ScanBuffer, start: Int, columnCount: Int, dialect: CSVDialect,
    spare: FieldIndexSpare
  ) {
    let bytes = unsafe UnsafePointer(buffer.base)
    spare.reserve(recordCount * columnCount)
    var target = 0
    var field = 0
    var recordStart = start
    while field < count {
      // The fields of this record.
      var last = field
      while unsafe last < count - 1 && !endsRecord(bytes, Int(ends[last]), buffer.count) {
        last += 1
      }
      let separator = unsafe Int(ends[last])
      var contentEnd = separator
      if unsafe contentEnd > recordStart && separator < buffer.count && bytes[separator] == 10
        && bytes[contentEnd - 1] == 13
      {
        contentEnd -= 1
      }
      let found = last - field + 1
      if found == 1 && contentEnd == recordStart && columnCount > 1 {
        rows.counts.blank += 1
      } else if unsafe dialect.comment == bytes[recordStart] && contentEnd > recordStart {
        // A comment is not a record.
      } else if unsafe accept(
        bytes, found: found, columnCount: columnCount, field: field, start: recordStart,
        end: contentEnd, policy: dialect.raggedPolicy)
      {
        var fieldStart = recordStart
        for column in 0..<columnCount {
          let end =
            unsafe column >= found
            ? contentEnd : column == found - 1 ? contentEnd : Int(ends[field + column])
          unsafe spare.starts[target] = UInt32(
            truncatingIfNeeded: column >= found ? end : fieldStart)
          unsafe spare.ends[target] = UInt32(truncatingIfNeeded: end)
          target += 1
          if column < found { fieldStart = unsafe Int(ends[field + column]) + 1 }
        }
        rows.rowCount += 1
      }
      if rows.raggedRecord != nil { return }
      recordStart = separator + 1
      field = last + 1
    }
    unsafe rows.starts = unsafe UnsafePointer(spare.starts)
    unsafe rows.ends = unsafe UnsafePointer(spare.ends)
  }

  private func endsRecord(_ bytes: UnsafePointer<UInt8>, _ offset: Int, _ count: Int) -> Bool {
    unsafe offset >= count || bytes[offset] == 10 || bytes[offset] == 13
  }

  /// Whether the record becomes a row; counts or notes those that do not fit.
  private func accept(
    _ bytes: UnsafePointer<UInt8>, found: Int, columnCount: Int, field: Int, start: Int, end: Int,
    policy: RaggedPolicy
  ) -> Bool {
    if found == columnCount { return true }
    if found > columnCount, unsafe Int(ends[field + columnCount - 1]) + found - columnCount == end {
      // Everything behind the last column is delimiters.
      rows.counts.emptySurplus += 1
      return true
    }
    switch policy {
    case .reject:
      rows.counts.rejected += 1
      return false
    case .pad where found < columnCount, .truncate where found < columnCount:
      rows.counts.padded += 1
      return true
    case .truncate:
      rows.counts.cut += 1
      return true
    case .error, .pad:
      rows.raggedRecord = FieldRows.RaggedRecord(offset: start, end: end, fieldCount: found)
      return false
    }
  }
}

/// Starts and ends of fields where they do not follow from one array.
@safe final class FieldIndexSpare {
  private(set) var starts: UnsafeMutablePointer<UInt32> = .allocate(capacity: 16)
  private(set) var ends: UnsafeMutablePointer<UInt32> = .allocate(capacity: 16)
  private var capacity = 16

  deinit {
    unsafe starts.deallocate()
    unsafe ends.deallocate()
  }

  func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    unsafe starts.deallocate()
    unsafe ends.deallocate()
    capacity = wanted * 2
    unsafe starts = .allocate(capacity: capacity)
    unsafe ends = .allocate(capacity: capacity)
  }
}
