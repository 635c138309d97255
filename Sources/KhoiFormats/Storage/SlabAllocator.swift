import KhoiData

/// Cuts buffers from large blocks, so that a load of many small columns asks the system for few.
///
/// A block lives as long as any buffer cut from it. One worker uses an allocator at a time.
final class SlabAllocator: @unchecked Sendable {
  // Safe because one worker uses it at a time.
  private var slab: BufferOwner?
  private var used = 0
  private var allocated = 0
  private static let largest = 1 << 23

  /// A buffer of `count` values, every one of which `fill` writes.
  @inline(__always)
  func buffer<Element: BitwiseCopyable>(
    count: Int, fill: (UnsafeMutablePointer<Element>) -> Void
  ) -> Buffer<Element> {
    let byteCount = count &* MemoryLayout<Element>.stride
    let (owner, offset) = allocate(byteCount)
    let base = (owner.base + offset).assumingMemoryBound(to: Element.self)
    fill(base)
    return Buffer(owner: owner, base: UnsafePointer(base), count: count)
  }

  /// A copy of the values at a pointer.
  func buffer<Element: BitwiseCopyable>(
    copying source: UnsafePointer<Element>, count: Int
  ) -> Buffer<Element> {
    buffer(count: count) { $0.update(from: source, count: count) }
  }

  private func allocate(_ byteCount: Int) -> (BufferOwner, Int) {
    let wanted = (byteCount + 63) & ~63
    if let slab, used + wanted <= slab.byteCount {
      used += wanted
      return (slab, used - wanted)
    }
    // Blocks double with what was needed so far: small tables stay small.
    let size = max(wanted, min(SlabAllocator.largest, allocated))
    let fresh = BufferOwner(byteCount: size)
    allocated += size
    slab = fresh
    used = wanted
    return (fresh, 0)
  }
}
