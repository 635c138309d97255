import KhoiData
import KhoiText

extension ScalarFunction {
  static let aliasPairs = ScalarFunction(
    FunctionDocumentation(
      "alias_pairs", .list,
      "The pairs of names in a list that may mean one organisation, with the rule that says so and "
        + "how alike their letters are; propose_aliases gives them as rows.",
      examples: [
        FunctionExample(
          "alias_pairs(['Hội NCT tỉnh', 'Hội Người cao tuổi', 'Hội Người mù'])",
          "[{'a': Hội NCT tỉnh, 'b': Hội Người cao tuổi, 'rule': same spelling, 'score': 1.0}]")
      ]),
    overloads: [
      ScalarOverload([.type(.list(.varchar))], returns: .type(.list(pairType))) {
        arguments, count, _ in pairs(arguments[0], count: count)
      }
    ])

  private static let pairType = LogicalType.structure([
    Field("a", .varchar), Field("b", .varchar), Field("rule", .varchar), Field("score", .double),
  ])

  private static func pairs(_ lists: Vector, count: Int) -> Vector {
    let elements = lists.lists.elements.canonical()
    var columns: [[Value]] = [[], [], [], []]
    var counts: [Int] = []
    for row in 0..<count {
      let names = distinctNames(lists, row, elements)
      let pairs = AliasPairs.find(in: names)
      counts.append(pairs.count)
      for pair in pairs {
        columns[0].append(.text(String(decoding: names[pair.first], as: UTF8.self)))
        columns[1].append(.text(String(decoding: names[pair.second], as: UTF8.self)))
        columns[2].append(.text(pair.rule.rawValue))
        columns[3].append(.double((pair.score * 100).rounded() / 100))
      }
    }
    let types: [LogicalType] = [.varchar, .varchar, .varchar, .double]
    let fields = zip(columns, types).map { Vector(values: $0, type: $1) }
    let structures = Vector(
      pairType, .structure(StructureValues(fields: fields, count: columns[0].count)))
    return Vector(
      .list(pairType), .list(ListValues(counts: counts, elements: structures)), count: count)
  }

  private static func distinctNames(_ lists: Vector, _ row: Int, _ elements: Vector) -> [[UInt8]] {
    var seen = TextCodeTable()
    for place in lists.listEntry(row).range where !elements.isNull(place) {
      _ = seen.insert(elements.textView(place))
    }
    return seen.entries.map { view in
      var bytes: [UInt8] = []
      view.append(to: &bytes)
      return bytes
    }
  }
}
