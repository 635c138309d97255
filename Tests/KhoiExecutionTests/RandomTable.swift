import KhoiData
import KhoiExecution
import KhoiFunctions
import KhoiPlan
import KhoiText

/// A column to be filled at random.
struct RandomColumn {
  let name: String
  let type: LogicalType
  /// How many values there are to choose from.
  var distinct = 10
  var nullShare = 0.2

  func value(_ generator: inout SeededGenerator) -> Value {
    if Double.random(in: 0..<1, using: &generator) < nullShare { return .null }
    let number = Int64.random(in: 0..<Int64(distinct), using: &generator)
    switch type {
    case .null: return .null
    case .boolean: return .boolean(number % 2 == 0)
    case .bigint: return .integer(number - 3)
    case .double: return .double(number == 0 ? -0.0 : Double(number) / 4)
    case .varchar:
      return .text(number % 3 == 0 ? "a rather long text number \(number)" : "kh\(number)")
    case .date: return .date(Int32(number))
    case .timestamp: return .timestamp(number * 1_000_000)
    case .time: return .time(number * 1_000)
    case .interval: return .interval(Interval(days: Int32(number)))
    case .narrow: return .integer(number)
    case .hugeint: return .hugeint(Int128(number - 3) << 70)
    case .decimal(let precision, let scale):
      return .decimal(Int128(number - 3), precision: precision, scale: scale)
    case .list(let element):
      return .list(
        (0..<Int(number % 3)).map { place in
          element == .varchar ? .text("part \(place)") : .integer(Int64(place) + number)
        }, element: element)
    case .structure(let fields):
      return .structure(
        fields.map { $0.type == .varchar ? .text("kh\(number)") : .integer(number) }, fields)
    default: return .null
    }
  }
}

/// A table with its rows as values, to compare with.
struct TestTable {
  let table: Table
  let columns: [PlanColumn]
  let rows: [[Value]]

  init(_ columns: [RandomColumn], rowCount: Int, seed: UInt64, ids: ColumnIDGenerator) {
    var generator = SeededGenerator(state: seed)
    self.init(
      columns.map { ($0.name, $0.type) },
      rows: (0..<rowCount).map { _ in columns.map { $0.value(&generator) } }, ids: ids)
  }

  init(_ columns: [(String, LogicalType)], rows: [[Value]], ids: ColumnIDGenerator) {
    self.rows = rows
    var builder = TableBuilder(schema: Schema(columns.map { Field($0.0, $0.1) }))
    var start = 0
    while start < rows.count {
      let part = rows[start..<min(start + 500, rows.count)]
      let vectors = columns.indices.map { column in
        Vector(values: part.map { $0[column] }, type: columns[column].1)
      }
      builder.append(Chunk(vectors, count: part.count))
      start += 500
    }
    table = builder.finish()
    self.columns = columns.map { ids.makeColumn($0.0, $0.1) }
  }

  /// Reads all columns.
  var scan: LogicalPlan {
    .scan(
      LogicalPlan.Scan(
        table: table, name: "t", columns: columns, sourceIndices: Array(columns.indices)))
  }

  /// Reads with a filter pushed down.
  func scan(where filters: [BoundExpression]) -> LogicalPlan {
    guard case .scan(var node) = scan else { return scan }
    node.filters = filters
    return .scan(node)
  }

  subscript(_ column: Int) -> BoundExpression { BoundExpression(columns[column]) }
}

/// Calls of functions by name.
enum Bound {
  static func call(_ name: String, _ arguments: BoundExpression...) -> BoundExpression {
    guard let function = FunctionLibrary.scalar(named: name),
      let chosen = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: arguments.map(\.type),
        isLiteralText: arguments.map { _ in false })
    else { fatalError("no function \(name)") }
    return .call(
      BoundCall(
        function: function, overload: chosen.overload, arguments: arguments,
        type: chosen.resultType, range: nil))
  }

  static func aggregate(
    _ name: String, _ arguments: [BoundExpression], isDistinct: Bool = false,
    filter: BoundExpression? = nil, orderBy: [SortKey] = []
  ) -> BoundAggregate {
    guard let function = FunctionLibrary.aggregate(named: name),
      let chosen = OverloadResolution.resolve(
        overloads: function.overloads, argumentTypes: arguments.map(\.type),
        isLiteralText: arguments.map { _ in false })
    else { fatalError("no aggregate \(name)") }
    return BoundAggregate(
      function: function, overload: chosen.overload, arguments: arguments, isDistinct: isDistinct,
      filter: filter, orderBy: orderBy, type: chosen.resultType)
  }

  static func integer(_ number: Int64) -> BoundExpression { .constant(.integer(number), .bigint) }
  static func text(_ text: String) -> BoundExpression { .constant(.text(text), .varchar) }
}

/// Threads and rows at a time: every test runs in all combinations.
struct Setting: CustomStringConvertible, Sendable {
  let threads: Int
  let chunkCapacity: Int

  static let all = [
    Setting(threads: 1, chunkCapacity: 2048), Setting(threads: 1, chunkCapacity: 3),
    Setting(threads: 3, chunkCapacity: 2048), Setting(threads: 3, chunkCapacity: 3),
  ]

  var description: String { "\(threads) threads, chunks of \(chunkCapacity)" }

  func context(
    memoryLimit: Int = .max, cancellation: CancellationFlag = CancellationFlag(),
    partitioningThreshold: Int = 400_000, rowsPerPart: Int? = nil
  ) -> QueryContext {
    QueryContext(
      threads: threads, chunkCapacity: chunkCapacity, cancellation: cancellation,
      memory: MemoryAccount(limit: memoryLimit), evaluation: EvaluationContext(now: 0),
      partitioningThreshold: partitioningThreshold, rowsPerPart: rowsPerPart,
      keyFilterThreshold: 0)
  }

  func rows(
    _ plan: LogicalPlan, partitioningThreshold: Int = 400_000, rowsPerPart: Int? = nil
  ) throws -> [[Value]] {
    let context = context(
      partitioningThreshold: partitioningThreshold, rowsPerPart: rowsPerPart)
    return try Executor.run(plan, context: context).rows
  }
}

/// Rows as text, to compare without regard to order.
func sortedText(_ rows: [[Value]]) -> [String] {
  rows.map { $0.map(\.text).joined(separator: "|") }.sorted()
}
