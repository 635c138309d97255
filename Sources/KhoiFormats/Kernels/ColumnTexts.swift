import KhoiData

/// The texts of one stored column: each distinct one once where the column has a dictionary,
/// otherwise every row's.
struct ColumnTexts: Sendable {
  private let table: Table
  private let column: Int
  private let dictionary: TextDictionary?
  /// Stops what goes through all values; what comes of it is of no use then.
  private let monitor: LoadMonitor

  init(_ table: Table, column: Int, monitor: LoadMonitor) {
    self.table = table
    self.column = column
    self.monitor = monitor
    dictionary = table.dictionary(of: column)
  }

  /// Calls `body` with each text and its number until it returns false.
  ///
  /// The number is the code in the dictionary, or the row where there is none.
  func visit(_ body: ([UInt8], Int) -> Bool) {
    var bytes: [UInt8] = []
    func pass(_ view: TextView, _ ordinal: Int) -> Bool {
      bytes.removeAll(keepingCapacity: true)
      unsafe view.withBytes { unsafe bytes.append(contentsOf: $0) }
      return body(bytes, ordinal)
    }
    if let dictionary {
      for code in 0..<dictionary.count {
        if code & 1023 == 0 && monitor.shouldStop { return }
        if !pass(dictionary.entries[code], code) { return }
      }
      return
    }
    var rowsBefore = 0
    for segment in table.segments {
      let vector = segment.columns[column].slice(0, segment.rowCount)
      for row in 0..<segment.rowCount where !vector.isNull(row) {
        if row & 1023 == 0 && monitor.shouldStop { return }
        if !pass(vector.textView(row), rowsBefore + row) { return }
      }
      rowsBefore += segment.rowCount
    }
  }

  /// Calls `body` with the number of each row's text, in order, until it returns false.
  func forEachRow(_ body: (_ ordinal: Int) -> Bool) {
    var rowsBefore = 0
    for segment in table.segments where !monitor.shouldStop {
      let vector = segment.columns[column].slice(0, segment.rowCount)
      let codes = dictionary == nil ? nil : vector.values.codes32
      for row in 0..<segment.rowCount where !vector.isNull(row) {
        if !body(codes.map { Int($0[row]) } ?? rowsBefore + row) { return }
      }
      rowsBefore += segment.rowCount
    }
  }

  /// The row, counted from 1, in which the text of a number stands first.
  func firstRow(of ordinal: Int) -> Int {
    guard dictionary != nil else { return ordinal + 1 }
    var rowsBefore = 0
    for segment in table.segments {
      let vector = segment.columns[column].slice(0, segment.rowCount)
      let codes = vector.values.codes32
      for row in 0..<segment.rowCount where !vector.isNull(row) && Int(codes[row]) == ordinal {
        return rowsBefore + row + 1
      }
      rowsBefore += segment.rowCount
    }
    return 1
  }

  /// The rows whose texts `body` accepts, counted.
  func rowCount(where body: ([UInt8]) -> Bool) -> Int {
    var accepted: Set<Int> = []
    visit { bytes, ordinal in
      if body(bytes) { accepted.insert(ordinal) }
      return true
    }
    if accepted.isEmpty || dictionary == nil { return accepted.count }
    var count = 0
    forEachRow { ordinal in
      if accepted.contains(ordinal) { count += 1 }
      return true
    }
    return count
  }

  /// The column as values of another type, NULL where `read` gives nil; doubles by their bits.
  func converted(
    to type: LogicalType, threads: Int, read: @escaping @Sendable ([UInt8]) -> Int64?
  ) -> [StoredColumn] {
    var known: [Int64?] = []
    if dictionary != nil {
      visit { bytes, _ in
        known.append(read(bytes))
        return true
      }
    }
    let entries = known
    let results = ParallelResults<StoredColumn>(count: table.segments.count)
    ParallelLoop.run(count: table.segments.count, threads: threads) { place, _ in
      if monitor.shouldStop { return false }
      results.set(place, convert(table.segments[place], to: type, entries, read))
      return true
    }
    return table.segments.indices.compactMap { results.take($0) }
  }

  private func convert(
    _ segment: Segment, to type: LogicalType, _ entries: [Int64?],
    _ read: ([UInt8]) -> Int64?
  ) -> StoredColumn {
    let vector = segment.columns[column].slice(0, segment.rowCount)
    let codes = dictionary == nil ? nil : vector.values.codes32
    var values = [Int64](repeating: 0, count: segment.rowCount)
    var isValid = [Bool](repeating: false, count: segment.rowCount)
    var hasNulls = false
    var bytes: [UInt8] = []
    for row in 0..<segment.rowCount {
      var value: Int64?
      if vector.isNull(row) {
      } else if let codes {
        value = entries[Int(codes[row])]
      } else {
        bytes.removeAll(keepingCapacity: true)
        unsafe vector.textView(row).withBytes { unsafe bytes.append(contentsOf: $0) }
        value = read(bytes)
      }
      if let value {
        values[row] = value
        isValid[row] = true
      } else {
        hasNulls = true
      }
    }
    let stored: Vector.Values =
      switch type {
      case .double: .float64(Buffer(values.map { Double(bitPattern: UInt64(bitPattern: $0)) }))
      case .date: .int32(Buffer(values.map { Int32(truncatingIfNeeded: $0) }))
      default: .int64(Buffer(values))
      }
    let validity = hasNulls ? Validity(count: segment.rowCount) { isValid[$0] } : nil
    return StoredColumn(narrowing: Vector(type, stored, validity: validity))
  }
}
