import KhoiData
import KhoiFunctions
import KhoiText
import Testing

@Suite("Window functions agree with a plain search")
struct WindowFunctionTests {
  /// Partitions and peers drawn at random, frames of two rows before to one after.
  private struct Layout {
    var partitionStart: [Int] = []
    var partitionEnd: [Int] = []
    var peerStart: [Int] = []
    var peerEnd: [Int] = []
    var frameStart: [Int] = []
    var frameEnd: [Int] = []

    init(_ maker: inout VectorMaker) {
      var start = 0
      for _ in 0..<(1 + maker.next(5)) {
        let end = start + 1 + maker.next(9)
        var peer = start
        while peer < end {
          let peersEnd = min(end, peer + 1 + maker.next(3))
          for row in peer..<peersEnd {
            partitionStart.append(start)
            partitionEnd.append(end)
            peerStart.append(peer)
            peerEnd.append(peersEnd)
            frameStart.append(max(start, row - 2))
            frameEnd.append(min(end, row + 2))
          }
          peer = peersEnd
        }
        start = end
      }
    }

    var count: Int { partitionStart.count }

    func input(_ arguments: [Vector], ignoresNulls: Bool) -> WindowInput {
      func buffer(_ rows: [Int]) -> Buffer<UInt32> { Buffer(rows.map { UInt32($0) }) }
      return WindowInput(
        arguments: arguments, rowCount: count, partitionStart: buffer(partitionStart),
        partitionEnd: buffer(partitionEnd), peerStart: buffer(peerStart),
        peerEnd: buffer(peerEnd),
        frames: [FramePart(start: buffer(frameStart), end: buffer(frameEnd))], orderKey: nil,
        ignoresNulls: ignoresNulls)
    }
  }

  private func evaluate(_ name: String, _ input: WindowInput) throws -> [Value] {
    let function = try #require(FunctionLibrary.window(named: name))
    let result = try function.overloads[0](input)
    #expect(result.count == input.rowCount)
    return (0..<input.rowCount).map { result[$0] }
  }

  @Test func ranks() throws {
    var maker = VectorMaker(seed: 51)
    for _ in 0..<40 {
      let layout = Layout(&maker)
      let input = layout.input([], ignoresNulls: false)
      let parts = Vector(constant: .integer(3), count: layout.count).canonical()
      let names = ["row_number", "rank", "dense_rank", "percent_rank", "cume_dist"]
      let results = try names.map { try evaluate($0, input) }
      let tiles = try evaluate("ntile", layout.input([parts], ignoresNulls: false))
      for row in 0..<layout.count {
        let (start, end) = (layout.partitionStart[row], layout.partitionEnd[row])
        let (peer, peerEnd) = (layout.peerStart[row], layout.peerEnd[row])
        #expect(results[0][row] == .integer(Int64(row - start + 1)))
        #expect(results[1][row] == .integer(Int64(peer - start + 1)))
        let dense = Set(layout.peerStart[start...row]).count
        #expect(results[2][row] == .integer(Int64(dense)))
        let percent = end - start == 1 ? 0 : Double(peer - start) / Double(end - start - 1)
        #expect(results[3][row] == .double(percent))
        #expect(results[4][row] == .double(Double(peerEnd - start) / Double(end - start)))
        let size = end - start
        let sizes = (0..<3).map { size / 3 + ($0 < size % 3 ? 1 : 0) }
        var (tile, left) = (0, row - start)
        while left >= sizes[tile] {
          left -= sizes[tile]
          tile += 1
        }
        #expect(tiles[row] == .integer(Int64(tile + 1)))
      }
    }
  }

  @Test(arguments: [false, true])
  func `neighbours and values of frames`(_ ignoresNulls: Bool) throws {
    var maker = VectorMaker(seed: 52)
    for round in 0..<60 {
      let layout = Layout(&maker)
      let count = layout.count
      let values = maker.values(.bigint, count: count, nulls: round % 3 == 0 ? .none : .some)
      let vector = VectorMaker.vector(values, type: .bigint)
      let offset = maker.next(4)
      let offsets = Vector(constant: .integer(Int64(offset)), count: count).canonical()
      let defaults = VectorMaker.vector(
        (0..<count).map { .integer(Int64(-1000 - $0)) }, type: .bigint)
      let input = layout.input([vector, offsets, defaults], ignoresNulls: ignoresNulls)
      let lags = try evaluate("lag", input)
      let leads = try evaluate("lead", input)
      let frame = layout.input([vector], ignoresNulls: ignoresNulls)
      let firsts = try evaluate("first_value", frame)
      let lasts = try evaluate("last_value", frame)
      let numbers = Vector(constant: .integer(2), count: count).canonical()
      let seconds = try evaluate(
        "nth_value", layout.input([vector, numbers], ignoresNulls: ignoresNulls))
      func held(_ rows: [Int]) -> [Int] {
        ignoresNulls ? rows.filter { !values[$0].isNull } : rows
      }
      for row in 0..<count {
        let before = held(Array((layout.partitionStart[row]..<row).reversed()))
        let after = held(Array((row + 1)..<layout.partitionEnd[row]))
        let missing = Value.integer(Int64(-1000 - row))
        func step(_ rows: [Int]) -> Value {
          offset == 0 ? values[row] : offset <= rows.count ? values[rows[offset - 1]] : missing
        }
        #expect(lags[row] == step(before))
        #expect(leads[row] == step(after))
        let inside = held(Array(layout.frameStart[row]..<layout.frameEnd[row]))
        #expect(firsts[row] == inside.first.map { values[$0] } ?? .null)
        #expect(lasts[row] == inside.last.map { values[$0] } ?? .null)
        #expect(seconds[row] == (inside.count > 1 ? values[inside[1]] : .null))
      }
    }
  }
}
