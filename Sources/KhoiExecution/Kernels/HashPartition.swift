import KhoiData

/// Rows of one morsel brought together by the hash of their key.
struct HashPartition: Sendable {
  /// The rows of the morsel, partition by partition, in each in their old order.
  let order: Buffer<UInt32>
  /// The keys in that order, `width` words each.
  let words: Buffer<UInt64>
  /// Where each partition starts in `order`; one more entry than partitions.
  let starts: Buffer<UInt32>

  /// `words` holds `count` keys of `width` words.
  init(_ words: Buffer<UInt64>, width: Int, count: Int, bits: Int) {
    let shift = UInt64(64 - bits)
    let partitions = unsafe Buffer<UInt8>(count: count) { out in
      for row in 0..<count {
        let hash = unsafe Hashing.hash(words.base + row &* width, count: width)
        unsafe out[row] = UInt8(truncatingIfNeeded: hash >> shift)
      }
    }
    let partitionCount = 1 << bits
    var next = [UInt32](repeating: 0, count: partitionCount + 1)
    for row in 0..<count { unsafe next[Int(partitions.base[row]) + 1] &+= 1 }
    for partition in 0..<partitionCount { next[partition + 1] &+= next[partition] }
    starts = Buffer(next)
    let order = unsafe Buffer<UInt32>(count: count) { out in
      unsafe next.withUnsafeMutableBufferPointer { next in
        for row in 0..<count {
          let partition = unsafe Int(partitions.base[row])
          unsafe out[Int(next[partition])] = UInt32(truncatingIfNeeded: row)
          unsafe next[partition] &+= 1
        }
      }
    }
    self.order = order
    self.words = unsafe Buffer<UInt64>(count: count * width) { out in
      for index in 0..<count {
        let source = unsafe words.base + Int(order.base[index]) &* width
        for word in 0..<width { unsafe out[index &* width &+ word] = unsafe source[word] }
      }
    }
  }
}
