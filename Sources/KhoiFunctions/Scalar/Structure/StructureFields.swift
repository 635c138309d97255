import KhoiData
import KhoiText

extension ScalarFunction {
  /// The function that makes structures with fields of these names (empty for a row).
  ///
  /// It is made for each place it stands at, since the names are part of its type.
  package static func structure(fieldNames: [String]) -> ScalarFunction {
    let isRow = fieldNames.allSatisfy(\.isEmpty)
    return ScalarFunction(
      FunctionDocumentation(
        isRow ? "row" : "struct_pack", .structure,
        "A structure of the arguments, as `{'a': 1}` writes it.", examples: []),
      overloads: [
        ScalarOverload(
          fieldNames.map { _ in .any },
          returns: .derived { types in
            .structure(zip(fieldNames, types).map { Field($0, $1) })
          }, nulls: .explicit
        ) { arguments, count, _ in
          let fields = zip(fieldNames, arguments).map { Field($0, $1.type) }
          return Vector(
            .structure(fields), .structure(StructureValues(fields: arguments, count: count)))
        }
      ])
  }

  /// The function that takes one field out of structures.
  package static func field(_ index: Int, named name: String) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        "struct_extract['\(name)']", .structure,
        "The field of a structure, as `s.a` or `s['a']` writes it.",
        examples: []),
      overloads: [
        ScalarOverload(
          [.structure],
          returns: .derived { types in
            guard case .structure(let fields) = types[0], index < fields.count else { return .null }
            return fields[index].type
          }, takesAnyForm: true
        ) { arguments, count, _ in
          let source = arguments[0].flattened()
          return source.structures.fields[index].flattened().restricted(to: source.validity)
        }
      ])
  }

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

  static let structureKeys = ScalarFunction(
    FunctionDocumentation(
      "struct_keys", .structure, "The names of the fields of a structure.",
      examples: [FunctionExample("struct_keys({'a': 1, 'b': 2})", "[a, b]")]),
    overloads: [
      ScalarOverload([.structure], returns: .type(.list(.varchar))) { arguments, count, _ in
        guard case .structure(let fields) = arguments[0].type else {
          return Vector(nulls: .list(.varchar), count: count)
        }
        let names = Value.list(fields.map { .text($0.name) }, element: .varchar)
        return Vector(constant: names, count: count)
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
        guard case .map(let key, let value) = arguments[0].type else { throw .broken("not a map") }
        // What can be no key of the map is none; the map without entries has no type of keys.
        guard Cast.isPossible(from: arguments[1].type, to: key) else {
          return Vector(nulls: value, count: count)
        }
        let wanted = try Cast.evaluate(arguments[1], to: key).flattened()
        let lists = arguments[0].lists
        let entries = lists.elements.structures
        var rows = [UInt32](repeating: .max, count: count)
        var key1: [UInt8] = []
        var key2: [UInt8] = []
        for row in 0..<count where !arguments[0].isNull(row) && !wanted.isNull(row) {
          key1.removeAll(keepingCapacity: true)
          wanted.appendSortKey(row, into: &key1)
          for place in lists.entries[row].range where !entries.fields[0].isNull(place) {
            key2.removeAll(keepingCapacity: true)
            entries.fields[0].appendSortKey(place, into: &key2)
            if key1 == key2 {
              rows[row] = UInt32(place)
              break
            }
          }
        }
        return entries.fields[1].gatherOrNull(Buffer(rows))
      }
    ])
}
