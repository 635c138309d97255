import KhoiData

/// Which dates or moments are neither `infinity` nor `-infinity`.
enum FiniteMoments {
  /// A bit for each row, or nil where every one is finite.
  static func validity(_ vector: Vector) -> Validity? {
    switch (vector.type, vector.values) {
    case (.date, .int32(let days)):
      return validity(vector, days) { Calendar.isInfinite(day: $0) }
    case (.timestamp, .int64(let moments)), (.zonedTimestamp, .int64(let moments)):
      return validity(vector, moments) { Calendar.isInfinite(timestamp: $0) }
    default: return nil
    }
  }

  /// Whether each row is finite, as a Boolean vector.
  static func flags(_ vector: Vector, count: Int, isInverted: Bool) -> Vector {
    let finite = validity(vector)
    let flags = OutputBuffer<UInt8>(count: count)
    for row in 0..<count {
      flags[row] = (finite?.isValid(row) ?? true) != isInverted ? 1 : 0
    }
    return Vector(.boolean, .boolean(flags.finished), count: count)
  }

  @inline(__always)
  private static func validity<Element: BitwiseCopyable>(
    _ vector: Vector, _ values: Buffer<Element>, _ isInfinite: (Element) -> Bool
  ) -> Validity? {
    var found = false
    let base = unsafe values.base
    for row in 0..<values.count where unsafe isInfinite(base[row]) { found = true }
    guard found else { return nil }
    return Validity(count: vector.count) { row in
      unsafe !isInfinite(base[vector.place(of: row)])
    }
  }
}

extension Vector {
  /// The same values, null also where an argument is `infinity` or `-infinity`.
  func restrictedToFinite(_ arguments: [Vector]) -> Vector {
    var validity: Validity?
    for argument in arguments {
      guard let finite = FiniteMoments.validity(argument) else { continue }
      validity = .and(validity, finite)
    }
    return restricted(to: validity)
  }
}
