import Testing

@testable import KhoiData

@Suite("Blocks of memory are nobody else's until they are given back")
struct BlockMemoryTests {
  @Test func `free ranges agree with a map of every byte`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      var ranges = FreeRanges()
      var isFree = [Bool](repeating: false, count: 400)
      func stretches() -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0
        while start < isFree.count {
          guard isFree[start] else {
            start += 1
            continue
          }
          let end = isFree[start...].firstIndex(of: false) ?? isFree.count
          found.append(start..<end)
          start = end
        }
        return found
      }
      for _ in 0..<200 {
        let start = Int.random(in: 0..<395, using: &generator)
        let size = Int.random(in: 1...5, using: &generator)
        let kind = Int.random(in: 0..<4, using: &generator)
        if kind == 0 {
          let known = stretches().filter { $0.count >= size }
          let taken = ranges.take(size)
          #expect((taken == nil) == known.isEmpty)
          if let taken {
            #expect(isFree[taken..<taken + size].allSatisfy { $0 })
            for place in taken..<taken + size { isFree[place] = false }
          }
        } else if kind == 1, !ranges.ranges.isEmpty {
          let place = Int.random(in: ranges.ranges.indices, using: &generator)
          if let pages = ranges.takePages(of: 8, from: place, upTo: size * 3) {
            #expect(pages.lowerBound % 8 == 0 && pages.upperBound % 8 == 0)
            #expect(isFree[pages].allSatisfy { $0 })
            for place in pages { isFree[place] = false }
          }
        } else if !isFree[start..<start + size].contains(true) {
          let place = ranges.add(start..<start + size)
          for place in start..<start + size { isFree[place] = true }
          #expect(ranges.ranges[place].contains(start))
        }
        #expect(ranges.ranges == stretches())
        #expect(ranges.byteCount == isFree.count { $0 })
      }
    }
  }

  @Test func `blocks keep what was written while others come and go`() {
    var generator = SystemRandomNumberGenerator()
    var kept: [(buffer: Buffer<UInt64>, mark: UInt64)] = []
    for mark in 0..<300 {
      let count = Int.random(in: 1...400_000, using: &generator)
      kept.append((Buffer(repeating: UInt64(mark), count: count), UInt64(mark)))
      while kept.count > 12 {
        let place = Int.random(in: kept.indices, using: &generator)
        let (buffer, mark) = kept.remove(at: place)
        for index in stride(from: 0, to: buffer.count, by: 511) { #expect(buffer[index] == mark) }
        #expect(buffer[buffer.count - 1] == mark)
      }
      if mark % 100 == 99 { BlockMemory.release() }
    }
  }
}
