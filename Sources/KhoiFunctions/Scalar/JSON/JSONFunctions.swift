package import KhoiData
import KhoiText

extension ScalarFunction {
  static let jsonValid = ScalarFunction(
    FunctionDocumentation(
      "json_valid", aliases: ["is_json"], .json, "Whether a text is JSON.",
      examples: [FunctionExample("json_valid('[1, 2')", "false")]),
    overloads: [
      ScalarOverload([.type(.varchar)], returns: .type(.boolean)) { arguments, count, _ in
        let flags = (0..<count).map { row -> Value in
          .boolean(JSONReader.tree(arguments[0].textView(row).string) != nil)
        }
        return Vector(values: flags, type: .boolean)
      }
    ])

  static let json = ScalarFunction(
    FunctionDocumentation(
      "json", aliases: ["parse_json"], .json, "The text as JSON, without blanks.",
      examples: [FunctionExample("json('{ \"a\" : 1 }')", "{\"a\":1}")]),
    overloads: [JSONKernel.overload([], .json) { tree, _ in .json(tree.text) }])

  static let jsonPretty = ScalarFunction(
    FunctionDocumentation(
      "json_pretty", .json, "The JSON with a line for each value.",
      examples: [FunctionExample("json_pretty('[1]')", "[\n    1\n]")]),
    overloads: [JSONKernel.overload([], .varchar) { tree, _ in .text(tree.prettyText()) }])

  static let jsonType = ScalarFunction(
    FunctionDocumentation(
      "json_type", aliases: ["json_typeof"], .json,
      "The type of a JSON value: OBJECT, ARRAY, VARCHAR, BIGINT, UBIGINT, DOUBLE, BOOLEAN or NULL.",
      examples: [FunctionExample("json_type('[1]')", "ARRAY")]),
    overloads: withPath(.varchar) { .text($0.typeName) })

  static let jsonArrayLength = ScalarFunction(
    FunctionDocumentation(
      "json_array_length", .json, "The number of elements of an array; 0 for any other value.",
      examples: [FunctionExample("json_array_length('[1, 2]')", "2")]),
    overloads: withPath(.bigint) { tree in
      if case .array(let elements) = tree { .integer(Int64(elements.count)) } else { .integer(0) }
    })

  static let jsonKeys = ScalarFunction(
    FunctionDocumentation(
      "json_keys", aliases: ["json_object_keys"], .json, "The keys of an object.",
      examples: [FunctionExample("json_keys('{\"a\": 1, \"b\": 2}')", "[a, b]")]),
    overloads: withPath(.list(.varchar)) { tree in
      guard case .object(let entries) = tree else { return .list([], element: .varchar) }
      return .list(entries.map { .text($0.key) }, element: .varchar)
    })

  static let jsonStructure = ScalarFunction(
    FunctionDocumentation(
      "json_structure", .json, "The types of a JSON value and its parts.",
      examples: [
        FunctionExample("json_structure('{\"a\": [1, 2.5]}')", "{\"a\":[\"DOUBLE\"]}")
      ]),
    overloads: [
      JSONKernel.overload([], .json) { tree, _ in .json(JSONDecoding.structure(of: tree).text) }
    ])

  static let jsonExists = ScalarFunction(
    FunctionDocumentation(
      "json_exists", .json, "Whether a path leads to something.",
      examples: [FunctionExample("json_exists('{\"a\": null}', '$.a')", "true")]),
    overloads: [
      JSONKernel.overload([.varchar], .boolean) { tree, arguments throws(Diagnostic) in
        .boolean(!(try JSONKernel.path(arguments[0])).values(in: tree).isEmpty)
      }
    ])

  static let jsonContains = ScalarFunction(
    FunctionDocumentation(
      "json_contains", .json, "Whether a JSON value holds another one somewhere.",
      examples: [FunctionExample("json_contains('{\"a\": [1, 2]}', '2')", "true")]),
    overloads: [
      JSONKernel.overload([.varchar], .boolean) { tree, arguments throws(Diagnostic) in
        guard let wanted = JSONReader.tree(arguments[0].text) else {
          throw .malformedJSON(arguments[0].text)
        }
        return .boolean(contains(tree, wanted))
      }
    ])

  private static func contains(_ tree: JSONTree, _ wanted: JSONTree) -> Bool {
    if fits(tree, wanted) { return true }
    switch tree {
    case .object(let entries): return entries.contains { contains($0.value, wanted) }
    case .array(let elements): return elements.contains { contains($0, wanted) }
    default: return false
    }
  }

  /// Whether a value is the wanted one, where objects may have more keys and arrays more elements.
  private static func fits(_ tree: JSONTree, _ wanted: JSONTree) -> Bool {
    switch (tree, wanted) {
    case (.object, .object(let others)):
      others.allSatisfy { other in tree[other.key].map { fits($0, other.value) } ?? false }
    case (.array(let elements), .array(let others)):
      others.allSatisfy { other in elements.contains { fits($0, other) } }
    default: tree == wanted
    }
  }

  static let toJSON = ScalarFunction(
    FunctionDocumentation(
      "to_json", aliases: ["json_quote", "array_to_json", "row_to_json", "to_json_string"], .json,
      "The JSON that spells a value.",
      examples: [FunctionExample("to_json({'a': [1, NULL]})", "{\"a\":[1,null]}")]),
    overloads: [
      ScalarOverload([.any], returns: .type(.json), nulls: .explicit) {
        arguments, count, _ throws(Diagnostic) in
        let values = (0..<count).map { row -> Value in
          if arguments[0].isNull(row) && arguments[0].type != .null { return .null }
          return .json(JSONTree(arguments[0][row]).text)
        }
        return Vector(values: values, type: .json)
      }
    ])

