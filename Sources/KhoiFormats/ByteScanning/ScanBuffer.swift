import CByteScan

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes of a file with room behind them, so that scanners may load whole words past the end.
@safe final class ScanBuffer: @unchecked Sendable {
  // Safe because a buffer belongs to one thread until it is only read.

  /// Bytes after the last one that may be read; they are zero.
  static let padding = 128

  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int = 4096) {
    self.capacity = capacity
    guard let memory = unsafe malloc(capacity + ScanBuffer.padding) else {
      fatalError("no memory for a buffer")
    }
    unsafe base = unsafe memory.assumingMemoryBound(to: UInt8.self)
  }

  deinit { unsafe free(base) }

  /// Makes room for `wanted` bytes in all, keeping what is there.
  func reserve(_ wanted: Int) {
    guard tryReserve(wanted) else { fatalError("no memory for a buffer") }
  }

  /// Makes room if the system has the memory.
  ///
  /// The system moves large pieces without copying them.
  func tryReserve(_ wanted: Int) -> Bool {
    guard wanted > capacity else { return true }
    guard let larger = unsafe realloc(base, wanted + ScanBuffer.padding) else { return false }
    unsafe base = unsafe larger.assumingMemoryBound(to: UInt8.self)
    capacity = wanted
    if wanted >= ScanBuffer.largeSize { askForLargePages() }
    return true
  }

  /// From here on, getting and giving back the memory in small pages takes longer than Ctrl-C may.
  private static let largeSize = 1 << 24

  private func askForLargePages() {
    #if canImport(Glibc)
      let page = 1 << 21
      let start = unsafe (Int(bitPattern: base) + page - 1) & ~(page - 1)
      let end = unsafe (Int(bitPattern: base) + capacity) & ~(page - 1)
      guard start < end else { return }
      unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE)
    #endif
  }

  /// Writes the zeros behind the last byte.
  func pad() { unsafe (base + count).update(repeating: 0, count: ScanBuffer.padding) }

  func append(_ bytes: [UInt8]) { append(bytes[...]) }

  func append(_ bytes: ArraySlice<UInt8>) {
    reserve(count + bytes.count)
    unsafe bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress {
        unsafe (base + count).update(from: start, count: source.count)
      }
    }
    count += bytes.count
    pad()
  }

  subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "byte out of range")
    return unsafe base[index]
  }

  /// For each byte whether it occurs.
  func presence() -> [Bool] {
    var present = [Bool](repeating: false, count: 256)
    unsafe present.withUnsafeMutableBufferPointer { present in
      for place in 0..<count { unsafe present[Int(base[place])] = true }
    }
    return present
  }

  /// A copy of a part, cut to what is there.
  func bytes(_ lower: Int, _ upper: Int) -> [UInt8] {
    let lower = min(max(lower, 0), count)
    let upper = min(max(upper, lower), count)
    return unsafe Array(UnsafeBufferPointer(start: base + lower, count: upper - lower))
  }

  /// A part as text, damaged sequences replaced.
  func text(_ lower: Int, _ upper: Int) -> String {
    String(decoding: bytes(lower, upper), as: UTF8.self)
  }

  /// The offset of the first NUL byte of a part.
  func firstNul(_ lower: Int, _ upper: Int) -> Int? {
    guard lower < upper, let found = unsafe memchr(base + lower, 0, upper - lower) else {
      return nil
    }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// Whether all of it is UTF-8 without NUL, but for a character cut off at the end and, where the
  /// bytes start inside a file, one at the start.
  func isUTF8(startsInside: Bool) -> Bool {
    guard firstNul(0, count) == nil else { return false }
    var start = 0
    if startsInside {
      while unsafe start < min(3, count) && base[start] & 0xC0 == 0x80 { start += 1 }
    }
    let check = unsafe UTF8Check(base, start: start, end: count)
    guard let invalid = check.firstInvalid else { return true }
    guard unsafe count - invalid < 4 && base[invalid] >= 0xC2 && base[invalid] < 0xF5 else {
      return false
    }
    return (invalid + 1..<count).allSatisfy { unsafe base[$0] & 0xC0 == 0x80 }
  }

  /// Whether a part holds bytes beyond ASCII.
  func isWide(_ lower: Int, _ upper: Int) -> Bool {
    for place in lower..<upper where unsafe base[place] >= 0x80 { return true }
    return false
  }

  /// Whether a byte occurs at a place that is as wanted.
  func contains(_ byte: UInt8, where isWanted: (Int) -> Bool) -> Bool {
    var position = 0
    while position < count {
      var found = unsafe khoi_scan_byte(base + position, byte)
      while found != 0 {
        let place = position &+ Int(khoi_lowest_bit(found))
        found &= found &- 1
        if place >= count { return false }
        if isWanted(place) { return true }
      }
      position &+= 64
    }
    return false
  }

  /// How often a byte occurs.
  func occurrences(of byte: UInt8) -> Int {
    var total = 0
    var position = 0
    while position + 64 <= count {
      unsafe total &+= khoi_scan_byte(base + position, byte).nonzeroBitCount
      position &+= 64
    }
    for index in position..<count where unsafe base[index] == byte { total += 1 }
    return total
  }

  /// The offset behind the first line feed at or behind `start`.
  func offset(behindLineFeedFrom start: Int) -> Int? {
    guard start >= 0, start < count, let found = unsafe memchr(base + start, 10, count - start)
    else {
      return nil
    }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
  }
}
