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
}
