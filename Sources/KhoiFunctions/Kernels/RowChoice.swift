package import KhoiData

/// Taking each row from one of several vectors.
package enum RowChoice {
  /// For each row the value of the vector that `choice` names; NULL where it names none.
  ///
  /// The vectors have one type and as many rows as there are choices.
  package static func rows(
    of vectors: [Vector], choice: Buffer<UInt16>, type: LogicalType
  ) -> Vector {
    let count = choice.count
    if let only = vectors.indices.first(where: { index in
      (0..<count).allSatisfy { Int(choice[$0]) == index }
    }) {
      return vectors[only]
    }
    let flat = vectors.map { $0.isConstant ? $0.slice(0, 1).flattened() : $0 }
    var starts: [Int] = []
    var total = 0
    for vector in flat {
      starts.append(total)
      total += vector.count
    }
    let rows = unsafe Buffer<UInt32>(count: count) { out in
      for row in 0..<count {
        let chosen = unsafe Int(choice.base[row])
        guard chosen < vectors.count else {
          unsafe out[row] = UInt32.max
          continue
        }
        let place = starts[chosen] + (vectors[chosen].isConstant ? 0 : row)
        unsafe out[row] = UInt32(truncatingIfNeeded: place)
      }
    }
    return Vector.concatenate(flat, type: type).gatherOrNull(rows)
  }
}
