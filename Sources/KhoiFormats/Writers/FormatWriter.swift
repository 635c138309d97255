package import KhoiData

/// Turns chunks of rows into bytes of one format, one chunk after the other.
package protocol FormatWriter {
  /// Writes what stands before the rows.
  mutating func begin(into sink: inout ByteSink)
  /// Writes rows.
  mutating func write(_ chunk: Chunk, into sink: inout ByteSink)
  /// Writes what stands behind the rows.
  mutating func finish(into sink: inout ByteSink)
}

/// Bytes on their way to a file or terminal: a buffer that hands itself on when it is full.
package struct ByteSink {
  /// What was written since the last flush.
  package var bytes: [UInt8] = []
  private let receive: ([UInt8]) -> Void
  private static let limit = 1 << 16

  /// `receive` gets the bytes piece by piece.
  package init(_ receive: @escaping ([UInt8]) -> Void) {
    self.receive = receive
    bytes.reserveCapacity(ByteSink.limit + 4096)
  }

  /// Hands on what there is, if it is much.
  package mutating func flushIfFull() { if bytes.count >= ByteSink.limit { flush() } }

  /// Hands on what there is.
  package mutating func flush() {
    if bytes.isEmpty { return }
    receive(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
