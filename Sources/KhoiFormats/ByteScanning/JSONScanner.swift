import CByteScan

/// Reads JSON (RFC 8259, strictly) from a buffer: rows of objects become cells, everything else is
/// checked and passed over.
///
/// Texts with escapes are written plain over the place where they stand, which is never shorter.
/// Errors are noted, not thrown: `problem` says what and where.
@safe struct JSONScanner {
  struct Problem {
    var offset: Int
    var message: String
    var isIncomplete = false
  }

  let bytes: UnsafeMutablePointer<UInt8>
  let shape: JSONShape
  let form: RowForm
  /// Where reading ends: that of the buffer, or of the line that is read by itself.
  var end: Int
  var position: Int
  private(set) var problem: Problem?
  /// Whether a line end was passed over since this was last cleared.
  var passedLineFeed = false
  /// Escaped halves of surrogate pairs without their other half.
  var loneSurrogates = 0
  /// Lines that were no JSON.
  private(set) var damagedLines = 0
  /// Whether a character was written as `\u…`, which the check of the bytes does not see.
  var sawUnicodeEscape = false

  /// What becomes of the rows.
  enum RowForm: Sendable {
    /// The keys of objects are columns; any other value is a column `json`.
    case keys
    /// A column `json` with the value.
    case value
    /// A column `json` with the text of the value as it stands.
    case text
  }

  /// The name of the column of values that are not told apart by keys.
  static let valueName: StaticString = "json"
  /// Values within values before khoi refuses to follow.
  static let depthLimit = 512
  /// Objects within objects that become columns; deeper ones stay as they are.
  static let flatLimit = 32

  /// Scans `bytes[start ..< end]`; behind the end at least 64 bytes must be readable.
  init(
    bytes: UnsafeMutablePointer<UInt8>, start: Int, end: Int, shape: JSONShape,
    form: RowForm = .keys
  ) {
    self.shape = shape
    self.form = form
    unsafe self.bytes = unsafe bytes
    self.end = end
    position = start
  }

  mutating func fail(_ message: String, at offset: Int? = nil) -> Bool {
    if problem == nil {
      let place = offset ?? position
      problem = Problem(offset: place, message: message, isIncomplete: position >= end)
    }
    return false
  }

  @inline(__always)
  mutating func skipBlanks() {
    while position < end {
      let byte = unsafe bytes[position]
      if byte > 0x20 || (byte != 0x20 && byte != 10 && byte != 13 && byte != 9) { return }
      if byte == 10 { passedLineFeed = true }
      position &+= 1
    }
  }

  var isAtEnd: Bool { position >= end }
  /// The byte here; zero at the end, which begins nothing.
  @inline(__always) var byte: UInt8 { unsafe position < end ? bytes[position] : 0 }

  // MARK: Rows

  /// Passes over the rest of a line that is no JSON, which leaves row `row` NULL.
  mutating func forgetDamagedLine(_ row: Int, from start: Int) {
    problem = nil
    damagedLines &+= 1
    shape.forget(row: row)
    if shape.notesOffsets { shape.offsets[min(row, shape.offsets.count)...] = [start] }
    position = end
  }

  /// Where the line that goes on here ends: its line feed, or `limit`.
  func lineEnd(before limit: Int) -> Int {
    var place = position
    while unsafe place < limit && bytes[place] != 10 { place &+= 1 }
    return place
  }

  /// Reads one value as row `row`: an object by its keys, any other as the key `json`.
  mutating func readRow(_ row: Int) -> Bool {
    if shape.notesOffsets { shape.offsets.append(position) }
    if form == .keys && byte == 0x7B { return unsafe readObject(row, shape.root, depth: 0) }
    let name = JSONScanner.valueName
    guard let place = unsafe shape.search(shape.root, name.utf8Start, name.utf8CodeUnitCount) else {
      return fail("more than \(JSONShape.keyLimit) different keys")
    }
    let key = unsafe shape.root.pointee.keys + place
    guard form == .text else { return unsafe readCell(row, key) }
    let start = position
    guard skipValue(depth: 1) else { return false }
    let cells = unsafe cells(key)
    unsafe cells.pointee.sawNested = true
    unsafe cells.pointee.set(row: row, start: start, end: position)
    return true
  }

