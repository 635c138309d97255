import CByteScan

/// Rows that are no whole values: the elements of arrays inside of them, with the fields of what
/// holds them repeated (`explode`) or left out (`records`).
extension JSONScanner {
  /// Reads one value as one row, or as many as the array at the path has elements; `row` is the
  /// first one's number, and then the next one's.
  mutating func readRows(_ row: inout Int) -> Bool {
    if row & 1023 == 0 && shape.shouldStop() { return fail("cancelled") }
    if form == .keys && byte == 0x7B && !shape.path.isEmpty {
      return unsafe readExploded(&row, shape.root, level: 0)
    }
    guard readRow(row) else { return false }
    row &+= 1
    return true
  }

  /// Reads an object on the way to the array, and then what the path leads to.
  private mutating func readExploded(
    _ row: inout Int, _ node: UnsafeMutablePointer<JSONNode>, level: Int
  ) -> Bool {
    let first = row
    let start = position
    var next: Int?
    let key = shape.path[level]
    position += 1
    skipBlanks()
    if byte == 0x7D {
      position += 1
    } else {
      while true {
        guard byte == 0x22 else { return fail("expected a key in double quotes") }
        var text = 0..<0
        guard readText(&text) else { return false }
        skipBlanks()
        guard byte == 0x3A else { return fail("expected a colon after the key") }
        position += 1
        skipBlanks()
        let isNext =
          text.count == key.count
          && key.indices.allSatisfy { unsafe bytes[text.lowerBound + $0] == key[$0] }
        if isNext || !shape.repeatsParents {
          if isNext { next = position }
          guard skipValue(depth: level + 1) else { return false }
        } else {
          guard
            let place = unsafe shape.search(node, bytes + text.lowerBound, text.count)
          else { return fail("more than \(JSONShape.keyLimit) different keys") }
          guard unsafe readCell(first, node.pointee.keys + place) else { return false }
        }
        skipBlanks()
        if byte == 0x2C {
          position += 1
          skipBlanks()
          continue
        }
        guard byte == 0x7D else { return fail("expected a comma or }") }
        position += 1
        break
      }
    }
    let behind = position
    if let next {
      shape.reachedLevels = max(shape.reachedLevels, level + 1)
      position = next
      guard unsafe readPath(&row, node, level: level) else { return false }
      position = behind
    } else if shape.repeatsParents {
      endEmpty(&row, at: start)
    }
    if shape.repeatsParents && row > first + 1 { unsafe repeatCells(node, first, row) }
    return true
  }

  /// Reads what the key of a level leads to.
  private mutating func readPath(
    _ row: inout Int, _ node: UnsafeMutablePointer<JSONNode>, level: Int
  ) -> Bool {
    guard let child = unsafe pathNode(node, level) else {
      return fail("more than \(JSONShape.keyLimit) different keys")
    }
    let start = position
    guard byte == 0x5B else { return unsafe readElement(&row, child, level: level) }
    position += 1
    skipBlanks()
    if byte == 0x5D {
      if shape.repeatsParents { endEmpty(&row, at: start) }
      return true
    }
    while true {
      guard unsafe readElement(&row, child, level: level) else { return false }
      skipBlanks()
      if byte == 0x5D { return true }
      guard byte == 0x2C else { return fail("expected a comma or ]") }
      position += 1
      skipBlanks()
    }
  }

  /// Reads one element of the array of a level.
  private mutating func readElement(
    _ row: inout Int, _ child: UnsafeMutablePointer<JSONNode>, level: Int
  ) -> Bool {
    if row & 1023 == 0 && shape.shouldStop() { return fail("cancelled") }
    let isLast = level + 1 == shape.path.count
    if byte == 0x7B && !isLast { return unsafe readExploded(&row, child, level: level + 1) }
    if shape.notesOffsets { shape.offsets.append(position) }
    if byte == 0x7B {
      guard unsafe readObject(row, child, depth: 1) else { return false }
    } else if isLast, let place = unsafe valuePlace(child) {
      guard unsafe readCell(row, child.pointee.keys + place) else { return false }
    } else {
      guard skipValue(depth: 1) else { return false }
    }
    row += 1
    return true
  }

  /// A row of what has no elements.
  private mutating func endEmpty(_ row: inout Int, at start: Int) {
    if shape.notesOffsets { shape.offsets.append(start) }
    shape.emptyParents += 1
    row += 1
  }

  /// The node of the objects that a level's key leads to.
  private func pathNode(
    _ node: UnsafeMutablePointer<JSONNode>, _ level: Int
  ) -> UnsafeMutablePointer<JSONNode>? {
    let name = shape.path[level]
    return unsafe name.withUnsafeBufferPointer { name in
      var empty: UInt8 = 0
      return unsafe withUnsafePointer(to: &empty) { nothing in
        guard
          let place = unsafe shape.search(node, name.baseAddress ?? nothing, name.count)
        else { return nil }
        let key = unsafe node.pointee.keys + place
        unsafe key.pointee.isPath = true
        return unsafe shape.child(of: key)
      }
    }
  }

  /// The place of elements that are no objects: a key without a name.
  private func valuePlace(_ node: UnsafeMutablePointer<JSONNode>) -> Int? {
    var empty: UInt8 = 0
    return unsafe shape.search(node, &empty, 0)
  }

  /// Copies the cells of an object's row to the other rows of its elements.
  private func repeatCells(
    _ node: UnsafeMutablePointer<JSONNode>, _ first: Int, _ end: Int
  ) {
    for place in unsafe 0..<node.pointee.count {
      let key = unsafe node.pointee.keys[place]
      if key.isPath { continue }
      if let child = unsafe key.child { unsafe repeatCells(child, first, end) }
      if let cells = unsafe key.cells { unsafe cells.pointee.copy(from: first, to: end) }
    }
  }
}
