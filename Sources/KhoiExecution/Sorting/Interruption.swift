import KhoiText

/// Looks every so often whether the query was cancelled, in loops that go over all rows at once.
struct Interruption {
  /// Rows between two looks: some milliseconds of work.
  static let blockSize = 1 << 18

  let isCancelled: () -> Bool

  func check() throws(Diagnostic) {
    if isCancelled() { throw .cancelled }
  }

  /// Calls `body` for one block of `0..<count` after the other.
  @inline(__always)
  func forEachBlock(of count: Int, _ body: (Range<Int>) -> Void) throws(Diagnostic) {
    var start = 0
    while start < count {
      try check()
      let end = min(start + Self.blockSize, count)
      body(start..<end)
      start = end
    }
  }

  /// Calls `body` for every row of `0..<count`, or for fewer once `isCancelled` says yes.
  @inline(__always)
  static func forEachRow(of count: Int, _ isCancelled: () -> Bool, _ body: (Int) -> Void) {
    var start = 0
    while start < count && !isCancelled() {
      let end = min(start + blockSize, count)
      for row in start..<end { body(row) }
      start = end
    }
  }
}
