import KhoiData

/// Memory that grows by doubling: what hash tables are made of.
@safe struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private(set) var capacity: Int

  init(capacity: Int = 16) {
    self.capacity = max(capacity, 16)
    unsafe base = .block(self.capacity)
  }

  deinit { unsafe base.freeBlock(capacity) }

  /// Room for `extra` more elements.
  @inline(__always)
  mutating func reserve(_ extra: Int) {
    if count &+ extra > capacity { grow(count + extra) }
  }

  private mutating func grow(_ wanted: Int) {
    let larger = max(wanted, capacity * 2)
    let target = unsafe UnsafeMutablePointer<Element>.block(larger)
    unsafe target.initialize(from: base, count: count)
    unsafe base.freeBlock(capacity)
    unsafe base = unsafe target
    capacity = larger
  }

  /// Adds an element; there must be room.
  @inline(__always)
  mutating func appendReserved(_ element: Element) {
    unsafe base[count] = element
    count &+= 1
  }

  /// Adds an element.
  @inline(__always)
  mutating func append(_ element: Element) {
    reserve(1)
    appendReserved(element)
  }

  /// Makes `count` elements exist; new ones are `element`.
  mutating func resize(_ count: Int, repeating element: Element) {
    if count > self.count {
      reserve(count - self.count)
      unsafe (base + self.count).initialize(repeating: element, count: count - self.count)
    }
    self.count = count
  }

  var byteCount: Int { capacity * MemoryLayout<Element>.stride }

  /// A copy of a range.
  func buffer(_ range: Range<Int>) -> Buffer<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range out of bounds")
    return unsafe Buffer(copying: base + range.lowerBound, count: range.count)
  }
}
