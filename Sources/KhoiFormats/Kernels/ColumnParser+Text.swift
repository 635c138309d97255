import CByteScan
import KhoiData
import KhoiText

/// Text columns: codes of the worker's distinct texts, or views where texts hardly repeat.
extension ColumnParser {
  func parseTexts(_ rows: FieldRows, _ column: Int, interner: TextInterner) -> RangeColumn {
    arena.count = 0
    var nulls = unsafe NullMarks(words: nullWords, rowCount: rows.rowCount)
    var result: RangeColumn
    if interner.isWorthwhile {
      var row = 0
      while row < rows.rowCount {
        let take = min(TextBatch.size, rows.rowCount - row)
        fillBatch(rows, column, row, take, &nulls, interner)
        unsafe interner.intern(batch, take, into: codes + row)
        row += take
      }
      interner.noteRows(rows.rowCount - nulls.count)
      result = unsafe RangeColumn(
        kind: .varchar, rowCount: rows.rowCount,
        values: .narrowedCodes(codes, count: rows.rowCount, limit: interner.count, slabs: slabs),
        nulls: nulls, slabs: slabs)
      result.interner = interner
    } else {
      interner.dropTable()
      let heap = interner.heap
      let views = unsafe slabs.buffer(count: rows.rowCount) {
        (out: UnsafeMutablePointer<TextView>) in
        for row in 0..<rows.rowCount {
          let (start, end) = rows.field(row: row, column: column)
          if let view = textView(start, end, heap: heap) {
            unsafe out[row] = heap.keep(view)
          } else {
            unsafe out[row] = TextView()
            nulls.mark(row)
          }
        }
      }
      result = RangeColumn(
        kind: .varchar, rowCount: rows.rowCount, values: .views(views), nulls: nulls,
        slabs: slabs)
    }
    result.heaps = [interner.heap]
    if nulls.count == rows.rowCount { result = RangeColumn(nulls: rows.rowCount) }
    return result
  }

  private func fillBatch(
    _ rows: FieldRows, _ column: Int, _ firstRow: Int, _ count: Int, _ nulls: inout NullMarks,
    _ interner: TextInterner
  ) {
    guard let starts = unsafe rows.starts, let ends = unsafe rows.ends else { return }
    let bytes = unsafe bytes
    let bias = column == 0 ? rows.firstBias : rows.bias
    let isPlain = !mayNeedNormalising && dialect.nullTexts.isEmpty
    // 0xFF begins no text in UTF-8.
    let quote = hasQuotes ? dialect.quote ?? 0xFF : 0xFF
    let views = unsafe batch.views
    var place = firstRow &* rows.stride &+ column
    for index in 0..<count {
      let start = unsafe Int(starts[place] &+ bias)
      let end = unsafe Int(ends[place])
      place &+= rows.stride
      if unsafe isPlain && start < end && bytes[start] != quote {
        unsafe views[index] = unsafe TextInterner.view(bytes + start, end &- start)
      } else if let view = textView(start, end, heap: interner.heap) {
        unsafe views[index] = view
      } else {
        unsafe views[index] = TextBatch.noText
        nulls.mark(firstRow &+ index)
      }
    }
  }

  /// The text of a field, which lies in the file, in the arena or in `heap`; nil for NULL.
  @inline(__always)
  private func textView(_ start: Int, _ end: Int, heap: TextHeap) -> TextView? {
    if start == end { return start == emptyMark ? TextView() : nil }
    if !dialect.nullTexts.isEmpty {
      let inner = content(start, end)
      if inner.count > 0 && inner.isNull { return nil }
    }
    if unsafe hasQuotes && (bytes[start] == dialect.quote) {
      let text = unsafe unquoted(start, end)
      if mayNeedNormalising { return unsafe normalised(text.0, text.1, heap) }
      return unsafe TextInterner.view(text.0, text.1)
    }
    if mayNeedNormalising { return unsafe normalised(bytes + start, end - start, heap) }
    return unsafe TextInterner.view(bytes + start, end - start)
  }

  /// The text between quotes, doubled quotes made one; text behind the closing quote is kept.
  private func unquoted(_ start: Int, _ end: Int) -> (UnsafePointer<UInt8>, Int) {
    let quote = dialect.quote ?? 0x22
    let escape = dialect.escape
    var position = start + 1
    if escape == quote {
      // Sixty-four bytes at a time, some of them behind the field.
      while position < end {
        let quotes = unsafe khoi_scan_byte(bytes + position, quote)
        if quotes != 0 {
          position = min(end, position &+ Int(khoi_lowest_bit(quotes)))
          break
        }
        position = min(end, position &+ 64)
      }
    } else {
      while unsafe position < end && bytes[position] != quote && bytes[position] != escape {
        position += 1
      }
    }
    if unsafe position == end - 1 && bytes[position] == quote {
      return unsafe (bytes + start + 1, position - start - 1)
    }
    // Rare: put the text together in the arena, which never holds more than the piece.
    arena.reserve(bufferCount)
    let target = unsafe arena.base + arena.count
    var length = position - start - 1
    unsafe target.update(from: bytes + start + 1, count: length)
    var inside = true
    while position < end {
      let byte = unsafe bytes[position]
      let next: UInt8? = unsafe position + 1 < end ? bytes[position + 1] : nil
      if inside && byte == escape && escape != quote, let next {
        unsafe target[length] = next
        length += 1
        position += 2
      } else if inside && byte == quote && next == quote {
        unsafe target[length] = quote
        length += 1
        position += 2
      } else if inside && byte == quote {
        inside = false
        position += 1
      } else {
        unsafe target[length] = byte
        length += 1
        position += 1
      }
    }
    // Room behind, as views are made by loading whole words.
    arena.count += length
    return unsafe (UnsafePointer(target), length)
  }

  /// The view of the text in normalisation form C.
  @inline(never)
  private func normalised(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ heap: TextHeap
  ) -> TextView {
    let check = unsafe UTF8Check(text, start: 0, end: count)
    if !check.mayNeedNormalising { return unsafe TextInterner.view(text, count) }
    let (bytes, change) = unsafe NFC.normalise(
      Array(UnsafeBufferPointer(start: text, count: count)))
    if change.isEmpty { return unsafe TextInterner.view(text, count) }
    if change.contains(.composed) { composedCount += 1 }
    if change.contains(.reordered) { reorderedCount += 1 }
    return heap.store(bytes)
  }
}
