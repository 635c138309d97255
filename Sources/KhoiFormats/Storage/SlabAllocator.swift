import KhoiData
import Synchronization

/// Cuts buffers from large blocks, so that a load of many small columns asks the system for few.
///
/// A block lives as long as any buffer cut from it, then goes back to the pool. One worker uses an
/// allocator at a time.
final class SlabAllocator: @unchecked Sendable {
  // Safe because one worker uses it at a time.
  private let pool: SlabPool
  /// Blocks with room, the fullest first; several, as what does not fit one may leave half of it.
  private var slabs: [Slab] = []
  private var allocated = 0
  private static let openLimit = 3

  private struct Slab {
    let owner: BufferOwner
    var used: Int
    var left: Int { owner.byteCount - used }
  }

  init(pool: SlabPool) {
    self.pool = pool
  }

  /// A buffer of `count` values, every one of which `fill` writes.
  @inline(__always)
  func buffer<Element: BitwiseCopyable>(
    count: Int, fill: (UnsafeMutablePointer<Element>) -> Void
  ) -> Buffer<Element> {
    let byteCount = count &* MemoryLayout<Element>.stride
    let (owner, offset) = allocate(byteCount)
    let base = unsafe (owner.base + offset).assumingMemoryBound(to: Element.self)
    unsafe fill(base)
    return unsafe Buffer(owner: owner, base: UnsafePointer(base), count: count)
  }

  /// A copy of the values at a pointer.
  func buffer<Element: BitwiseCopyable>(
    copying source: UnsafePointer<Element>, count: Int
  ) -> Buffer<Element> {
    unsafe buffer(count: count) { unsafe $0.update(from: source, count: count) }
  }

  /// Forgets the blocks in use, so that they can go back to the pool.
  func close() { slabs = [] }

  private func allocate(_ byteCount: Int) -> (BufferOwner, Int) {
    let wanted = (byteCount + 63) & ~63
    if let place = slabs.firstIndex(where: { wanted <= $0.left }) {
      slabs[place].used += wanted
      return (slabs[place].owner, slabs[place].used - wanted)
    }
    // Blocks grow with what was needed so far: small tables stay small.
    let isLarge = allocated >= SlabPool.slabSize && wanted <= SlabPool.slabSize
    let fresh = isLarge ? pool.slab() : BufferOwner(byteCount: max(wanted, allocated))
    allocated += fresh.byteCount
    slabs.append(Slab(owner: fresh, used: wanted))
    slabs.sort { $0.left < $1.left }
    if slabs.count > Self.openLimit { slabs.removeFirst() }
    return (fresh, 0)
  }
}

/// Large blocks of memory that one load uses again and again.
///
/// Fresh memory costs more than the work done on it, as the system must clear every page; what the
/// first step of a load is done with, the second gets.
final class SlabPool: Sendable {
  static let slabSize = 1 << 22

  @safe private struct State: @unchecked Sendable {
    // Safe because it is only used under the lock.
    var free: [UnsafeMutableRawPointer] = unsafe []
    var isClosed = false
  }

  private let state = Mutex(State())

  deinit { close() }

  func slab() -> BufferOwner {
    let known = unsafe state.withLock { unsafe $0.free.popLast() }
    let base = unsafe known ?? BlockMemory.allocate(SlabPool.slabSize)
    return unsafe BufferOwner(adopting: base, byteCount: SlabPool.slabSize) {
      unsafe self.take(back: $0)
    }
  }

  /// Gives back what is free, now and from now on.
  func close() {
    state.withLock { state in
      state.isClosed = true
      for index in unsafe state.free.indices {
        let base = unsafe state.free[index]
        unsafe BlockMemory.deallocate(base, SlabPool.slabSize)
      }
      unsafe state.free = unsafe []
    }
  }

  private func take(back base: UnsafeMutableRawPointer) {
    state.withLock { state in
      if state.isClosed {
        unsafe BlockMemory.deallocate(base, SlabPool.slabSize)
      } else {
        unsafe state.free.append(base)
      }
    }
  }
}
