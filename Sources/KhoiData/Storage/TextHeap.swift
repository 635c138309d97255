/// Memory for the bytes of texts: blocks that only grow, freed together.
///
/// One writer fills a heap; after that any number of readers share it.
@safe public final class TextHeap: @unchecked Sendable {
  // Safe because a heap has one writer, which is done before anyone else sees the heap.
  private typealias Pointer = UnsafeMutablePointer<UInt8>
  private var blocks: [UnsafeMutableBufferPointer<UInt8>] = unsafe []
  private var cursor: UnsafeMutablePointer<UInt8>?
  private var left = 0
  private var nextBlockSize: Int
  /// Bytes allocated so far.
  public private(set) var byteCount = 0

  /// An empty heap whose first block has that many bytes.
  public init(firstBlockSize: Int = 4096) {
    nextBlockSize = firstBlockSize
  }

  deinit {
    for index in unsafe blocks.indices {
      let block = unsafe blocks[index]
      if block.count < BlockMemory.page {
        unsafe block.deallocate()
      } else if let base = block.baseAddress {
        unsafe base.freeBlock(block.count)
      }
    }
  }

  /// Copies the bytes (if they are more than a view holds itself) and returns their view.
  @inlinable
  public func store(_ bytes: UnsafePointer<UInt8>, count: Int) -> TextView {
    if count <= TextView.inlineCapacity { return unsafe TextView(bytes, count: count) }
    let target = unsafe allocate(count)
    unsafe target.update(from: bytes, count: count)
    return unsafe TextView(UnsafePointer(target), count: count)
  }

  /// Stores the bytes of an array.
  public func store(_ bytes: [UInt8]) -> TextView {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return TextView() }
      return unsafe store(base, count: buffer.count)
    }
  }

  /// Stores a string's UTF-8.
  public func store(_ text: String) -> TextView { store(Array(text.utf8)) }

  /// Memory for `count` bytes that the caller writes before anyone reads them.
  public func allocate(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if count > left {
      let size = max(nextBlockSize, count)
      // Doubling keeps the number of blocks logarithmic; the cap keeps the waste small.
      nextBlockSize = min(nextBlockSize * 2, BlockMemory.page)
      // Many heaps never fill a large page, which would be theirs as a whole.
      let block = unsafe size < BlockMemory.page ? .allocate(capacity: size) : Pointer.block(size)
      unsafe blocks.append(UnsafeMutableBufferPointer(start: block, count: size))
      byteCount += size
      unsafe cursor = unsafe block
      left = size
    }
    guard let start = unsafe cursor else { preconditionFailure("a heap with room has a block") }
    unsafe cursor = unsafe start + count
    left -= count
    return unsafe start
  }
}

/// The texts of a vector: their views and the heaps the longer ones lie in.
package struct TextValues: Sendable {
  package let views: Buffer<TextView>
  /// Every heap that a view may point into.
  package let heaps: [TextHeap]

  package init(views: Buffer<TextView>, heaps: [TextHeap]) {
    self.views = views
    self.heaps = heaps
  }

  /// The rows from an offset on, sharing the bytes.
  package func slice(_ offset: Int, _ count: Int) -> TextValues {
    TextValues(views: views.slice(offset, count), heaps: heaps)
  }

  /// The union of two lists of heaps, each heap once.
  package static func union(_ left: [TextHeap], _ right: [TextHeap]) -> [TextHeap] {
    var result = left
    for heap in right where !result.contains(where: { $0 === heap }) { result.append(heap) }
    return result
  }
}

extension TextHeap {
  /// A view of the same text whose bytes lie in this heap.
  package func keep(_ view: TextView) -> TextView {
    if view.isInline { return view }
    return unsafe view.withBytes { bytes in
      guard let base = bytes.baseAddress else { return TextView() }
      return unsafe store(base, count: bytes.count)
    }
  }
}

extension TextValues {
  /// The same texts with the bytes of the long ones in a heap that holds nothing else; the rows
  /// that are null are left empty.
  func inHeapOfTheirOwn(_ validity: Validity?) -> TextValues {
    var longBytes = 0
    for row in 0..<views.count {
      let view = unsafe views.base[row]
      let isValid = validity?.isValid(row) ?? true
      longBytes &+= view.isInline || !isValid ? 0 : view.count
    }
    if longBytes == 0 && validity == nil && views.count >= StoredColumn.sharedRowCount {
      return TextValues(views: views, heaps: [])
    }
    let heap = TextHeap(firstBlockSize: max(longBytes, 1))
    let kept = unsafe Buffer<TextView>(count: views.count) { out in
      for row in 0..<views.count {
        let isValid = validity?.isValid(row) ?? true
        unsafe out[row] = isValid ? heap.keep(views.base[row]) : TextView()
      }
    }
    return TextValues(views: kept, heaps: longBytes == 0 ? [] : [heap])
  }
}
