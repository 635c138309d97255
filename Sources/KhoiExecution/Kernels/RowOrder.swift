import KhoiData

/// Orders rows by key columns, stably, by comparing them: for the rows of one aggregate.
///
/// Large sorts have an operator of their own.
enum RowOrder {
  struct Key {
    fileprivate let vector: Vector
    fileprivate let isDescending: Bool
    fileprivate let nullsFirst: Bool

    init(_ vector: Vector, isDescending: Bool, nullsFirst: Bool) {
      self.vector = vector.canonical()
      self.isDescending = isDescending
      self.nullsFirst = nullsFirst
    }

    /// Negative, zero or positive as the left row comes before, with or after the right one.
    fileprivate func order(_ left: Int, _ right: Int) -> Int {
      if vector.validity != nil {
        switch (vector.isNull(left), vector.isNull(right)) {
        case (true, true): return 0
        case (true, false): return nullsFirst ? -1 : 1
        case (false, true): return nullsFirst ? 1 : -1
        case (false, false): break
        }
      }
      let order = valueOrder(left, right)
      return isDescending ? -order : order
    }

    private func valueOrder(_ left: Int, _ right: Int) -> Int {
      switch vector.values {
      case .boolean(let values): unsafe Self.compare(values.base[left], values.base[right])
      case .int8(let values): unsafe Self.compare(values.base[left], values.base[right])
      case .int16(let values): unsafe Self.compare(values.base[left], values.base[right])
      case .int32(let values): unsafe Self.compare(values.base[left], values.base[right])
      case .int64(let values): unsafe Self.compare(values.base[left], values.base[right])
      case .interval(let values): unsafe Self.compare(values.base[left], values.base[right])
      case .float64(let values): unsafe Self.compareDoubles(values.base[left], values.base[right])
      case .text(let texts):
        unsafe TextView.compare(texts.views.base[left], texts.views.base[right])
      case .int128(let values): unsafe Self.compare(values.base[left], values.base[right])
      // Keys of other forms have become text.
      case .codes8, .codes16, .codes32, .list, .structure: 0
      }
    }

    private static func compare<Element: Comparable>(_ left: Element, _ right: Element) -> Int {
      left < right ? -1 : left == right ? 0 : 1
    }

    /// NaN comes after every number.
    private static func compareDoubles(_ left: Double, _ right: Double) -> Int {
      if left.isNaN || right.isNaN { return (left.isNaN ? 1 : 0) - (right.isNaN ? 1 : 0) }
      return compare(left, right)
    }
  }

  /// The rows below `count` in order.
  static func sorted(_ keys: [Key], count: Int) -> Buffer<UInt32> {
    var rows = (0..<UInt32(truncatingIfNeeded: count)).map { $0 }
    rows.sort { left, right in
      for key in keys {
        let order = key.order(Int(left), Int(right))
        if order != 0 { return order < 0 }
      }
      return left < right
    }
    return Buffer(rows)
  }
}