  /// Reads an object whose keys are columns; `depth` says in how many others it stands.
  mutating func readObject(
    _ row: Int, _ node: UnsafeMutablePointer<JSONNode>, depth: Int
  ) -> Bool {
    position &+= 1
    skipBlanks()
    if byte == 0x7D {
      position &+= 1
      return true
    }
    var expected = 0
    while true {
      var place = expected
      let length = unsafe node.pointee.length(of: expected, at: bytes + position, end &- position)
      if length > 0 {
        // As in the objects before, quotes and colon and all.
        position &+= length
      } else {
        guard byte == 0x22 else { return fail("expected a key in double quotes") }
        var text = 0..<0
        guard readText(&text) else { return false }
        if unsafe !node.pointee.has(bytes + text.lowerBound, text.count, at: expected) {
          guard let found = unsafe shape.search(node, bytes + text.lowerBound, text.count) else {
            return fail("more than \(JSONShape.keyLimit) different keys")
          }
          place = found
        }
        skipBlanks()
        guard byte == 0x3A else { return fail("expected a colon after the key") }
        position &+= 1
      }
      expected = place &+ 1
      skipBlanks()
      guard unsafe readCell(row, node.pointee.keys + place, depth: depth) else { return false }
      skipBlanks()
      if byte == 0x2C {
        position &+= 1
        skipBlanks()
        continue
      }
      guard byte == 0x7D else { return fail("expected a comma or }") }
      position &+= 1
      return true
    }
  }

  @inline(__always)
  private func cells(_ key: UnsafeMutablePointer<JSONKey>) -> UnsafeMutablePointer<JSONCells> {
    unsafe key.pointee.cells ?? shape.makeCells(key)
  }

  @inline(__always)
  mutating func readCell(
    _ row: Int, _ key: UnsafeMutablePointer<JSONKey>, depth: Int = 0
  ) -> Bool {
    let start = position
    switch byte {
    case 0x22:
      var text = 0..<0
      guard readText(&text) else { return false }
      let cells = unsafe cells(key)
      unsafe cells.pointee.sawText = true
      if text.isEmpty {
        unsafe cells.pointee.set(row: row, start: JSONScanner.emptyMark, end: JSONScanner.emptyMark)
      } else {
        unsafe cells.pointee.set(row: row, start: text.lowerBound, end: text.upperBound)
      }
    case 0x7B where shape.flattens && depth < JSONScanner.flatLimit:
      return unsafe readObject(row, shape.child(of: key), depth: depth + 1)
    case 0x7B, 0x5B: return unsafe readNested(row, key)
    case 0x6E:
      guard skipWord("null") else { return false }
      unsafe cells(key).pointee.set(row: row, start: 0, end: 0)
    case 0x74, 0x66:
      guard skipWord(byte == 0x74 ? "true" : "false") else { return false }
      let cells = unsafe cells(key)
      unsafe cells.pointee.sawBoolean = true
      unsafe cells.pointee.set(row: row, start: start, end: position)
    default:
      guard skipNumber() else { return false }
      let cells = unsafe cells(key)
      unsafe cells.pointee.sawNumber = true
      if position &- start > 15 { unsafe cells.pointee.sawLong = true }
      unsafe cells.pointee.set(row: row, start: start, end: position)
    }
    return true
  }

  /// Stands for the text of no bytes, which is not NULL.
  static let emptyMark = 1

