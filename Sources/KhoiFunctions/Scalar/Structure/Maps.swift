import KhoiData
import KhoiText

extension ScalarFunction {
  static let map = ScalarFunction(
    FunctionDocumentation(
      "map", .structure, "The map from the elements of one list to those of another.",
      examples: [
        FunctionExample("map(['a', 'b'], [1, 2])", "{a=1, b=2}"),
        FunctionExample("MAP {'a': 1}['a']", "1"),
      ]),
    overloads: [
      ScalarOverload([], returns: .type(.map(key: .null, value: .null))) { _, count, _ in
        Vector(constant: .map([], [], key: .null, value: .null), count: count)
      },
      ScalarOverload(
        [.list, .list],
        returns: .derived { .map(key: $0[0].element ?? .null, value: $0[1].element ?? .null) },
        canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        try makeMaps(arguments[0], arguments[1], count: count)
      },
    ])

  private static func makeMaps(
    _ keys: Vector, _ values: Vector, count: Int
  ) throws(Diagnostic) -> Vector {
    var seen = Set<[UInt8]>()
    for row in 0..<count where !keys.isNull(row) && !values.isNull(row) {
      let entry = keys.lists.entries[row]
      if entry.count != values.lists.entries[row].count {
        throw .mapLengths(Int(entry.count), Int(values.lists.entries[row].count))
      }
      seen.removeAll(keepingCapacity: true)
      for place in entry.range {
        if keys.lists.elements.isNull(place) { throw .mapNullKey() }
        var key: [UInt8] = []
        keys.lists.elements.appendSortKey(place, into: &key)
        if !seen.insert(key).inserted { throw .mapKeyTwice(keys.lists.elements[place]) }
      }
    }
    let (first, second) = (keys.lists.compacted, values.lists.compacted)
    var counts = (0..<count).map { Int(first.entries[$0].count) }
    var firstRows: [UInt32] = []
    var secondRows: [UInt32] = []
    for row in 0..<count {
      if keys.isNull(row) || values.isNull(row) {
        counts[row] = 0
        continue
      }
      for place in first.entries[row].range { firstRows.append(UInt32(place)) }
      for place in second.entries[row].range { secondRows.append(UInt32(place)) }
    }
    let fields = [
      first.elements.gather(Buffer(firstRows)).flattened(),
      second.elements.gather(Buffer(secondRows)).flattened(),
    ]
    let type = LogicalType.map(key: fields[0].type, value: fields[1].type)
    let elements = Vector(
      type.element ?? .null,
      .structure(StructureValues(fields: fields, count: firstRows.count)))
    return Vector(type, .list(ListValues(counts: counts, elements: elements)), count: count)
  }

  static let mapFromEntries = ScalarFunction(
    FunctionDocumentation(
      "map_from_entries", .structure, "The map of a list of pairs of key and value.",
      examples: [FunctionExample("map_from_entries([('a', 1), ('b', 2)])", "{a=1, b=2}")]),
    overloads: [
      ScalarOverload(
        [.list],
        returns: .derived { types in
          guard case .structure(let fields)? = types[0].element, fields.count == 2 else {
            return .map(key: .null, value: .null)
          }
          return .map(key: fields[0].type, value: fields[1].type)
        }, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        let lists = arguments[0].lists
        guard case .structure(let fields) = lists.elements.type, fields.count == 2 else {
          throw .badArgument("MAP_FROM_ENTRIES", "the list must have pairs of key and value")
        }
        for row in 0..<count where !arguments[0].isNull(row) {
          for place in lists.entries[row].range where lists.elements.isNull(place) {
            throw .mapNullKey()
          }
        }
        return try makeMaps(
          mapPart(0, of: arguments[0]), mapPart(1, of: arguments[0]), count: count)
      }
    ])

  static let mapKeys = parts("map_keys", "The keys of a map.", "[a, b]", of: 0)

  static let mapValues = parts(
    "map_values", "The values of a map, in the order of its keys.", "[1, 2]", of: 1)

  static let mapEntries = ScalarFunction(
    FunctionDocumentation(
      "map_entries", .structure, "The pairs of key and value of a map.",
      examples: [
        FunctionExample("map_entries(MAP {'a': 1})", "[{'key': a, 'value': 1}]")
      ]),
    overloads: [
      ScalarOverload([.map], returns: .derived { .list($0[0].element ?? .null) }) {
        arguments, _, _ in
        arguments[0].retyped(.list(arguments[0].type.element ?? .null))
      }
    ])

