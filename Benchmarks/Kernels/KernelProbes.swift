import CByteScan
import KhoiData
import KhoiFunctions
import KhoiText

/// The loops that operators are made of, each called as they call it: once for every chunk.
///
/// What they write is the next loop's input and stays in the cache, so only what they read counts.
struct KernelProbes {
  let rows: Int
  private let context = EvaluationContext(now: 0)

  var all: [Probe] { filters + groups + texts + orders + parsing }

  // MARK: Filters

  private var filters: [Probe] {
    let tiny = ChunkedColumn(rows, below: 100, seed: 1) { (values: Buffer<Int8>) in .int8(values) }
    let small = ChunkedColumn(rows, below: 1000, seed: 2) { (values: Buffer<Int16>) in
      .int16(values)
    }
    let large = ChunkedColumn(rows, below: rows, seed: 3) { (values: Buffer<Int32>) in
      .int32(values)
    }
    let doubles = ChunkedColumn(doubles: rows, seed: 4)
    let codes = ChunkedColumn(codes: rows, of: (0..<100).map { "name \($0)" }, seed: 5)
    let members = InList((0..<20).map { .integer($0 * 31) }, type: .bigint)
    let flags = tiny.vectors.map { vector in
      let bound = Vector(constant: .integer(50), count: vector.count)
      return Vector(
        .boolean, .boolean(Comparison.less.bytes(vector, bound, count: vector.count)))
    }
    return [
      compare("8-bit column < constant", tiny, .integer(10), bytes: 1),
      compare("16-bit column < constant", small, .integer(100), bytes: 2),
      compare("32-bit column < constant", large, .integer(1000), bytes: 4),
      compare("DOUBLE column < constant", doubles, .double(10), bytes: 8),
      compare("text in codes = constant", codes, .text("name 42"), bytes: 2, .equal),
      Probe("filter", "16-bit column IN (20 numbers)", rows: rows, bytes: 2, .read) {
        () throws(Diagnostic) in
        small.vectors.reduce(0) { $0 &+ members.evaluate($1).count }
      },
      Probe("filter", "flags to row numbers, half of them", rows: rows, bytes: 1, .read) {
        () throws(Diagnostic) in
        flags.reduce(0) { $0 &+ Logic.selection(of: $1).count }
      },
      Probe("filter", "flags to bits", rows: rows, bytes: 1, .read) {
        () throws(Diagnostic) in
        flags.reduce(0) { $0 &+ $1.booleans.packedBits.count }
      },
      gather("DOUBLE column, half of the rows", doubles, flags, bytes: 8 + 2),
      gather("8-bit column, half of the rows", tiny, flags, bytes: 1 + 2),
    ]
  }

  private func compare(
    _ name: String, _ column: ChunkedColumn, _ value: Value, bytes: Double,
    _ comparison: Comparison = .less
  ) -> Probe {
    let bound = Vector(constant: value, count: Chunk.defaultCapacity)
    return Probe("filter", name, rows: rows, bytes: bytes, .read) { () throws(Diagnostic) in
      column.vectors.reduce(0) { sum, vector in
        sum &+ Int(comparison.bytes(vector, bound, count: vector.count)[0])
      }
    }
  }

  private func gather(
    _ name: String, _ column: ChunkedColumn, _ flags: [Vector], bytes: Double
  ) -> Probe {
    let selections = flags.map { Logic.selection(of: $0) }
    return Probe("gather", name, rows: rows, bytes: bytes, .read) { () throws(Diagnostic) in
      zip(column.vectors, selections).reduce(0) { $0 &+ $1.0.gather($1.1).count }
    }
  }

  // MARK: Groups

  private var groups: [Probe] {
    let tiny = ChunkedColumn(rows, below: 100, seed: 6) { (values: Buffer<Int8>) in .int8(values) }
    let doubles = ChunkedColumn(doubles: rows, seed: 7)
    let large = ChunkedColumn(rows, below: rows, seed: 12) { (values: Buffer<Int32>) in
      .int32(values)
    }
    var probes = [hash("hash of a 32-bit column", large)]
    for (column, type, width, name) in [
      (tiny, LogicalType.bigint, 1.0, "an 8-bit column"), (doubles, .double, 8, "a DOUBLE column"),
    ] {
      probes.append(aggregate("sum", "sum of \(name)", column, type, groups: nil, width, .read))
      for (count, spelled, limit) in [
        (100, "100", MachineLimit.read), (1_000_000, "a million", .gather),
      ] {
        probes.append(
          aggregate(
            "sum", "sum of \(name) by \(spelled) groups", column, type, groups: count,
            width + 4 + (limit == .gather ? 16 : 0), limit))
      }
    }
    probes.append(
      aggregate(
        "stddev", "deviation of a DOUBLE column by 100 groups", doubles, .double,
        groups: 100, 12, .read))
    return probes
  }

  private func hash(_ name: String, _ column: ChunkedColumn) -> Probe {
    let overload = FunctionLibrary.scalar(named: "hash")?.overloads.first
    let context = context
    return Probe("groups", name, rows: rows, bytes: 4, .read) { () throws(Diagnostic) in
      var found = 0
      for vector in column.vectors {
        let hashes = try overload?.call(arguments: [vector], count: vector.count, context: context)
        found &+= hashes?.count ?? 0
      }
      return found
    }
  }