  static let jsonArray = ScalarFunction(
    FunctionDocumentation(
      "json_array", .json, "A JSON array of the arguments.",
      examples: [FunctionExample("json_array(1, 'x', NULL)", "[1,\"x\",null]")]),
    overloads: [
      ScalarOverload([], returns: .type(.json)) { _, count, _ in
        Vector(constant: .json("[]"), count: count)
      },
      ScalarOverload([.any], variadic: true, returns: .type(.json), nulls: .explicit) {
        arguments, count, _ in
        let values = (0..<count).map { row -> Value in
          .json(JSONTree.array(arguments.map { JSONTree($0[row]) }).text)
        }
        return Vector(values: values, type: .json)
      },
    ])

  static let jsonObject = ScalarFunction(
    FunctionDocumentation(
      "json_object", aliases: ["json_build_object"], .json,
      "A JSON object of keys and values by turns.",
      examples: [FunctionExample("json_object('a', 1, 'b', [2])", "{\"a\":1,\"b\":[2]}")]),
    overloads: [
      ScalarOverload([], returns: .type(.json)) { _, count, _ in
        Vector(constant: .json("{}"), count: count)
      },
      ScalarOverload(
        [.any, .any], variadic: true, returns: .type(.json), nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        guard arguments.count.isMultiple(of: 2) else { throw .jsonObjectPairs() }
        var values: [Value] = []
        for row in 0..<count {
          var entries: [(key: String, value: JSONTree)] = []
          for place in stride(from: 0, to: arguments.count, by: 2) {
            if arguments[place].isNull(row) { throw .jsonNullKey() }
            entries.append((arguments[place][row].text, JSONTree(arguments[place + 1][row])))
          }
          values.append(.json(JSONTree.object(entries).text))
        }
        return Vector(values: values, type: .json)
      },
    ])

  static let jsonMergePatch = ScalarFunction(
    FunctionDocumentation(
      "json_merge_patch", .json, "The first object with the changes of the others (RFC 7396).",
      examples: [
        FunctionExample("json_merge_patch('{\"a\": 1, \"b\": 2}', '{\"b\": null}')", "{\"a\":1}")
      ]),
    overloads: [
      ScalarOverload(
        [.type(.varchar), .type(.varchar)], variadic: true, returns: .type(.json),
        nulls: .explicit, canFail: true
      ) { arguments, count, _ throws(Diagnostic) in
        var values: [Value] = []
        for row in 0..<count {
          var result: JSONTree?
          for argument in arguments {
            if argument.isNull(row) {
              result = nil
              continue
            }
            let text = argument.textView(row).string
            guard let patch = JSONReader.tree(text) else { throw .malformedJSON(text) }
            result = result.map { merged($0, patch) } ?? patch
          }
          values.append(result.map { .json($0.text) } ?? .null)
        }
        return Vector(values: values, type: .json)
      }
    ])

  private static func merged(_ target: JSONTree, _ patch: JSONTree) -> JSONTree {
    guard case .object(let changes) = patch else { return patch }
    var entries: [(key: String, value: JSONTree)] = []
    if case .object(let own) = target { entries = own }
    for change in changes {
      let index = entries.firstIndex { $0.key == change.key }
      if change.value == .null {
        if let index { entries.remove(at: index) }
      } else if let index {
        entries[index].value = merged(entries[index].value, change.value)
      } else {
        entries.append((change.key, merged(.null, change.value)))
      }
    }
    return .object(entries)
  }

  /// Of the value itself, of what a path leads to, and of a list of paths.
  private static func withPath(
    _ type: LogicalType, _ result: @escaping @Sendable (JSONTree) -> Value
  ) -> [ScalarOverload] {
    @Sendable func one(_ tree: JSONTree, _ path: Value) throws(Diagnostic) -> Value {
      try JSONKernel.path(path).values(in: tree).first.map(result) ?? .null
    }
    return [
      JSONKernel.overload([], type) { tree, _ in result(tree) },
      JSONKernel.overload([.varchar], type) { tree, arguments throws(Diagnostic) in
        try one(tree, arguments[0])
      },
      JSONKernel.overload([.list(.varchar)], .list(type)) { tree, arguments throws(Diagnostic) in
        guard case .list(let paths, _) = arguments[0] else { return .null }
        var values: [Value] = []
        for path in paths { values.append(try one(tree, path)) }
        return .list(values, element: type)
      },
    ]
  }

  /// `from_json` with the type that its structure describes; the binder makes it.
  package static func fromJSON(as type: LogicalType, isStrict: Bool) -> ScalarFunction {
    ScalarFunction(
      FunctionDocumentation(
        "from_json('\(type.name)')", .json, "JSON as a value of a type.", examples: []),
      overloads: [
        ScalarOverload([.type(.varchar)], returns: .type(type), canFail: true) {
          arguments, count, _ throws(Diagnostic) in
          try JSONDecoding.vector(arguments[0], as: type, isTry: !isStrict)
        }
      ])
  }

  /// The type that a structure such as `{"a": "BIGINT"}` describes; nil where it is none.
  package static func typeOfStructure(_ text: String) -> LogicalType? {
    JSONReader.tree(text).flatMap { JSONDecoding.type(of: $0) }
  }

  /// Whether a path can lead to several values.
  package static func isWildcard(path: String) -> Bool {
    JSONPath(path)?.isWildcard ?? false
  }
}
