package import KhoiText

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where output goes: a file descriptor, or memory in tests and in answers that are embedded.
///
/// Bytes are gathered to blocks of 64 KiB; whoever owns the sink flushes it at the end.
package final class OutputSink {
  private let descriptor: Int32?
  private let receive: (([UInt8]) -> Void)?
  private var pending: [UInt8] = []
  /// Whether anything came in.
  private(set) var hasWritten = false
  private static let blockSize = 1 << 16

  /// A sink into a file descriptor, which stays open.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
    receive = nil
    pending.reserveCapacity(Self.blockSize * 2)
  }

  /// A sink into memory.
  package init() {
    descriptor = nil
    receive = nil
  }

  /// A sink whose blocks something else takes, which also keeps what goes wrong.
  init(_ receive: @escaping ([UInt8]) -> Void) {
    descriptor = nil
    self.receive = receive
  }

  /// What a sink into memory has taken.
  package var bytes: [UInt8] { pending }

  /// Takes a text.
  package func write(_ text: String) throws(Diagnostic) {
    pending.append(contentsOf: text.utf8)
    hasWritten = hasWritten || !text.isEmpty
    try flushIfLarge()
  }

  /// Takes bytes.
  package func write(_ bytes: [UInt8]) throws(Diagnostic) {
    pending.append(contentsOf: bytes)
    hasWritten = hasWritten || !bytes.isEmpty
    try flushIfLarge()
  }

  private func flushIfLarge() throws(Diagnostic) {
    if descriptor != nil || receive != nil, pending.count >= Self.blockSize { try flush() }
  }

  /// Sends what is pending.
  package func flush() throws(Diagnostic) {
    if let receive {
      receive(pending)
      pending.removeAll(keepingCapacity: true)
    }
    guard let descriptor, !pending.isEmpty else { return }
    let done = FileAccess.writeAll(pending, to: descriptor)
    let code = errno
    pending.removeAll(keepingCapacity: true)
    if !done { throw code == EPIPE ? .closedPipe() : .cannotWrite("output", code: code) }
  }
}