  private static func parts(
    _ name: String, _ summary: String, _ answer: String, of field: Int
  ) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        name, .structure, summary,
        examples: [FunctionExample("\(name)(MAP {'a': 1, 'b': 2})", answer)]),
      overloads: [
        ScalarOverload(
          [.map],
          returns: .derived { types in
            guard case .map(let key, let value) = types[0] else { return .list(.null) }
            return .list(field == 0 ? key : value)
          }
        ) { arguments, _, _ in mapPart(field, of: arguments[0]) }
      ])
  }

  /// The lists of one field of maps, or of lists of structures.
  private static func mapPart(_ field: Int, of maps: Vector) -> Vector {
    let lists = maps.lists
    let elements = lists.elements.structures.fields[field].flattened()
    return maps.recast(
      .list(elements.type), .list(ListValues(entries: lists.entries, elements: elements)))
  }

  static let mapContains = ScalarFunction(
    FunctionDocumentation(
      "map_contains", .structure, "Whether a map has the key, as `key IN m` asks.",
      examples: [FunctionExample("map_contains(MAP {'a': 1}, 'b')", "false")]),
    overloads: [
      ScalarOverload([.map, .any], returns: .type(.boolean), canFail: true) {
        arguments, count, _ throws(Diagnostic) in
        let places = try mapPlaces(arguments, count: count)
        return Vector(.boolean, .boolean(Buffer(places.map { $0 == .max ? 0 : 1 })))
      }
    ])

  static let mapExtractList = ScalarFunction(
    FunctionDocumentation(
      "map_extract", aliases: ["element_at"], .structure,
      "A list of the value of a key in a map; empty where the map does not have the key.",
      examples: [
        FunctionExample("map_extract(MAP {'a': 1}, 'a')", "[1]"),
        FunctionExample("map_extract(MAP {'a': 1}, 'b')", "[]"),
      ]),
    overloads: [
      ScalarOverload(
        [.map, .any],
        returns: .derived { types in
          if case .map(_, let value) = types[0] { .list(value) } else { .list(.null) }
        }, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        var lists = ListBuilder()
        for place in try mapPlaces(arguments, count: count) {
          if place != .max { lists.append(place) }
          lists.finishRow()
        }
        return lists.finished(arguments[0].lists.elements.structures.fields[1])
      }
    ])

  static let mapExtract = ScalarFunction(
    FunctionDocumentation(
      "map_extract_value", .structure,
      "The value of a key in a map, as `m[key]` writes it; or NULL.",
      examples: [FunctionExample("map_extract_value(MAP {'a': 1}, 'b')", "NULL")]),
    overloads: [
      ScalarOverload(
        [.map, .any],
        returns: .derived { types in
          if case .map(_, let value) = types[0] { value } else { .null }
        }, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        let places = try mapPlaces(arguments, count: count)
        return arguments[0].lists.elements.structures.fields[1].gatherOrNull(Buffer(places))
      }
    ])

  /// For each row where the key of the second argument stands among the entries of the first;
  /// `UInt32.max` where it does not.
  private static func mapPlaces(_ arguments: [Vector], count: Int) throws(Diagnostic) -> [UInt32] {
    var rows = [UInt32](repeating: .max, count: count)
    guard case .map(let key, _) = arguments[0].type else { throw .broken("not a map") }
    // What can be no key of the map is none; the map without entries has no type of keys.
    guard Cast.isPossible(from: arguments[1].type, to: key) else { return rows }
    let wanted = try Cast.evaluate(arguments[1], to: key).flattened()
    let lists = arguments[0].lists
    let keys = lists.elements.structures.fields[0]
    var key1: [UInt8] = []
    var key2: [UInt8] = []
    for row in 0..<count where !arguments[0].isNull(row) && !wanted.isNull(row) {
      key1.removeAll(keepingCapacity: true)
      wanted.appendSortKey(row, into: &key1)
      for place in lists.entries[row].range where !keys.isNull(place) {
        key2.removeAll(keepingCapacity: true)
        keys.appendSortKey(place, into: &key2)
        if key1 == key2 {
          rows[row] = UInt32(place)
          break
        }
      }
    }
    return rows
  }
}
