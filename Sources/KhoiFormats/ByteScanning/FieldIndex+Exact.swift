import CByteScan

/// The byte-by-byte index: slower than the masks, but it knows escapes, comments, quotes in odd
/// places and every kind of line end.
extension FieldIndex {
  func buildExactly(
    _ buffer: ScanBuffer, start: Int, boundary: Int, isAtEnd: Bool, dialect: CSVDialect
  ) -> Outcome {
    count = 0
    recordCount = 0
    // `arrange` looks at every record, so what the masks count is of no use here.
    returnCount = -1
    hasQuotes = true
    hasWide = true
    let bytes = unsafe UnsafePointer(buffer.base)
    let available = buffer.count
    var position = start
    while position < available && position < boundary {
      if unsafe dialect.comment == bytes[position] {
        while unsafe position < available && bytes[position] != 10 && bytes[position] != 13 {
          position += 1
        }
        if position == available && !isAtEnd { return .needsMore }
        position = unsafe endRecord(bytes, position, available)
        continue
      }
      var inRecord = true
      while inRecord {
        let fieldStart = position
        if position < available, let quote = dialect.quote, unsafe bytes[position] == quote {
          guard
            let closed = unsafe endOfQuotes(
              bytes, position + 1, available, quote: quote, escape: dialect.escape)
          else { return isAtEnd ? .unclosedQuote(fieldStart) : .needsMore }
          position = closed
        }
        while unsafe position < available && bytes[position] != dialect.delimiter
          && bytes[position] != 10
          && bytes[position] != 13
        {
          position += 1
        }
        if position == available {
          if !isAtEnd { return .needsMore }
          append(end: UInt32(truncatingIfNeeded: position))
          recordCount += 1
          return .complete(end: available)
        }
        if unsafe bytes[position] == dialect.delimiter {
          append(end: UInt32(truncatingIfNeeded: position))
          position += 1
        } else {
          if unsafe bytes[position] == 13 && position + 1 == available && !isAtEnd {
            return .needsMore
          }
          position = unsafe endRecord(bytes, position, available)
          inRecord = false
        }
      }
    }
    if position >= available && position < boundary && !isAtEnd { return .needsMore }
    return .complete(end: position)
  }

  /// Notes the end of a record at a line end and returns the start of the next.
  private func endRecord(
    _ bytes: UnsafePointer<UInt8>, _ position: Int, _ available: Int
  ) -> Int {
    var end = position
    if unsafe end < available && bytes[end] == 13 && end + 1 < available && bytes[end + 1] == 10 {
      end += 1
    }
    append(end: UInt32(truncatingIfNeeded: end))
    recordCount += 1
    return end + 1
  }

  /// The offset behind the closing quote, or nil where there is none.
  private func endOfQuotes(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ available: Int, quote: UInt8, escape: UInt8
  ) -> Int? {
    var position = start
    while position < available {
      let byte = unsafe bytes[position]
      if byte == escape && escape != quote {
        position += 2
      } else if byte == quote {
        if unsafe position + 1 < available && bytes[position + 1] == quote {
          position += 2
        } else {
          return position + 1
        }
      } else {
        position += 1
      }
    }
    return nil
  }

  /// Whether `boundary` lies inside quotes, as far as the bytes from there on can tell.
  ///
  /// A quote with a separator before it and text behind it opens, one with text before it and a
  /// separator behind it closes; any other tells nothing, but is one by which the answer turns.
  /// (Ge, Li, Eilebrecht, Chandramouli and Kossmann: Speculative Distributed CSV Data Parsing for
  /// Big Data Analytics, SIGMOD 2019.)
  static func isInsideQuotes(_ buffer: ScanBuffer, at boundary: Int, dialect: CSVDialect) -> Bool {
    guard let quote = dialect.quote else { return false }
    func isSeparator(_ byte: UInt8) -> Bool {
      byte == dialect.delimiter || byte == 10 || byte == 13
    }
    var isInside = false
    var position = boundary
    while position < buffer.count {
      var quotes = unsafe khoi_scan_byte(buffer.base + position, quote)
      while quotes != 0 {
        let place = position &+ Int(khoi_lowest_bit(quotes))
        quotes &= quotes &- 1
        if place &+ 1 >= buffer.count { return false }
        if place > 0 {
          let (before, behind) = unsafe (buffer.base[place &- 1], buffer.base[place &+ 1])
          let (opens, closes) = (isSeparator(before), isSeparator(behind))
          if opens != closes && before != quote && behind != quote { return closes != isInside }
        }
        isInside.toggle()
      }
      position &+= 64
    }
    return false
  }

  /// The start of the first record at or behind `boundary`, which lies inside quotes or not; nil
  /// where none starts in the buffer.
  static func firstRecordStart(
    _ buffer: ScanBuffer, behind boundary: Int, insideQuotes: Bool, dialect: CSVDialect
  ) -> Int? {
    let quote = dialect.quote ?? 0xFF
    var inside = insideQuotes
    var position = max(0, boundary - 1)
    while position < buffer.count {
      let byte = unsafe buffer.base[position]
      // What is known is the state behind the byte before the boundary.
      if byte == quote && position >= boundary {
        inside.toggle()
      } else if !inside {
        if byte == 10 { return position + 1 }
        if byte == 13 && dialect.lineEnd == .carriageReturn { return position + 1 }
      }
      position += 1
    }
    return nil
  }
}
