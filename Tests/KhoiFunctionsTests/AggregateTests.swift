import KhoiData
import KhoiFunctions
import KhoiText
import Testing

@Suite("Aggregates agree with a loop over single values")
struct AggregateTests {
  /// Runs an aggregate over columns of values, cut into chunks dealt to several states at random.
  private func run(
    _ name: String, _ columns: [(type: LogicalType, values: [Value])], groups: [Int],
    groupCount: Int, maker: inout VectorMaker, isOrdered: Bool = false, isGrouped: Bool = true
  ) throws -> [Value] {
    let function = try #require(FunctionLibrary.aggregate(named: name))
    let chosen = try #require(
      OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: columns.map(\.type), isLiteralText: []))
    let states = (0..<3).map { _ in chosen.overload.makeState(chosen.argumentTypes) }
    var start = 0
    while start < groups.count {
      let end = min(groups.count, start + 1 + maker.next(90))
      let state = states[isOrdered ? start * 3 / groups.count : maker.next(3)]
      let arguments = try zip(columns, chosen.argumentTypes).map { column, type in
        let vector = VectorMaker.vector(
          Array(column.values[start..<end]), type: column.type, isNarrow: maker.next(2) == 0)
        return try Cast.evaluate(vector, to: type)
      }
      state.reserve(groupCount: groupCount)
      if isGrouped {
        let places = Buffer(groups[start..<end].map { UInt32($0) })
        try state.update(arguments, groups: places, count: end - start)
      } else {
        try state.updateAll(arguments, count: end - start)
      }
      start = end
    }
    // The second and third state are combined with the groups in opposite order, as another
    // worker's would be: group g of the target holds what the others call g.
    let target = states[0]
    target.reserve(groupCount: groupCount)
    for other in states.dropFirst() {
      other.reserve(groupCount: groupCount)
      try target.combine(other, groups: Buffer((0..<groupCount).map { UInt32($0) }))
    }
    let result = try target.finalize(0..<groupCount)
    #expect(result.type == chosen.resultType)
    let tail = try target.finalize((groupCount / 2)..<groupCount)
    for place in 0..<tail.count {
      #expect(isSame(tail[place], result[groupCount / 2 + place]))
    }
    return (0..<groupCount).map { result[$0] }
  }

  /// What an aggregate must give for the values of one group, in order.
  private func check(
    _ name: String, _ type: LogicalType, seed: UInt64, isOrdered: Bool = false,
    isSmall: Bool = true, _ expected: ([Value]) -> Value
  ) throws {
    var maker = VectorMaker(seed: seed)
    for round in 0..<14 {
      let count = [0, 1, 300, 800][round % 4]
      let groupCount = [1, 4, 60, 1500][(round / 2) % 4]
      let isGrouped = groupCount > 1 || round % 2 == 0
      let nulls = VectorMaker.Nulls.allCases[round % 3]
      var values = maker.values(type, count: count, nulls: nulls)
      if isSmall {
        values = values.map { value in
          if case .integer(let number) = value { return .integer(number % 1000) }
          return value
        }
      }
      let groups = (0..<count).map { _ in maker.next(groupCount) }
      let results = try run(
        name, [(type, values)], groups: groups, groupCount: groupCount, maker: &maker,
        isOrdered: isOrdered, isGrouped: isGrouped)
      for group in 0..<groupCount {
        let members = values.indices.filter { groups[$0] == group }.map { values[$0] }
        let wanted = expected(members)
        // Expectations are slow to check by the ten thousand.
        if isSame(results[group], wanted) { continue }
        Issue.record("\(name) of \(type): \(results[group]) is not \(wanted)")
      }
    }
  }

  private func integers(_ values: [Value]) -> [Int64] {
    values.compactMap { if case .integer(let number) = $0 { number } else { nil } }
  }

  private func doubles(_ values: [Value]) -> [Double] {
    values.compactMap { value in
      switch value {
      case .double(let number): number
      case .integer(let number): Double(number)
      default: nil
      }
    }
  }

  @Test func `count, sum and avg of integers`() throws {
    try check("count", .bigint, seed: 1) { .integer(Int64($0.count { !$0.isNull })) }
    try check("count", .varchar, seed: 2) { .integer(Int64($0.count { !$0.isNull })) }
    try check("sum", .bigint, seed: 3) { values in
      let numbers = integers(values)
      return numbers.isEmpty ? .null : .integer(numbers.reduce(0, +))
    }
    try check("avg", .bigint, seed: 4) { values in
      let numbers = integers(values)
      return numbers.isEmpty
        ? .null : .double(Double(numbers.reduce(0, +)) / Double(numbers.count))
    }
    try check("countif", .boolean, seed: 5) { .integer(Int64($0.count { $0 == .boolean(true) })) }
    try check("sum", .boolean, seed: 6) { values in
      values.allSatisfy(\.isNull) ? .null : .integer(Int64(values.count { $0 == .boolean(true) }))
    }
  }

  @Test func `sums beyond 64 bits come back or are an error`() throws {
    var maker = VectorMaker(seed: 7)
    let values: [Value] = [
      .integer(.max), .integer(.max), .integer(.min), .integer(.min), .integer(5),
    ]
    let column = [(type: LogicalType.bigint, values: values)]
    for isGrouped in [true, false] {
      let total = try run(
        "sum", column, groups: [0, 0, 0, 0, 0], groupCount: 1, maker: &maker, isGrouped: isGrouped)
      #expect(total == [.integer(3)])
    }
    #expect(throws: Diagnostic.self) {
      try run("sum", column, groups: [0, 0, 1, 1, 1], groupCount: 2, maker: &maker)
    }
    let means = try run("avg", column, groups: [0, 0, 1, 1, 2], groupCount: 3, maker: &maker)
    #expect(means == [.double(0x1p63), .double(-0x1p63), .double(5)])
  }

  @Test func `sums of doubles do not depend on the order`() throws {
    var maker = VectorMaker(seed: 8)
    let values: [Value] = (0..<2000).map { _ in
      .double(Double(maker.next(1_000_000)) / 7 * (maker.next(2) == 0 ? 1e-7 : 1e5))
    }
    let groups = values.indices.map { $0 % 3 }
    let first = try run(
      "sum", [(.double, values)], groups: groups, groupCount: 3, maker: &maker)
    for _ in 0..<5 {
      let again = try run(
        "sum", [(.double, values)], groups: groups, groupCount: 3, maker: &maker)
      #expect(again == first)
    }
    let whole = try run(
      "sum", [(.double, values)], groups: groups.map { _ in 0 }, groupCount: 1, maker: &maker,
      isGrouped: false)
    let grouped = try run(
      "sum", [(.double, values)], groups: groups.map { _ in 0 }, groupCount: 1, maker: &maker)
    #expect(whole == grouped)
    #expect(
      try run(
        "sum", [(.double, [.double(.infinity), .double(1), .double(2)])], groups: [0, 0, 0],
        groupCount: 1, maker: &maker) == [.double(.infinity)])
  }

  @Test(arguments: OperatorTests.types)
  func extremes(_ type: LogicalType) throws {
    func comesFirst(_ left: Value, _ right: Value) -> Bool {
      if case .double(let first) = left, case .double(let second) = right {
        return first.isNaN ? false : second.isNaN || first < second
      }
      return left.sortsBefore(right)
    }
    for (name, wantsGreatest) in [("min", false), ("max", true)] {
      try check(name, type, seed: 9, isSmall: false) { values in
        let known = values.filter { !$0.isNull }
        let found =
          wantsGreatest ? known.max(by: comesFirst) : known.min(by: comesFirst)
        guard let found else { return .null }
        // Either zero may come back, and intervals that are equal may differ in their parts.
        return found == .double(-0.0) ? .double(0) : found
      }
    }
  }

  @Test func `aggregates of order`() throws {
    try check("first", .varchar, seed: 10, isOrdered: true) { $0.first ?? .null }
    try check("last", .bigint, seed: 11, isOrdered: true) { $0.last ?? .null }
    try check("any_value", .date, seed: 12, isOrdered: true) {
      $0.first { !$0.isNull } ?? .null
    }
    try check("string_agg", .varchar, seed: 13, isOrdered: true) { values in
      let texts = values.filter { !$0.isNull }.map(\.text)
      return texts.isEmpty ? .null : .text(texts.joined(separator: ","))
    }
    try check("string_agg", .bigint, seed: 14, isOrdered: true) { values in
      let texts = values.filter { !$0.isNull }.map(\.text)
      return texts.isEmpty ? .null : .text(texts.joined(separator: ","))
    }
  }

  @Test func `aggregates of truth and bits`() throws {
    try check("bool_and", .boolean, seed: 15) { values in
      let known = values.filter { !$0.isNull }
      return known.isEmpty ? .null : .boolean(known.allSatisfy { $0 == .boolean(true) })
    }
    try check("bool_or", .boolean, seed: 16) { values in
      let known = values.filter { !$0.isNull }
      return known.isEmpty ? .null : .boolean(known.contains(.boolean(true)))
    }
    try check("bit_xor", .bigint, seed: 17) { values in
      let numbers = integers(values)
      return numbers.isEmpty ? .null : .integer(numbers.reduce(0, ^))
    }
    try check("bit_and", .bigint, seed: 18) { values in
      let numbers = integers(values)
      return numbers.isEmpty ? .null : .integer(numbers.reduce(-1, &))
    }
  }

  @Test func `median and quantiles`() throws {
    try check("median", .bigint, seed: 19) { values in
      let sorted = doubles(values).sorted()
      if sorted.isEmpty { return .null }
      let middle = sorted.count / 2
      return .double(
        sorted.count % 2 == 1
          ? sorted[middle]
          : sorted[middle - 1]
            + (sorted[middle] - sorted[middle - 1]) * 0.5)
    }
    try check("mode", .bigint, seed: 20, isOrdered: true) { values in
      let numbers = integers(values)
      let counts = Dictionary(grouping: numbers) { $0 }.mapValues(\.count)
      guard let most = counts.values.max() else { return .null }
      // Of several values that are equally frequent the one that came first.
      return .integer(numbers.first { counts[$0] == most } ?? 0)
    }
  }

  @Test func `variance agrees with the definition`() throws {
    var maker = VectorMaker(seed: 21)
    let numbers = (0..<500).map { _ in 1e9 + Double(maker.next(1000)) / 16 }
    let mean = numbers.reduce(0, +) / 500
    let expected = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 499
    let results = try run(
      "var_samp", [(.double, numbers.map { .double($0) })],
      groups: Array(repeating: 0, count: 500), groupCount: 1, maker: &maker)
    guard case .double(let variance) = results[0] else {
      Issue.record("no variance")
      return
    }
    #expect(abs(variance / expected - 1) < 1e-9)
    let line: [Value] = (0..<50).map { .double(Double($0)) }
    let twice: [Value] = (0..<50).map { .double(Double($0) * 2 + 1) }
    let pairs = [(type: LogicalType.double, values: twice), (type: .double, values: line)]
    let groups = Array(repeating: 0, count: 50)
    for (name, answer) in [("corr", 1.0), ("regr_slope", 2.0), ("regr_intercept", 1.0)] {
      #expect(
        try run(name, pairs, groups: groups, groupCount: 1, maker: &maker) == [.double(answer)])
    }
    #expect(
      try run("stddev", [(.double, [.double(1)])], groups: [0], groupCount: 1, maker: &maker)
        == [.null])
  }

  @Test func `arg_max takes the value beside the greatest key`() throws {
    var maker = VectorMaker(seed: 22)
    for type in OperatorTests.types {
      let keys = maker.values(type, count: 200, nulls: .some)
      let values: [Value] = (0..<200).map { .integer(Int64($0)) }
      let groups = (0..<200).map { $0 % 7 }
      let results = try run(
        "arg_max", [(.bigint, values), (type, keys)], groups: groups, groupCount: 7,
        maker: &maker, isOrdered: true)
      let greatest = try run(
        "max", [(type, keys)], groups: groups, groupCount: 7, maker: &maker)
      for group in 0..<7 {
        guard case .integer(let row) = results[group] else { continue }
        #expect(isSame(keys[Int(row)], greatest[group]))
      }
    }
  }

  @Test func `many groups leave the lanes and the packed words`() throws {
    var maker = VectorMaker(seed: 23)
    let count = 5000
    let values: [Value] = (0..<count).map { _ in .integer(Int64(maker.next(200)) - 100) }
    for groupCount in [1000, 1025, 70_000] {
      let function = try #require(FunctionLibrary.aggregate(named: "sum"))
      let state = function.overloads[0].makeState([.bigint])
      var expected = [Int64](repeating: 0, count: groupCount)
      var start = 0
      while start < count {
        let known = min(groupCount, 3 + (start / 100) * (groupCount / 40))
        state.reserve(groupCount: known)
        let groups = (0..<100).map { _ in maker.next(known) }
        for (offset, group) in groups.enumerated() {
          if case .integer(let number) = values[start + offset] { expected[group] += number }
        }
        try state.update(
          [VectorMaker.vector(Array(values[start..<start + 100]), type: .bigint, isNarrow: true)],
          groups: Buffer(groups.map { UInt32($0) }), count: 100)
        start += 100
      }
      state.reserve(groupCount: groupCount)
      let result = try state.finalize(0..<groupCount)
      for group in 0..<groupCount where !result.isNull(group) {
        #expect(result[group] == .integer(expected[group]))
      }
    }
  }
}
