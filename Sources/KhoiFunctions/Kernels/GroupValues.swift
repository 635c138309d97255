import KhoiData

/// One value of any type per group, which may be unset or null.
final class GroupValues {
  let type: LogicalType
  private let numbers = Accumulators<Int64>(initial: 0)
  private let intervals = Accumulators<Interval>(initial: Interval())
  private let texts = Accumulators<TextView>(initial: TextView())
  /// Values without a fixed width of at most 64 bits.
  private var others: [Value] = []
  private let states = Accumulators<UInt8>(initial: GroupValues.unset)
  private var heap = TextHeap()
  /// Bytes of long texts in the heap that no group holds any more.
  private var staleByteCount = 0
  private let form: PhysicalType

  private static let unset: UInt8 = 0
  private static let null: UInt8 = 1
  private static let value: UInt8 = 2

  init(_ type: LogicalType) {
    self.type = type
    form = type.canonicalPhysicalType
  }

  func reserve(_ count: Int) {
    states.reserve(count)
    switch form {
    case .interval: intervals.reserve(count)
    case .text: texts.reserve(count)
    case .int128, .list, .structure:
      if others.count < count {
        others.append(contentsOf: repeatElement(.null, count: count - others.count))
      }
    default: numbers.reserve(count)
    }
  }

  var byteCount: Int {
    numbers.byteCount + intervals.byteCount + texts.byteCount + states.byteCount + heap.byteCount
  }

  func isSet(_ group: Int) -> Bool { states[group] != Self.unset }

  /// The text of a group that has one.
  func text(_ group: Int) -> TextView? { states[group] == Self.value ? texts[group] : nil }

  /// Takes a text; its bytes are copied.
  func assign(_ view: TextView, to group: Int) {
    if !texts[group].isInline { staleByteCount += texts[group].count }
    states[group] = Self.value
    texts[group] = heap.keep(view)
    if staleByteCount > 1 << 20 && staleByteCount * 2 > heap.byteCount { compact() }
  }

  /// Copies the texts still held to a new heap.
  private func compact() {
    let fresh = TextHeap()
    for group in 0..<texts.count { texts[group] = fresh.keep(texts[group]) }
    heap = fresh
    staleByteCount = 0
  }

  /// Takes the value, or null, of a row of a canonical vector.
  func assign(_ vector: Vector, row: Int, to group: Int) {
    if vector.isNull(row) {
      states[group] = Self.null
      return
    }
    let place = vector.place(of: row)
    switch vector.values {
    case .boolean(let values): numbers[group] = Int64(values[place])
    case .int32(let values): numbers[group] = Int64(values[place])
    case .int64(let values): numbers[group] = values[place]
    case .float64(let values):
      numbers[group] = Int64(bitPattern: values[place].bitPattern)
    case .interval(let values): intervals[group] = values[place]
    case .text(let values):
      assign(values.views[place], to: group)
      return
    case .int128, .list, .structure: others[group] = vector[row]
    case .int8, .int16, .codes8, .codes16, .codes32: preconditionFailure("not canonical")
    }
    states[group] = Self.value
  }

  /// Takes what a group of other values holds.
  func assign(_ other: GroupValues, group source: Int, to group: Int) {
    switch form {
    case .interval: intervals[group] = other.intervals[source]
    case .text:
      if let view = other.text(source) { assign(view, to: group) }
    case .int128, .list, .structure: others[group] = other.others[source]
    default: numbers[group] = other.numbers[source]
    }
    states[group] = other.states[source]
  }

  /// The values of a range of groups; null where there is none.
  func vector(_ range: Range<Int>) -> Vector {
    let values: Vector.Values
    switch form {
    case .boolean, .int32: values = OrderedKey.values(numbers.buffer(range), type: type)
    case .float64:
      values = .float64(
        RowKernel.map(Operand(numbers.buffer(range), isConstant: false), count: range.count) {
          Double(bitPattern: UInt64(bitPattern: $0))
        })
    case .interval: values = .interval(intervals.buffer(range))
    case .text: values = .text(TextValues(views: texts.buffer(range), heaps: [heap]))
    case .int128, .list, .structure:
      return Vector(
        values: range.map { states[$0] == Self.value ? others[$0] : .null }, type: type)
    default: values = .int64(numbers.buffer(range))
    }
    let validity = Validity(count: range.count) {
      states[range.lowerBound + $0] == Self.value
    }
    return Vector(type, values, validity: validity.nullCount == 0 ? nil : validity)
  }
}
