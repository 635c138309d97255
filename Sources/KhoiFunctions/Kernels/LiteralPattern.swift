import KhoiData

/// A pattern of literal pieces with anything between them: what nearly every LIKE is.
@safe struct LiteralPattern {
  private let storage: Buffer<UInt8>
  /// Windows into `storage`.
  private let pieces: [UnsafeBufferPointer<UInt8>]
  /// No shorter text can fit.
  private let leastCount: Int

  init(_ pieces: [[UInt8]]) {
    let storage = Buffer(pieces.flatMap(\.self))
    var windows: [UnsafeBufferPointer<UInt8>] = unsafe []
    var start = 0
    for piece in pieces {
      unsafe windows.append(UnsafeBufferPointer(start: storage.base + start, count: piece.count))
      start += piece.count
    }
    self.storage = storage
    unsafe self.pieces = unsafe windows
    leastCount = start
  }

  /// Whether the whole text fits.
  @inline(__always)
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    defer { withExtendedLifetime(storage.owner) {} }
    if text.count < leastCount { return false }
    let last = unsafe pieces.count - 1
    let first = unsafe pieces[0]
    if unsafe !ByteSearch.matches(first, in: text, at: 0) { return false }
    if last == 0 { return text.count == leastCount }
    let tail = unsafe text.count - pieces[last].count
    if unsafe !ByteSearch.matches(pieces[last], in: text, at: tail) { return false }
    let body = unsafe UnsafeBufferPointer(rebasing: text[..<tail])
    var place = first.count
    var index = 1
    while index < last {
      guard let found = unsafe ByteSearch.first(pieces[index], in: body, from: place) else {
        return false
      }
      place = unsafe found + pieces[index].count
      index += 1
    }
    return true
  }
}
