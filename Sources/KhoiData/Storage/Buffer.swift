/// An immutable run of equally wide values that many vectors may share.
///
/// A buffer is a window into memory that `owner` frees, so slicing costs one retain and copies
/// nothing. Nothing changes the memory once the buffer exists; that makes it `Sendable`.
///
/// It is public, as are the other types with `@inlinable` members: the compiler specialises generic
/// code of another module only where it is public, and a call that is not specialised costs some
/// fifteen nanoseconds a value.
@safe public struct Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  // Safe because the memory is written only before the buffer is made.
  /// What frees the memory.
  public let owner: BufferOwner
  /// The first value.
  public let base: UnsafePointer<Element>
  /// The number of values.
  public let count: Int

  /// A window into memory that `owner` frees.
  @inlinable
  public init(owner: BufferOwner, base: UnsafePointer<Element>, count: Int) {
    self.owner = owner
    unsafe self.base = unsafe base
    self.count = count
  }

  /// Allocates `count` values and lets `fill` write every one of them.
  @inlinable
  public init(count: Int, fill: (UnsafeMutablePointer<Element>) throws -> Void) rethrows {
    let owner = BufferOwner(byteCount: count &* MemoryLayout<Element>.stride)
    let base = unsafe owner.base.assumingMemoryBound(to: Element.self)
    unsafe try fill(base)
    unsafe self.init(owner: owner, base: UnsafePointer(base), count: count)
  }

  /// `count` times the same value.
  @inlinable
  public init(repeating value: Element, count: Int) {
    unsafe self.init(count: count) { unsafe $0.initialize(repeating: value, count: count) }
  }

  /// A copy of an array.
  @inlinable
  public init(_ values: [Element]) {
    unsafe self.init(count: values.count) { out in
      unsafe values.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { unsafe out.initialize(from: base, count: source.count) }
      }
    }
  }

  /// A copy of the values at a pointer.
  @inlinable
  public init(copying source: UnsafePointer<Element>, count: Int) {
    unsafe self.init(count: count) { unsafe $0.initialize(from: source, count: count) }
  }

  /// The value at a place, checked.
  @inlinable
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "buffer index out of range")
    return unsafe base[index]
  }

  /// The window of `count` values from `offset`.
  @inlinable
  public func slice(_ offset: Int, _ count: Int) -> Buffer {
    precondition(offset >= 0 && count >= 0 && offset + count <= self.count, "slice out of range")
    return unsafe Buffer(owner: owner, base: base + offset, count: count)
  }

  /// The values as a span, for kernels.
  @inlinable
  public func withSpan<Result, Failure: Error>(
    _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe try body(Span(_unsafeStart: base, count: count))
  }

  /// The values as an array: for tests and small results.
  public var array: [Element] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }
}

/// Owns one allocation that buffers look into.
@safe public final class BufferOwner: @unchecked Sendable {
  // Safe because it only frees the memory, once.
  /// The first byte.
  public let base: UnsafeMutableRawPointer
  /// The number of bytes.
  public let byteCount: Int
  private let release: (@Sendable (UnsafeMutableRawPointer) -> Void)?

  /// Allocates memory whose contents are undefined.
  public init(byteCount: Int) {
    self.byteCount = byteCount
    unsafe base = unsafe BlockMemory.allocate(byteCount)
    unsafe release = nil
  }

  /// Takes over memory that `BlockMemory` gave; `release` gets it back when no buffer needs it.
  public init(
    adopting base: UnsafeMutableRawPointer, byteCount: Int,
    release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
  ) {
    unsafe self.base = unsafe base
    self.byteCount = byteCount
    unsafe self.release = unsafe release
  }

  deinit {
    if let release = unsafe release {
      unsafe release(base)
    } else {
      unsafe BlockMemory.deallocate(base, byteCount)
    }
  }
}
