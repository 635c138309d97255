import KhoiData
import KhoiPlan
import KhoiText

/// Turns each row into one row per element of its lists: `UNNEST`.
final class UnnestOperator: Operator {
  private let lists: [ExpressionEvaluator]
  private let elementTypes: [LogicalType]
  /// The number of the first place where places are wanted.
  private let firstPlace: Int64?
  private let keepsEmpty: Bool
  private let chunkCapacity: Int

  init(
    lists: [ExpressionEvaluator], elementTypes: [LogicalType], firstPlace: Int64?,
    keepsEmpty: Bool, chunkCapacity: Int
  ) {
    self.lists = lists
    self.elementTypes = elementTypes
    self.firstPlace = firstPlace
    self.keepsEmpty = keepsEmpty
    self.chunkCapacity = chunkCapacity
  }

  func makeLocalState() -> any OperatorState { State(self) }

  private final class State: OperatorState {
    private let step: UnnestOperator

    init(_ step: UnnestOperator) {
      self.step = step
    }

    func process(_ chunk: Chunk, emit: ChunkConsumer) throws(Diagnostic) -> Flow {
      var columns: [Vector] = []
      for list in step.lists { columns.append(try list.evaluate(chunk).flattened()) }
      let heights = (0..<chunk.count).map { row in
        columns.reduce(0) { max($0, $1.elementCount(row)) }
      }
      // A long list is given out in several chunks, so that memory stays bounded.
      var start = 0
      while start < chunk.count {
        var end = start
        var total = 0
        while end < chunk.count && (total == 0 || total + heights[end] <= step.chunkCapacity) {
          total += heights[end]
          end += 1
        }
        let flow = try emit(step.rows(of: chunk, columns, heights, start..<end))
        if flow == .enough { return flow }
        start = end
      }
      return .more
    }
  }

  private func rows(
    of chunk: Chunk, _ columns: [Vector], _ heights: [Int], _ range: Range<Int>
  ) -> Chunk {
    var sources: [UInt32] = []
    var places: [Int64] = []
    var elements = [[UInt32]](repeating: [], count: columns.count)
    for row in range {
      let height = keepsEmpty ? max(heights[row], 1) : heights[row]
      for place in 0..<height {
        sources.append(UInt32(row))
        places.append(Int64(place))
        for (index, column) in columns.enumerated() {
          elements[index].append(column.elementPlace(row, place))
        }
      }
    }
    let rows = Buffer(sources)
    var output = chunk.vectors.map { $0.gather(rows) }
    for (index, column) in columns.enumerated() {
      if case .list(let lists) = column.values {
        output.append(lists.elements.gatherOrNull(Buffer(elements[index])))
      } else {
        output.append(Vector(nulls: elementTypes[index], count: rows.count))
      }
    }
    if let firstPlace {
      let isEmpty = Validity(count: rows.count) { heights[Int(sources[$0])] > 0 }
      output.append(
        Vector(
          .bigint, .int64(Buffer(places.map { $0 + firstPlace })),
          validity: isEmpty.nullCount == 0 ? nil : isEmpty))
    }
    return Chunk(output, count: rows.count)
  }
}

extension Vector {
  /// The number of elements of the list of a row; none where it is NULL.
  fileprivate func elementCount(_ row: Int) -> Int {
    guard !isNull(row), case .list(let lists) = values else { return 0 }
    return Int(lists.entries[row].count)
  }

  /// Where the element at a place of the list of a row lies, `UInt32.max` where there is none.
  fileprivate func elementPlace(_ row: Int, _ place: Int) -> UInt32 {
    guard place < elementCount(row), case .list(let lists) = values else { return .max }
    return lists.entries[row].offset + UInt32(place)
  }
}
