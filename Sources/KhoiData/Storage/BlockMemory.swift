import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where blocks of memory come from: small ones from the system's allocator, large ones from large
/// pages of our own, which are kept for a while when nobody needs them any more.
///
/// The plain version asks the system each time. It must then find and clear every page anew, 4 KB
/// at a time, which costs more than most work that is done on them: sorting ten million rows by two
/// columns took 1069 ms so, and 342 ms with memory that was used before.
///
/// What is kept goes back to the system after a minute without work at most (`IdleRelease`), and
/// where it would be more than an eighth of the machine's memory.
public enum BlockMemory {
  /// From this size on, memory is our own.
  static let largeSize = 1 << 17
  /// The size of the system's large pages.
  static let page = 1 << 21
  /// Sizes are multiples of it: what the smallest pages of all systems are multiples of.
  private static let step = 1 << 14
  private static let pool = Mutex(Pool())

  fileprivate struct Pool {
    var free = FreeRanges()
    /// Below it there is room for more memory in one piece with what is there, most likely.
    var lowest = 0
    /// Counts what was taken and given back, so that one can see whether anybody works.
    var changes = 0
    var isWatched = false
    /// Bytes that were ever got from the system.
    var mapped = 0
    /// How many there are who want nothing to be kept.
    var sparers = 0
    /// How much may be kept, once that was asked for.
    private var limit = 0

    /// How much of the range at a place is not to be kept.
    mutating func excess(at place: Int) -> Int {
      if sparers > 0 { return free.ranges[place].count }
      if limit == 0 { limit = sysconf(Int32(_SC_PHYS_PAGES)) / 8 * sysconf(Int32(_SC_PAGESIZE)) }
      return free.byteCount - limit
    }
  }

  /// Memory for `byteCount` bytes, whose contents are undefined.
  public static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    if byteCount < largeSize {
      return .allocate(byteCount: max(byteCount, 16), alignment: 16)
    }
    let size = rounded(byteCount, to: step)
    let address = pool.withLock { pool in
      pool.changes &+= 1
      return pool.free.take(size) ?? pool.map(size)
    }
    guard let base = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
      fatalError("there is no memory for a block of \(byteCount) bytes")
    }
    return unsafe base
  }

  /// Gives back memory that `allocate` gave for as many bytes.
  public static func deallocate(_ base: UnsafeMutableRawPointer, _ byteCount: Int) {
    if byteCount < largeSize {
      unsafe base.deallocate()
      return
    }
    let address = Int(bitPattern: base)
    let size = rounded(byteCount, to: step)
    let startsWatch = pool.withLock { pool in
      pool.changes &+= 1
      let place = pool.free.add(address..<address + size)
      let excess = pool.excess(at: place)
      if excess > 0 { pool.unmap(excess, at: place) }
      if pool.isWatched || pool.free.byteCount < watchedSize { return false }
      pool.isWatched = true
      return true
    }
    if startsWatch { IdleRelease.start() }
  }

  /// Keeps nothing of what is given back while `body` runs: a load of a file hardly needs a block
  /// of the same size again, and it is judged by the memory that it takes at its peak.
  package static func sparing<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pool.withLock { $0.sparers += 1 }
    defer { pool.withLock { $0.sparers -= 1 } }
    return try body()
  }

  /// Bytes that are kept for later.
  package static var keptBytes: Int { pool.withLock { $0.free.byteCount } }

  /// Gives what is kept back to the system.
  package static func release() { pool.withLock { $0.unmapAll() } }

  /// Less than this may be kept for good.
  private static let watchedSize = 1 << 23

  /// The number of changes so far.
  static var changes: Int { pool.withLock { $0.changes } }

  /// Gives all back if nothing changed since; whether that was so.
  static func release(unchangedSince known: Int) -> Bool {
    pool.withLock { pool in
      guard pool.changes == known else { return false }
      pool.unmapAll()
      pool.isWatched = false
      return true
    }
  }

  /// That nobody waits for a rest of work, after all.
  static func forgoWatch() { pool.withLock { $0.isWatched = false } }

  private static func rounded(_ size: Int, to step: Int) -> Int { (size + step - 1) & ~(step - 1) }
}

extension BlockMemory.Pool {
  /// Fresh memory of `size` bytes; what is left of its last page is free. Zero where there is none.
  fileprivate mutating func map(_ size: Int) -> Int {
    let page = BlockMemory.page
    let length = (size + page - 1) & ~(page - 1)
    guard let address = Self.mapPages(length, below: lowest) else {
      // What is kept in pieces that are too small may be what is missing.
      unmapAll()
      guard let address = Self.mapPages(length, below: 0) else { return 0 }
      return use(address, length, size)
    }
    return use(address, length, size)
  }

  private mutating func use(_ address: Int, _ length: Int, _ size: Int) -> Int {
    lowest = address
    mapped += length
    #if canImport(Glibc)
      // A large page is in memory, and cleared, as a whole, even if little of it is used.
      let isBusy = sparers == 0 && mapped > BlockMemory.page * 4
      let large = isBusy ? length : size & ~(BlockMemory.page - 1)
      if large > 0 {
        unsafe madvise(UnsafeMutableRawPointer(bitPattern: address), large, MADV_HUGEPAGE)
      }
    #endif
    if size < length { free.add(address + size..<address + length) }
    return address
  }

  /// Gives up to `wanted` bytes of the range at `place` back to the system.
  fileprivate mutating func unmap(_ wanted: Int, at place: Int) {
    guard let pages = free.takePages(of: BlockMemory.page, from: place, upTo: wanted) else {
      return
    }
    unsafe munmap(UnsafeMutableRawPointer(bitPattern: pages.lowerBound), pages.count)
  }

  fileprivate mutating func unmapAll() {
    for place in free.ranges.indices.reversed() { unmap(free.ranges[place].count, at: place) }
    lowest = 0
  }

  /// Whole large pages, if possible those below an address.
  private static func mapPages(_ length: Int, below address: Int) -> Int? {
    let page = BlockMemory.page
    if address > length, let near = map(length, at: address - length) {
      if near & (page - 1) == 0 { return near }
      unsafe munmap(UnsafeMutableRawPointer(bitPattern: near), length)
    }
    // More than is needed, so that a page begins in it; the ends go back.
    guard let start = map(length + page, at: 0) else { return nil }
    let aligned = (start + page - 1) & ~(page - 1)
    if aligned > start {
      unsafe munmap(UnsafeMutableRawPointer(bitPattern: start), aligned - start)
    }
    let rest = start + page - aligned
    if rest > 0 {
      unsafe munmap(UnsafeMutableRawPointer(bitPattern: aligned + length), rest)
    }
    return aligned
  }

  private static func map(_ length: Int, at address: Int) -> Int? {
    let base = unsafe mmap(
      UnsafeMutableRawPointer(bitPattern: address), length, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANON, -1, 0)
    guard unsafe base != MAP_FAILED else { return nil }
    return Int(bitPattern: base)
  }
}

extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
  /// A block for `count` values, which are undefined.
  package static func block(_ count: Int) -> UnsafeMutablePointer {
    unsafe BlockMemory.allocate(count &* MemoryLayout<Pointee>.stride)
      .bindMemory(to: Pointee.self, capacity: count)
  }

  /// Gives a block of `count` values back.
  package func freeBlock(_ count: Int) {
    unsafe BlockMemory.deallocate(self, count &* MemoryLayout<Pointee>.stride)
  }
}
