import KhoiData
import KhoiText

/// Quantiles of values of any type, one or several, from the rows of each group.
enum CollectedQuantiles {
  /// Where a quantile lies: at a row, or some way from it to another.
  private struct Place {
    let low: UInt32
    let high: UInt32
    let rest: Double
  }

  /// The second argument is a fraction or a list of them; without it the median is meant.
  static func state(_ types: [LogicalType], interpolates: Bool) -> CollectedState {
    let isList = types.count > 1 && types[1].element != nil
    return CollectedState(types) { grouped throws(Diagnostic) in
      let ranking = RowRanking(grouped.arguments[0])
      var places: [Place] = []
      var counts: [Int] = []
      for group in 0..<grouped.groupCount {
        let members = grouped.rows(of: group)
        guard let first = members.first else {
          counts.append(0)
          if !isList { places.append(Place(low: .max, high: .max, rest: 0)) }
          continue
        }
        var fractions = [QuantileFraction.half]
        if isList {
          fractions = try QuantileFraction.list(grouped.arguments, row: first)
        } else if types.count > 1 {
          fractions = [try QuantileFraction(grouped.arguments, row: first)]
        }
        let sorted = ranking.sorted(members)
        for fraction in fractions {
          places.append(place(fraction, in: sorted, interpolates: interpolates))
        }
        counts.append(fractions.count)
      }
      let values = values(grouped.arguments[0], places)
      if !isList { return values }
      return Vector(
        .list(types[0]), .list(ListValues(counts: counts, elements: values)),
        validity: grouped.filled)
    }
  }

  private static func place(
    _ fraction: QuantileFraction, in sorted: [Int], interpolates: Bool
  ) -> Place {
    func row(_ place: Int) -> UInt32 { UInt32(truncatingIfNeeded: sorted[place]) }
    guard interpolates else {
      let only = row(fraction.place(among: sorted.count))
      return Place(low: only, high: only, rest: 0)
    }
    let (low, rest) = fraction.position(among: sorted.count)
    return Place(low: row(low), high: row(rest == 0 ? low : low + 1), rest: rest)
  }

  private static func values(_ vector: Vector, _ places: [Place]) -> Vector {
    let low = vector.gatherOrNull(Buffer(places.map(\.low)))
    if places.allSatisfy({ $0.rest == 0 }) { return low }
    let high = vector.gatherOrNull(Buffer(places.map(\.high)))
    func between<Element>(
      _ first: Buffer<Element>, _ second: Buffer<Element>,
      _ body: (Element, Element, Double) -> Element
    ) -> Buffer<Element> {
      Buffer(
        places.indices.map { place in
          places[place].rest == 0
            ? first[place] : body(first[place], second[place], places[place].rest)
        })
    }
    let values: Vector.Values
    switch (low.values, high.values) {
    case (.float64(let first), .float64(let second)):
      values = .float64(between(first, second, QuantileFraction.between))
    case (.int64(let first), .int64(let second)):
      values = .int64(
        between(first, second) { low, high, rest in
          let (distance, overflow) = high.subtractingReportingOverflow(low)
          return overflow ? low : low + Int64((Double(distance) * rest).rounded())
        })
    case (.int128(let first), .int128(let second)):
      values = .int128(
        between(first, second) { low, high, rest in
          let (distance, overflow) = high.subtractingReportingOverflow(low)
          return overflow ? low : low + Int128((Double(distance) * rest).rounded())
        })
    case (.interval(let first), .interval(let second)):
      values = .interval(between(first, second, IntervalMean.between))
    default: return low
    }
    return Vector(vector.type, values, validity: low.validity)
  }
}
