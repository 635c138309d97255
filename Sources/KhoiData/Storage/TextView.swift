#if canImport(Glibc)
  public import Glibc
#else
  public import Darwin
#endif

/// Sixteen bytes that stand for a text: its length, and either all of it (up to 12 bytes) or its
/// first four bytes and a pointer to the whole.
///
///     bytes 0-3   length
///     bytes 4-7   the first four bytes, zero-padded
///     bytes 8-15  bytes 4 to 11 of the text, zero-padded, or a pointer to its first byte
///
/// Equal short texts are equal words, and most unequal texts differ in the first word (the layout
/// of Umbra: Neumann and Freitag, CIDR 2020). A view does not keep its bytes alive: the
/// `TextValues` or dictionary it lies in holds the heaps.
public struct TextView: BitwiseCopyable, Sendable {
  /// Length and first four bytes.
  public var low: UInt64
  /// The rest of a short text, or the address of a long one.
  public var high: UInt64

  /// Bytes that a view holds itself.
  public static let inlineCapacity = 12

  /// The empty text.
  @inlinable
  public init() {
    low = 0
    high = 0
  }

  /// A view of `count` bytes at `bytes`, which must outlive it where they are more than 12.
  @inlinable
  public init(_ bytes: UnsafePointer<UInt8>, count: Int) {
    if count > TextView.inlineCapacity {
      let raw = unsafe UnsafeRawPointer(bytes)
      low = unsafe UInt64(UInt32(count)) | UInt64(raw.loadUnaligned(as: UInt32.self)) << 32
      high = UInt64(UInt(bitPattern: raw))
    } else {
      // Loads that overlap instead of a loop over bytes: most texts pass here on their way in.
      let raw = unsafe UnsafeRawPointer(bytes)
      var first: UInt64 = 0
      var rest: UInt64 = 0
      if count >= 8 {
        let start = unsafe raw.loadUnaligned(as: UInt64.self)
        let end = unsafe raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        first = start & 0xFFFF_FFFF
        rest = start >> 32 | (end >> UInt64((16 &- count) &* 8)) << 32
      } else if count >= 4 {
        let end = unsafe raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        first = unsafe UInt64(raw.loadUnaligned(as: UInt32.self))
        rest = UInt64(end) >> UInt64((8 &- count) &* 8)
      } else {
        for index in 0..<count { unsafe first |= UInt64(bytes[index]) << UInt64(index &* 8) }
      }
      low = UInt64(UInt32(count)) | first << 32
      high = rest
    }
  }

  /// The number of bytes.
  @inlinable
  public var count: Int { Int(low & 0xFFFF_FFFF) }

  /// Whether the view holds all bytes itself.
  @inlinable
  public var isInline: Bool { low & 0xFFFF_FFFF <= UInt64(TextView.inlineCapacity) }

  /// Calls `body` with the bytes.
  @inlinable @inline(__always)
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if isInline {
      // Little-endian: the inline bytes are bytes 4 to 15 of the view itself.
      var copy = (low, high)
      return unsafe try withUnsafeBytes(of: &copy) { (raw) throws(Failure) -> Result in
        let start = unsafe (raw.baseAddress! + 4).assumingMemoryBound(to: UInt8.self)
        return unsafe try body(UnsafeBufferPointer(start: start, count: count))
      }
    }
    let start = unsafe UnsafePointer<UInt8>(bitPattern: UInt(high))
    return unsafe try body(UnsafeBufferPointer(start: start, count: count))
  }

  /// Whether two views stand for the same bytes.
  @inlinable @inline(__always)
  public static func == (left: TextView, right: TextView) -> Bool {
    if left.low != right.low { return false }
    if left.isInline { return left.high == right.high }
    if left.high == right.high { return true }
    return unsafe memcmp(
      UnsafeRawPointer(bitPattern: UInt(left.high))!,
      UnsafeRawPointer(bitPattern: UInt(right.high))!, left.count) == 0
  }

  /// Less than, equal to or greater than zero as the left text sorts before, with or after the
  /// right one by bytes (which is by code point, as UTF-8 keeps that order).
  public static func compare(_ left: TextView, _ right: TextView) -> Int {
    let leftPrefix = UInt32(truncatingIfNeeded: left.low >> 32).byteSwapped
    let rightPrefix = UInt32(truncatingIfNeeded: right.low >> 32).byteSwapped
    if leftPrefix != rightPrefix { return leftPrefix < rightPrefix ? -1 : 1 }
    return unsafe left.withBytes { leftBytes in
      unsafe right.withBytes { rightBytes in
        let shared = min(leftBytes.count, rightBytes.count)
        if shared > 0 {
          let order = unsafe memcmp(leftBytes.baseAddress!, rightBytes.baseAddress!, shared)
          if order != 0 { return Int(order) }
        }
        return leftBytes.count - rightBytes.count
      }
    }
  }

  /// A 64-bit hash of the bytes.
  @inlinable
  public var hash: UInt64 {
    if isInline { return TextView.mix(low ^ TextView.mix(high)) }
    return unsafe withBytes { bytes in
      var state = UInt64(bytes.count)
      var raw = unsafe UnsafeRawPointer(bytes.baseAddress!)
      var left = bytes.count
      while left >= 8 {
        state = unsafe TextView.mix(state ^ raw.loadUnaligned(as: UInt64.self))
        unsafe raw += 8
        left -= 8
      }
      if left > 0 {
        // The text is longer than 12 bytes, so the last eight may overlap what was read.
        unsafe raw -= 8 - left
        state = unsafe TextView.mix(state ^ raw.loadUnaligned(as: UInt64.self))
      }
      return state
    }
  }

  /// Multiplies to 128 bits and folds: the mixing step of wyhash (Wang Yi, public domain).
  @inlinable @inline(__always)
  public static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  /// The text as a Swift string: for messages and the edges of the program.
  public var string: String { unsafe withBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
