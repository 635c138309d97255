import KhoiData
import KhoiText

extension AggregateFunction {
  static let stringAggregate = AggregateFunction(
    FunctionDocumentation(
      "string_agg", aliases: ["group_concat", "listagg"], .aggregate,
      "The values that are not NULL as one text, separated by commas or the text given.",
      examples: [
        FunctionExample("FROM UNNEST(['a', NULL, 'b']) AS x |> AGGREGATE STRING_AGG(x)", "a,b"),
        FunctionExample("FROM UNNEST(['a', 'b']) AS x |> AGGREGATE STRING_AGG(x, ' + ')", "a + b"),
      ]),
    overloads: [
      AggregateOverload([.type(.varchar)], returns: .type(.varchar), isOrderSensitive: true) { _ in
        StringAggregateState()
      },
      AggregateOverload(
        [.type(.varchar), .type(.varchar)], returns: .type(.varchar), isOrderSensitive: true
      ) { _ in StringAggregateState() },
      AggregateOverload([.any], returns: .type(.varchar), isOrderSensitive: true) { _ in
        StringAggregateState()
      },
      AggregateOverload(
        [.any, .type(.varchar)], returns: .type(.varchar), isOrderSensitive: true
      ) { _ in StringAggregateState() },
    ], parameterNames: ["expression", "delimiter"])
}

/// The texts of each group as a linked list, joined at the end.
final class StringAggregateState: AggregateState {
  private struct Entry {
    let text: TextView
    /// What stands before this text unless it is the first of its group.
    let separator: TextView
    var next: UInt32
  }

  private static let none = UInt32.max
  private var entries: [Entry] = []
  private let first = Accumulators<UInt32>(initial: StringAggregateState.none)
  private let last = Accumulators<UInt32>(initial: StringAggregateState.none)
  private let heap = TextHeap()

  func reserve(groupCount: Int) {
    first.reserve(groupCount)
    last.reserve(groupCount)
  }

  func update(_ arguments: [Vector], groups: Buffer<UInt32>, count: Int) throws(Diagnostic) {
    let texts = try Cast.evaluate(arguments[0], to: .varchar).canonical()
    let separators = arguments.count > 1 ? arguments[1].canonicalValues() : nil
    let comma = heap.store(",")
    var kept = comma
    if let separators, separators.isConstant {
      kept = separators.isNull(0) ? TextView() : heap.keep(separators.textView(0))
    }
    let views = texts.texts.views
    forEachValid(texts.validity, count: count) { row in
      var separator = kept
      if let separators, !separators.isConstant {
        separator = separators.isNull(row) ? TextView() : heap.keep(separators.textView(row))
      }
      append(heap.keep(views[row]), separator, to: Int(groups[row]))
    }
  }

  private func append(_ text: TextView, _ separator: TextView, to group: Int) {
    let entry = UInt32(entries.count)
    entries.append(Entry(text: text, separator: separator, next: Self.none))
    if first[group] == Self.none {
      first[group] = entry
    } else {
      entries[Int(last[group])].next = entry
    }
    last[group] = entry
  }

  func updateAll(_ arguments: [Vector], count: Int) throws(Diagnostic) {
    try update(arguments, groups: GroupZero.groups(count), count: count)
  }

  func combine(_ other: any AggregateState, groups: Buffer<UInt32>) throws(Diagnostic) {
    let other = sameKind(other, as: StringAggregateState.self)
    for group in 0..<groups.count {
      var place = other.first[group]
      while place != Self.none {
        let entry = other.entries[Int(place)]
        append(heap.keep(entry.text), heap.keep(entry.separator), to: Int(groups[group]))
        place = entry.next
      }
    }
  }

  func finalize(_ range: Range<Int>) throws(Diagnostic) -> Vector {
    let output = TextHeap()
    var views: [TextView] = []
    var bytes: [UInt8] = []
    for group in range {
      bytes.removeAll(keepingCapacity: true)
      var place = first[group]
      while place != Self.none {
        let entry = entries[Int(place)]
        if place != first[group] { entry.separator.append(to: &bytes) }
        entry.text.append(to: &bytes)
        if bytes.count > TextLimit.byteCount { throw .textTooLong("STRING_AGG") }
        place = entry.next
      }
      views.append(output.store(bytes))
    }
    let validity = Validity(count: range.count) { first[range.lowerBound + $0] != Self.none }
    return Vector(
      .varchar, .text(TextValues(views: Buffer(views), heaps: [output])),
      validity: validity.nullCount == 0 ? nil : validity)
  }

  var byteCount: Int {
    entries.count * MemoryLayout<Entry>.stride + first.byteCount + last.byteCount + heap.byteCount
  }
}