  private mutating func readNested(
    _ row: Int, _ key: UnsafeMutablePointer<JSONKey>
  ) -> Bool {
    let start = position
    guard skipValue(depth: 1) else { return false }
    let cells = unsafe cells(key)
    unsafe cells.pointee.sawNested = true
    unsafe cells.pointee.set(row: row, start: start, end: compact(start, position))
    return true
  }

  /// Removes blanks between tokens, in place; returns the new end.
  private func compact(_ start: Int, _ end: Int) -> Int {
    var target = start
    var inside = false
    var place = start
    while place < end {
      let byte = unsafe bytes[place]
      if inside && byte == 0x5C {
        unsafe bytes[target] = byte
        unsafe bytes[target + 1] = unsafe bytes[place + 1]
        target += 2
        place += 2
        continue
      }
      if byte == 0x22 { inside.toggle() }
      if inside || byte > 0x20 {
        unsafe bytes[target] = byte
        target += 1
      }
      place += 1
    }
    return target
  }

  // MARK: Values

  /// Checks a value and passes over it.
  mutating func skipValue(depth: Int) -> Bool {
    switch byte {
    case 0x22:
      let start = position
      var text = 0..<0
      // Nested text stays as it stands, escapes and all, so only look.
      guard readText(&text, keepingEscapes: true) else { return false }
      return position > start
    case 0x7B: return skipObject(depth: depth)
    case 0x5B: return skipArray(depth: depth)
    case 0x6E: return skipWord("null")
    case 0x74: return skipWord("true")
    case 0x66: return skipWord("false")
    default: return skipNumber()
    }
  }

  private mutating func skipObject(depth: Int) -> Bool {
    if depth > JSONScanner.depthLimit { return fail("more than 512 values within each other") }
    position += 1
    skipBlanks()
    if byte == 0x7D {
      position += 1
      return true
    }
    while true {
      var text = 0..<0
      guard byte == 0x22 else { return fail("expected a key in double quotes") }
      guard readText(&text, keepingEscapes: true) else { return false }
      skipBlanks()
      guard byte == 0x3A else { return fail("expected a colon after the key") }
      position += 1
      skipBlanks()
      guard skipValue(depth: depth + 1) else { return false }
      skipBlanks()
      if byte == 0x7D {
        position += 1
        return true
      }
      guard byte == 0x2C else { return fail("expected a comma or }") }
      position += 1
      skipBlanks()
    }
  }

  private mutating func skipArray(depth: Int) -> Bool {
    if depth > JSONScanner.depthLimit { return fail("more than 512 values within each other") }
    position += 1
    skipBlanks()
    if byte == 0x5D {
      position += 1
      return true
    }
    while true {
      guard skipValue(depth: depth + 1) else { return false }
      skipBlanks()
      if byte == 0x5D {
        position += 1
        return true
      }
      guard byte == 0x2C else { return fail("expected a comma or ]") }
      position += 1
      skipBlanks()
    }
  }

  private mutating func skipWord(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard position + count <= end else { return fail("expected \(word)") }
    for index in 0..<count where unsafe bytes[position + index] != word.utf8Start[index] {
      return fail("expected \(word)")
    }
    position += count
    return true
  }

  private mutating func skipNumber() -> Bool {
    let start = position
    if byte == 0x2D { position += 1 }
    if byte == 0x30 {
      position += 1
    } else {
      guard skipDigits() else {
        let isAtEnd = position >= end
        return fail(
          isAtEnd ? "the file ends where a value is expected" : "expected a value", at: start)
      }
    }
    if byte == 0x2E {
      position += 1
      guard skipDigits() else { return fail("expected a digit after the point") }
    }
    if byte | 0x20 == 0x65 {
      position += 1
      if byte == 0x2B || byte == 0x2D { position += 1 }
      guard skipDigits() else { return fail("expected a digit in the exponent") }
    }
    return true
  }

  @inline(__always)
  private mutating func skipDigits() -> Bool {
    let start = position
    while unsafe position < end && bytes[position] &- 48 < 10 { position &+= 1 }
    return position > start
  }
}