  private func aggregate(
    _ function: String, _ name: String, _ column: ChunkedColumn, _ type: LogicalType,
    groups count: Int?, _ bytes: Double, _ limit: MachineLimit
  ) -> Probe {
    var random = RandomNumbers(seed: 8)
    let numbers = random.numbers(rows, below: count ?? 1, as: UInt32.self)
    let capacity = Chunk.defaultCapacity
    let places = column.vectors.indices.map { index in
      numbers.slice(index * capacity, column.vectors[index].count)
    }
    let overload = FunctionLibrary.aggregate(named: function).flatMap { function in
      OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [type], isLiteralText: [false])
    }
    return Probe("groups", name, rows: rows, bytes: bytes, limit) { () throws(Diagnostic) in
      guard let overload else { return 0 }
      let state = overload.overload.makeState([type])
      state.reserve(groupCount: count ?? 1)
      for (vector, places) in zip(column.vectors, places) {
        if count == nil {
          try state.updateAll([vector], count: vector.count)
        } else {
          try state.update([vector], groups: places, count: vector.count)
        }
      }
      return try state.finalize(0..<1).count
    }
  }

  // MARK: Texts

  private var texts: [Probe] {
    let words = ["khối", "đơn vị", "thi đua", "khen thưởng", "năm", "cờ", "bằng khen", "tỉnh"]
    let count = rows / 4
    let sentences = ChunkedColumn(texts: count) { row in
      (0..<6).map { words[(row &* 7 &+ $0 &* ($0 &+ row)) & 7] }.joined(separator: " ")
    }
    let bytes = Double(sentences.byteCount / count + 16)
    let codes = ChunkedColumn(codes: rows, of: (0..<10_000).map { "unit \($0)" }, seed: 9)
    return [
      search("contains", "a word in texts", sentences, "bằng khen", count, bytes),
      search("like", "LIKE '%cờ%tỉnh%' over texts", sentences, "%cờ%tỉnh%", count, bytes),
      search("like", "LIKE '%9_' over codes of 10,000 texts", codes, "%9_", rows, 2),
      Probe("text", "codes of 10,000 texts to texts", rows: rows, bytes: 2, .read) {
        () throws(Diagnostic) in
        codes.vectors.reduce(0) { $0 &+ $1.canonicalValues().count }
      },
    ]
  }

  private func search(
    _ function: String, _ name: String, _ column: ChunkedColumn, _ pattern: String, _ rows: Int,
    _ bytes: Double
  ) -> Probe {
    let overload = FunctionLibrary.scalar(named: function).flatMap { function in
      OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: [.varchar, .varchar],
        isLiteralText: [false, false])
    }
    let context = context
    return Probe("text", name, rows: rows, bytes: bytes, .read) { () throws(Diagnostic) in
      var found = 0
      for vector in column.vectors {
        let constant = Vector(constant: .text(pattern), count: vector.count)
        let result = try overload?.overload.call(
          arguments: [vector, constant], count: vector.count, context: context)
        found &+= result?.count ?? 0
      }
      return found
    }
  }

  // MARK: Orders

  private var orders: [Probe] {
    let doubles = ChunkedColumn(doubles: rows, seed: 10)
    return [
      Probe("order", "DOUBLE column to keys that sort as integers", rows: rows, bytes: 8, .read) {
        () throws(Diagnostic) in
        doubles.vectors.reduce(0) { $0 &+ OrderedKey.keys($1).count }
      }
    ]
  }

  // MARK: Parsing

  private var parsing: [Probe] {
    var random = RandomNumbers(seed: 11)
    let integers = CellBytes((0..<rows / 4).map { _ in "\(random.next() % 10_000_000)" })
    let decimals = CellBytes(
      (0..<rows / 4).map { _ in "\(Double(random.next() % 100_000_000) / 1e6)" })
    let dates = CellBytes(
      (0..<rows / 4).map { _ in
        "20\(10 + random.next() % 17)-\(10 + random.next() % 3)-\(10 + random.next() % 19)"
      })
    return [
      parse("text to whole numbers", integers) { $0.sumOfIntegers() },
      parse("text to numbers with decimals", decimals) { $0.sumOfDoubles() },
      parse("text to dates", dates) { $0.sumOfDates() },
      parse("separators of a CSV as bits", decimals) { $0.countOfSeparators() },
      parse("ends of a CSV's fields, wide vectors", decimals) { $0.countOfFieldEnds() },
    ].filter { khoi_can_index_csv() || !$0.name.hasSuffix("wide vectors") }
  }

  private func parse(
    _ name: String, _ cells: CellBytes, _ work: @escaping (CellBytes) -> Int
  ) -> Probe {
    let bytes = Double(cells.byteCount) / Double(cells.count)
    return Probe("parse", name, rows: cells.count, bytes: bytes, .read) {
      () throws(Diagnostic) in work(cells)
    }
  }
}
