import KhoiData
import KhoiText

extension AggregateFunction {
  static let histogram = AggregateFunction(
    FunctionDocumentation(
      "histogram", .aggregate,
      "A map from each value to how often it is there; with a list of upper bounds, how many "
        + "values lie up to each of them.",
      examples: [
        FunctionExample("FROM UNNEST([2, 1, 2]) AS x |> AGGREGATE HISTOGRAM(x)", "{1=1, 2=2}"),
        FunctionExample(
          "FROM UNNEST([2, 1, 12]) AS x |> AGGREGATE HISTOGRAM(x, [10, 20])", "{10=2, 20=1}"),
      ]),
    overloads: [
      AggregateOverload(
        [.any], returns: .derived { .map(key: $0[0], value: .ubigint) }
      ) { types in
        CollectedState(types) { grouped in
          let ranking = RowRanking(grouped.arguments[0])
          var rows: [UInt32] = []
          var counts: [Int128] = []
          var lengths: [Int] = []
          for group in 0..<grouped.groupCount {
            let runs = ranking.runs(grouped.rows(of: group))
            rows += runs.map { UInt32(truncatingIfNeeded: $0.row) }
            counts += runs.map { Int128($0.count) }
            lengths.append(runs.count)
          }
          return Histogram.map(
            lengths, grouped.arguments[0].gather(Buffer(rows)), counts, validity: grouped.filled)
        }
      },
      binned(isExact: false),
    ])

  static let exactHistogram = AggregateFunction(
    FunctionDocumentation(
      "histogram_exact", .aggregate,
      "A map from each of the listed values to how often it is there; others are counted together.",
      examples: [
        FunctionExample(
          "FROM UNNEST([2, 1, 2]) AS x |> AGGREGATE HISTOGRAM_EXACT(x, [1, 2])", "{1=1, 2=2}")
      ]),
    overloads: [binned(isExact: true)])

  private static func binned(isExact: Bool) -> AggregateOverload {
    AggregateOverload(
      [.common, .commonList], returns: .derived { .map(key: $0[0], value: .ubigint) }
    ) { types in
      CollectedState(types) { grouped throws(Diagnostic) in
        try Histogram.binned(grouped, isExact: isExact)
      }
    }
  }
}

/// Counts of values by bins.
enum Histogram {
  /// Maps from keys to counts, `lengths[row]` entries each.
  static func map(
    _ lengths: [Int], _ keys: Vector, _ counts: [Int128], validity: Validity?
  ) -> Vector {
    let values = Vector(.ubigint, .int128(Buffer(counts)))
    let entries = Vector(
      .mapEntry(key: keys.type, value: .ubigint),
      .structure(StructureValues(fields: [keys.flattened(), values], count: counts.count)))
    return Vector(
      .map(key: keys.type, value: .ubigint),
      .list(ListValues(counts: lengths, elements: entries)), validity: validity)
  }

  /// The bins of a group are those of its first row.
  static func binned(_ grouped: GroupedRows, isExact: Bool) throws(Diagnostic) -> Vector {
    let values = grouped.arguments[0]
    var keys: [Value] = []
    var counts: [Int128] = []
    var lengths: [Int] = []
    for group in 0..<grouped.groupCount {
      let members = grouped.rows(of: group)
      guard let first = members.first else {
        lengths.append(0)
        continue
      }
      if grouped.arguments[1].isNull(first) {
        throw .badArgument("HISTOGRAM", "the list of bins must not be NULL")
      }
      let lists = grouped.arguments[1].lists
      let range = lists.entries[first].range
      if range.contains(where: { lists.elements.isNull($0) }) {
        throw .badArgument("HISTOGRAM", "a bin must not be NULL")
      }
      let bounds = lists.elements.canonical()
      // Bounds and values in one vector, so that they have one order.
      let places = Buffer(range.map { UInt32($0) })
      let all = Vector.concatenate(
        [bounds.gather(places), values.slice(members.lowerBound, members.count)],
        type: values.type)
      let ranking = RowRanking(all)
      let bins = ranking.runs(0..<range.count).map(\.row)
      let (own, others) = count(
        ranking, bins, rows: range.count..<all.count, isExact: isExact)
      keys += bins.map { all[$0] }
      counts += own
      var length = bins.count
      if others > 0, let key = otherKey(values.type) {
        keys.append(key)
        counts.append(others)
        length += 1
      }
      lengths.append(length)
    }
    return map(
      lengths, Vector(values: keys, type: values.type), counts, validity: grouped.filled)
  }

  /// How many rows each of the sorted bins has, and how many none.
  private static func count(
    _ ranking: RowRanking, _ bins: [Int], rows: Range<Int>, isExact: Bool
  ) -> (own: [Int128], others: Int128) {
    var own = [Int128](repeating: 0, count: bins.count)
    var others: Int128 = 0
    for row in rows {
      var low = 0
      var high = bins.count
      while low < high {
        let middle = (low + high) / 2
        if ranking.order(bins[middle], row) < 0 { low = middle + 1 } else { high = middle }
      }
      if low < bins.count && (!isExact || ranking.order(bins[low], row) == 0) {
        own[low] += 1
      } else {
        others += 1
      }
    }
    return (own, others)
  }

  /// The key that stands for everything else: the greatest value, the empty text or list; nil for
  /// types without one.
  private static func otherKey(_ type: LogicalType) -> Value? {
    switch type {
    case .narrow(let narrow): return .integer(narrow.bounds.upperBound)
    case .bigint: return .integer(.max)
    case .hugeint, .ubigint: return .hugeint(type.wideBounds.upperBound)
    case .decimal(let precision, let scale):
      return .decimal(type.wideBounds.upperBound, precision: precision, scale: scale)
    case .double: return .double(.infinity)
    case .float: return .float(.infinity)
    case .varchar: return .text("")
    case .date: return .date(Calendar.validDays.upperBound)
    case .timestamp: return .timestamp(Int64(Calendar.validDays.upperBound) * 86_400_000_000)
    case .list(let element): return .list([], element: element)
    case .structure(let fields):
      var values: [Value] = []
      for field in fields {
        guard let value = otherKey(field.type) else { return nil }
        values.append(value)
      }
      return .structure(values, fields)
    default: return nil
    }
  }
}
