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
    // The name tells the fields of one structure apart, also where they have none.
    let place = name.isEmpty ? String(index + 1) : "'\(name)'"
    return ScalarFunction(
      FunctionDocumentation(
        "struct_extract[\(place)]", .structure,
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

  static let structureKeys = ScalarFunction(
    FunctionDocumentation(
      "struct_keys", .structure, "The names of the fields of a structure.",
      examples: [FunctionExample("struct_keys({'a': 1, 'b': 2})", "[a, b]")]),
    overloads: [
      ScalarOverload([.structure], returns: .type(.list(.varchar)), canFail: true) {
        arguments, count, _ throws(Diagnostic) in
        guard case .structure(let fields) = arguments[0].type else {
          return Vector(nulls: .list(.varchar), count: count)
        }
        if fields.allSatisfy(\.name.isEmpty) {
          throw .badArgument("STRUCT_KEYS", "the fields of a row have no names")
        }
        let names = Value.list(fields.map { .text($0.name) }, element: .varchar)
        return Vector(constant: names, count: count)
      }
    ])
}
