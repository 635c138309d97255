import KhoiData

/// A pattern of literal pieces with anything between them: what nearly every LIKE is.
struct LiteralPattern {
  private let storage: Buffer<UInt8>
  /// Windows into `storage`.
  private let pieces: [UnsafeBufferPointer<UInt8>]
  /// No shorter text can fit.
  private let leastCount: Int

  init(_ pieces: [[UInt8]]) {
    let storage = Buffer(pieces.flatMap(\.self))
    var windows: [UnsafeBufferPointer<UInt8>] = []
    var start = 0
    for piece in pieces {
      windows.append(UnsafeBufferPointer(start: storage.base + start, count: piece.count))
      start += piece.count
    }
    self.storage = storage
    self.pieces = windows
    leastCount = start
  }

  /// Whether the whole text fits.
  @inline(__always)
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    defer { withExtendedLifetime(storage.owner) {} }
    if text.count < leastCount { return false }
    let last = pieces.count - 1
    let first = pieces[0]
    if !ByteSearch.matches(first, in: text, at: 0) { return false }
    if last == 0 { return text.count == leastCount }
    let tail = text.count - pieces[last].count
    if !ByteSearch.matches(pieces[last], in: text, at: tail) { return false }
    let body = UnsafeBufferPointer(rebasing: text[..<tail])
    var place = first.count
    var index = 1
    while index < last {
      guard let found = ByteSearch.first(pieces[index], in: body, from: place) else {
        return false
      }
      place = found + pieces[index].count
      index += 1
    }
    return true
  }
}
