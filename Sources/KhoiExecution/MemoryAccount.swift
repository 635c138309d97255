package import KhoiText
import Synchronization

/// The bytes that the operators of a query hold, against a limit.
package final class MemoryAccount: Sendable {
  package let limit: Int
  private let used = Atomic<Int>(0)
  private let highest = Atomic<Int>(0)

  package init(limit: Int = .max) {
    self.limit = limit
  }

  /// Bytes held now.
  package var usedBytes: Int { used.load(ordering: .relaxed) }

  /// The most bytes that were held at a time.
  package var peakBytes: Int { highest.load(ordering: .relaxed) }

  fileprivate func add(_ bytes: Int, for operatorName: String) throws(Diagnostic) {
    let total = used.wrappingAdd(bytes, ordering: .relaxed).newValue
    if bytes > 0, total > limit {
      used.wrappingSubtract(bytes, ordering: .relaxed)
      throw .outOfMemory(operatorName, limit: limit)
    }
    highest.max(total, ordering: .relaxed)
  }

  fileprivate func subtract(_ bytes: Int) {
    used.wrappingSubtract(bytes, ordering: .relaxed)
  }
}

/// One operator's share of a memory account; gives its bytes back when it goes.
///
/// Each worker has its own reservation, so nobody waits.
package final class MemoryReservation: @unchecked Sendable {
  // Safe because one worker owns a reservation at a time.
  private let account: MemoryAccount
  private let operatorName: String
  package private(set) var byteCount = 0
  /// The most bytes it held.
  package private(set) var peakByteCount = 0

  package init(_ account: MemoryAccount, for operatorName: String) {
    self.account = account
    self.operatorName = operatorName
  }

  deinit { account.subtract(byteCount) }

  /// Says that the owner now holds `bytes` in all.
  package func set(_ bytes: Int) throws(Diagnostic) {
    if bytes < byteCount {
      account.subtract(byteCount - bytes)
    } else if bytes > byteCount {
      try account.add(bytes - byteCount, for: operatorName)
    }
    byteCount = bytes
    peakByteCount = max(peakByteCount, bytes)
  }

  /// Says that the owner holds `bytes` more.
  package func add(_ bytes: Int) throws(Diagnostic) { try set(byteCount + bytes) }
}
