#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Cuts standard input into lines, without waiting for more than the next one.
struct RequestReader {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var block = [UInt8](repeating: 0, count: 1 << 16)
  /// Longer lines are no requests.
  static let longestLine = 16 << 20

  init(descriptor: Int32) { self.descriptor = descriptor }

  enum Line {
    case bytes(ArraySlice<UInt8>)
    case tooLong
  }

  /// The next line without its line feed, nil at the end.
  mutating func next() -> Line? {
    var searched = start
    var isTooLong = false
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        return isTooLong ? .tooLong : .bytes(buffer[start..<end])
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return isTooLong ? .tooLong : .bytes(buffer[start...])
      }
      buffer.removeFirst(start)
      start = 0
      if buffer.count > Self.longestLine {
        // Nothing of the line is kept, but its end must be found.
        isTooLong = true
        buffer.removeAll(keepingCapacity: false)
      }
      searched = buffer.count
      fill()
    }
  }

  private mutating func fill() {
    while true {
      let count = unsafe read(descriptor, &block, block.count)
      if count > 0 {
        buffer.append(contentsOf: block[..<count])
        return
      }
      if count < 0, errno == EINTR { continue }
      isAtEnd = true
      return
    }
  }
}
