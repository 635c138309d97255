import KhoiData

extension JSONScanner {
  /// Reads values, each on a line of its own.
  mutating func readLines(_ rowCount: inout Int, ignoresErrors: Bool) -> Bool {
    if ignoresErrors {
      return readSoundLines(&rowCount)
    }
    skipBlanks()
    while !isAtEnd {
      passedLineFeed = false
      guard readRows(&rowCount) else { return false }
      // A piece may end with the line: what goes on behind it is not for this way of reading.
      if passedLineFeed { return fail("expected the value to end on its line") }
      while position < end && (byte == 0x20 || byte == 9 || byte == 13) { position &+= 1 }
      guard position >= end || byte == 10 else { return fail("expected the end of the line") }
      skipBlanks()
    }
    return true
  }

  /// Reads each line by itself: one that is no value becomes a row of NULLs, and takes none of the
  /// lines behind it along, wherever the pieces of the file are cut.
  private mutating func readSoundLines(_ rowCount: inout Int) -> Bool {
    let wholeEnd = end
    skipBlanks()
    while !isAtEnd {
      end = lineEnd(before: wholeEnd)
      let first = rowCount
      let start = position
      var isRead = true
      // Objects may follow each other on a line, as they may in a file.
      repeat {
        isRead = readRows(&rowCount)
        if isRead { skipBlanks() }
      } while isRead && byte == 0x7B
      if !isRead || !isAtEnd {
        if shape.shouldStop() { return false }
        rowCount = first
        forgetDamagedLine(rowCount, from: start)
        rowCount &+= 1
      }
      end = wholeEnd
      skipBlanks()
    }
    return true
  }

  /// Reads an array of rows, or values one after the other.
  mutating func readDocument(_ rowCount: inout Int) -> Bool {
    skipBlanks()
    if isAtEnd { return fail("the file is empty: expected a value") }
    guard byte == 0x5B else {
      while !isAtEnd {
        guard readRows(&rowCount) else { return false }
        // Without a blank between them, two values are one mistake.
        if !isAtEnd && byte > 0x20 && byte != 0x7B {
          return fail("expected the end of the file or another object")
        }
        skipBlanks()
      }
      return true
    }
    position += 1
    skipBlanks()
    if byte == 0x5D {
      position += 1
    } else {
      while true {
        guard readRows(&rowCount) else { return false }
        skipBlanks()
        if byte == 0x5D {
          position += 1
          break
        }
        guard byte == 0x2C else { return fail("expected a comma or ]") }
        position += 1
        skipBlanks()
      }
    }
    skipBlanks()
    return isAtEnd ? true : fail("expected the end of the file after the array")
  }
}

/// Pieces of an array, or of objects one after the other.
extension JSONScanner {
  /// Reads the elements that belong to a range; `upper` is its end in the buffer.
  ///
  /// An element belongs where the comma before it stands, an object of a sequence where it begins.
  mutating func readElements(
    _ rowCount: inout Int, _ first: JSONRange.Start, upper: Int, isFirst: Bool,
    bounds: inout (start: Int, end: Int)?
  ) -> Bool {
    guard isFirst || first.level == 0 || first.depth > 0 else {
      // The array has ended before; only blanks may follow.
      return readEnd(upper)
    }
    if isFirst {
      skipBlanks()
      if first.level == 1 { position += 1 }
    } else {
      switch skip(to: first, upper) {
      case .found: break
      case .nothing: return true
      case .ended: return readEnd(upper)
      }
    }
    bounds = (position, position)
    skipBlanks()
    if first.level == 0 { return readObjects(&rowCount, upper, &bounds) }
    if isFirst && byte == 0x5D {
      position += 1
      return readEnd(upper)
    }
    while true {
      guard readRows(&rowCount) else { return false }
      skipBlanks()
      if position >= end { return fail("expected a comma or ]") }
      if byte == 0x5D {
        position += 1
        bounds?.end = position
        return readEnd(upper)
      }
      guard byte == 0x2C else { return fail("expected a comma or ]") }
      let isOver = position >= upper
      position += 1
      bounds?.end = position
      if isOver { return true }
      skipBlanks()
    }
  }

  private mutating func readObjects(
    _ rowCount: inout Int, _ upper: Int, _ bounds: inout (start: Int, end: Int)?
  ) -> Bool {
    while position < upper && position < end {
      guard byte == 0x7B else { return fail("expected an object") }
      guard readRows(&rowCount) else { return false }
      bounds?.end = position
      skipBlanks()
    }
    return true
  }

  /// Nothing but blanks may stand between here and the end of the range.
  private mutating func readEnd(_ upper: Int) -> Bool {
    skipBlanks()
    return position >= min(upper, end)
      || fail("expected the end of the file after the array")
  }

  private enum FirstElement {
    case found, nothing
    /// The array ends before.
    case ended
  }

  /// Goes behind the first comma between elements, or to the first object.
  private mutating func skip(to first: JSONRange.Start, _ upper: Int) -> FirstElement {
    var depth = first.depth
    var isInText = first.isInText
    while position < min(upper, end) {
      let byte = byte
      if isInText {
        if byte == 0x5C { position += 1 } else if byte == 0x22 { isInText = false }
      } else if byte == 0x22 {
        isInText = true
      } else if byte == 0x7B || byte == 0x5B {
        if first.level == 0 && depth == 0 { return .found }
        depth += 1
      } else if byte == 0x7D || byte == 0x5D {
        depth -= 1
        if depth == 0 && first.level == 1 {
          position += 1
          return .ended
        }
      } else if byte == 0x2C && depth == first.level && first.level == 1 {
        position += 1
        return .found
      } else if first.level == 0 && depth == 0 && byte > 0x20 {
        return .found
      }
      position += 1
    }
    return .nothing
  }
}

extension JSONCells {
  /// Whether a double, or a whole number of 64 bits where all are whole, holds every number.
  @unsafe func fitDoubles(_ bytes: UnsafePointer<UInt8>) -> Bool {
    var extent = NumberExtent()
    for row in 0..<count {
      let (start, end) = unsafe (Int(starts[row]), Int(ends[row]))
      if start == end { continue }
      let text = unsafe UnsafeBufferPointer(start: bytes + start, count: end - start)
      if text.count > 15 { unsafe extent.add(text) } else { unsafe extent.noteShort(text) }
      if !extent.fitsBigint && !extent.fitsDouble { return false }
    }
    return true
  }
}
