import KhoiData
import KhoiText

extension WindowFunction {
  static let fill = WindowFunction(
    FunctionDocumentation(
      "fill", .window,
      "The value; where it is NULL what lies on the line through its neighbours, along the order.",
      examples: [
        FunctionExample(
          "FROM (VALUES (1, 10), (2, NULL), (4, 40)) AS t(day, x) "
            + "|> SELECT FILL(x) OVER (ORDER BY day) AS r |> ORDER BY r", "10, 20, 40")
      ]),
    overloads: [LogicalType.bigint, .double, .date, .timestamp].map { type in
      WindowOverload([.type(type)], returns: .type(type)) { input throws(Diagnostic) in
        guard let order = input.orderKey.flatMap({ NumberColumn($0) }),
          let values = NumberColumn(input.arguments[0])
        else {
          throw .badArgument("FILL", "the window needs one ORDER BY key, a number or a time")
        }
        return Filling(input: input, order: order, values: values).vector(type)
      }
    })
}

/// Numbers and times as doubles.
private struct NumberColumn {
  private let numbers: [Double]
  private let vector: Vector

  init?(_ vector: Vector) {
    self.vector = vector
    switch vector.values {
    case .int32(let buffer): numbers = buffer.array.map { Double($0) }
    case .int64(let buffer): numbers = buffer.array.map { Double($0) }
    case .float64(let buffer): numbers = buffer.array
    default: return nil
    }
  }

  subscript(row: Int) -> Double { numbers[row] }

  func isKnown(_ row: Int) -> Bool { !vector.isNull(row) && numbers[row].isFinite }
}

/// Puts values in the places of NULLs: between two neighbours on the line through them, at the ends
/// on the line through the two nearest, and beside a single value that value.
private struct Filling {
  let input: WindowInput
  let order: NumberColumn
  let values: NumberColumn

  func vector(_ type: LogicalType) -> Vector {
    let argument = input.arguments[0]
    var filled = [Double?](repeating: nil, count: input.rowCount)
    var start = 0
    while start < input.rowCount {
      let end = Int(input.partitionEnd[start])
      let known = (start..<end).filter { values.isKnown($0) && order.isKnown($0) }
      var next = 0
      for row in start..<end {
        while next < known.count && known[next] < row { next += 1 }
        if argument.isNull(row) && order.isKnown(row) { filled[row] = value(row, known, next) }
      }
      start = end
    }
    let validity = Validity(count: input.rowCount) { !argument.isNull($0) || filled[$0] != nil }
    let allValid = validity.nullCount == 0
    switch argument.values {
    case .float64(let buffer):
      let numbers = (0..<input.rowCount).map { filled[$0] ?? buffer[$0] }
      return Vector(type, .float64(Buffer(numbers)), validity: allValid ? nil : validity)
    case .int32(let buffer):
      let numbers = (0..<input.rowCount).map { row in
        filled[row].flatMap { Int32(exactly: $0.rounded()) } ?? buffer[row]
      }
      return Vector(type, .int32(Buffer(numbers)), validity: allValid ? nil : validity)
    case .int64(let buffer):
      let numbers = (0..<input.rowCount).map { row in
        filled[row].flatMap { Int64(exactly: $0.rounded()) } ?? buffer[row]
      }
      return Vector(type, .int64(Buffer(numbers)), validity: allValid ? nil : validity)
    default: return argument
    }
  }

  /// `next` is the place in `known` of the first known row after the one to fill.
  private func value(_ row: Int, _ known: [Int], _ next: Int) -> Double? {
    guard let only = known.first else { return nil }
    if known.count == 1 { return values[only] }
    let second = min(max(next, 1), known.count - 1)
    let (left, right) = (known[second - 1], known[second])
    let width = order[right] - order[left]
    if width == 0 { return values[left] }
    let share = (order[row] - order[left]) / width
    return values[left] + (values[right] - values[left]) * share
  }
}
