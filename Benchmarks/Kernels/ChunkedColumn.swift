import KhoiData

/// A column in memory as operators see it: vectors of a chunk's rows.
struct ChunkedColumn {
  let vectors: [Vector]
  /// Bytes of all values, for texts.
  var byteCount = 0

  init(_ vector: Vector) {
    let capacity = Chunk.defaultCapacity
    vectors = stride(from: 0, to: vector.count, by: capacity).map { start in
      vector.slice(start, min(capacity, vector.count - start))
    }
  }

  /// Whole numbers below a bound, as narrow as asked for.
  init<Number: FixedWidthInteger & BitwiseCopyable>(
    _ rows: Int, below bound: Int, seed: UInt64, _ form: (Buffer<Number>) -> Vector.Values
  ) {
    var random = RandomNumbers(seed: seed)
    self.init(Vector(.bigint, form(random.numbers(rows, below: bound))))
  }

  /// Numbers from 0 to 100.
  init(doubles rows: Int, seed: UInt64) {
    var random = RandomNumbers(seed: seed)
    self.init(Vector(.double, .float64(random.doubles(rows))))
  }

  /// Texts, each its own.
  init(texts rows: Int, _ text: (Int) -> String) {
    let heap = TextHeap(firstBlockSize: 1 << 20)
    var byteCount = 0
    let views = (0..<rows).map { row in
      let view = heap.store(text(row))
      byteCount += view.count
      return view
    }
    self.init(
      Vector(.varchar, .text(TextValues(views: Buffer(views), heaps: [heap]))))
    self.byteCount = byteCount
  }

  /// Texts of few values, as codes of a dictionary.
  init(codes rows: Int, of entries: [String], seed: UInt64) {
    let heap = TextHeap()
    let dictionary = TextDictionary(
      entries: Buffer(entries.map { heap.store($0) }), heaps: [heap], hasUniqueEntries: true)
    var random = RandomNumbers(seed: seed)
    let codes = random.numbers(rows, below: entries.count, as: UInt16.self)
    self.init(Vector(.varchar, .codes16(codes, dictionary)))
  }
}
