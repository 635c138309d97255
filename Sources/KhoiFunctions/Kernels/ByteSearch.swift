#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finding and comparing runs of bytes.
enum ByteSearch {
  /// The offset of the first occurrence at or after `start`, or nil.
  @inline(__always)
  static func first(
    _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int = 0
  ) -> Int? {
    if start > text.count { return nil }
    guard let needleBase = needle.baseAddress, !needle.isEmpty else { return start }
    guard let base = text.baseAddress, text.count - start >= needle.count else { return nil }
    var place = start
    let last = text.count - needle.count
    while place <= last {
      guard let found = unsafe memchr(base + place, Int32(needleBase[0]), last - place + 1) else {
        return nil
      }
      place = unsafe UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
      if unsafe memcmp(base + place, needleBase, needle.count) == 0 { return place }
      place += 1
    }
    return nil
  }

  @inline(__always)
  static func matches(
    _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, at offset: Int
  ) -> Bool {
    guard offset >= 0, offset + part.count <= text.count else { return false }
    guard let base = text.baseAddress, let partBase = part.baseAddress, !part.isEmpty else {
      return true
    }
    return unsafe memcmp(base + offset, partBase, part.count) == 0
  }

  /// Whether one run of bytes holds another.
  static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    unsafe text.withUnsafeBufferPointer { text in
      unsafe part.withUnsafeBufferPointer { unsafe first($0, in: text) != nil }
    }
  }

  static func hasPrefix(
    _ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    unsafe matches(part, in: text, at: 0)
  }

  static func hasSuffix(
    _ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    unsafe matches(part, in: text, at: text.count - part.count)
  }
}

/// Code points in UTF-8.
///
/// Texts in the store are valid; nothing here reads beyond the end of one
/// that is not.
enum UTF8Text {
  /// The number of code points: of bytes that do not continue one.
  @inline(__always)
  static func scalarCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var continuing = 0
    unsafe forEachWord(bytes) { word in
      // A byte continues a code point if its highest bit is set and the next one is not.
      continuing &+= ((word >> 7) & ~(word >> 6) & 0x0101_0101_0101_0101).nonzeroBitCount
    }
    return bytes.count &- continuing
  }

  /// The offset of the code point with this number, or the length where there are fewer.
  @inline(__always)
  static func offset(ofScalar number: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    if number <= 0 { return 0 }
    var seen = 0
    for offset in 0..<bytes.count where unsafe Int8(bitPattern: bytes[offset]) > -65 {
      if seen == number { return offset }
      seen &+= 1
    }
    return bytes.count
  }

  /// One past the last byte of the code point at `offset`.
  @inline(__always)
  static func end(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var end = offset &+ 1
    while unsafe end < bytes.count && Int8(bitPattern: bytes[end]) <= -65 { end &+= 1 }
    return end
  }

  /// The offset of the code point that ends before `offset`.
  @inline(__always)
  static func start(before offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var start = offset &- 1
    while unsafe start > 0 && Int8(bitPattern: bytes[start]) <= -65 { start &-= 1 }
    return start
  }

  @inline(__always)
  static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var union: UInt64 = 0
    unsafe forEachWord(bytes) { union |= $0 }
    return union & 0x8080_8080_8080_8080 == 0
  }

  /// The bytes eight at a time, each once; the last word is filled up with zeros.
  @inline(__always)
  private static func forEachWord(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
    guard let base = bytes.baseAddress else { return }
    let raw = unsafe UnsafeRawPointer(base)
    let count = bytes.count
    var offset = 0
    while offset &+ 8 <= count {
      unsafe body(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset &+= 8
    }
    let left = count &- offset
    if left == 0 { return }
    let rest = unsafe raw + offset
    if left >= 4 {
      let low = unsafe UInt64(rest.loadUnaligned(as: UInt32.self))
      let high = unsafe UInt64(rest.loadUnaligned(fromByteOffset: left &- 4, as: UInt32.self))
      body(low | high << UInt64((left &- 4) &* 8))
    } else {
      var word: UInt64 = 0
      for place in 0..<left { unsafe word |= UInt64(bytes[offset &+ place]) << UInt64(place &* 8) }
      body(word)
    }
  }

  /// The code point at `offset`, which moves past it; U+FFFD for malformed bytes.
  @inline(__always)
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> UInt32 {
    let first = unsafe UInt32(bytes[offset])
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    if length == 1 {
      offset &+= 1
      return first
    }
    guard first >= 0xC2, offset &+ length <= bytes.count else {
      offset &+= 1
      return 0xFFFD
    }
    var scalar = first & (0x7F >> UInt32(length))
    for index in 1..<length { scalar = unsafe scalar << 6 | UInt32(bytes[offset &+ index] & 0x3F) }
    offset &+= length
    return scalar
  }
}
