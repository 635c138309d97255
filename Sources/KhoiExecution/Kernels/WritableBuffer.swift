import KhoiData

/// A buffer whose values are written block by block, each once, before they are read.
@safe struct WritableBuffer<Element: BitwiseCopyable> {
  private let owner: BufferOwner
  let base: UnsafeMutablePointer<Element>
  private let count: Int

  init(_ count: Int) {
    self.count = count
    owner = BufferOwner(byteCount: count * MemoryLayout<Element>.stride)
    unsafe base = owner.base.assumingMemoryBound(to: Element.self)
  }

  /// The values, once all are written.
  var buffer: Buffer<Element> {
    unsafe Buffer(owner: owner, base: UnsafePointer(base), count: count)
  }
}
