import KhoiData
import KhoiText

extension ScalarFunction {
  static let jsonExtract = ScalarFunction(
    FunctionDocumentation(
      "json_extract", aliases: ["json_extract_path", "json_query"], .json,
      "What a path leads to, as JSON; `j->path` is short for it.",
      examples: [
        FunctionExample("json_extract('{\"a\": [1, 2]}', '$.a[1]')", "2"),
        FunctionExample("'{\"a\": {\"b\": \"x\"}}'::JSON->'a'", "{\"b\":\"x\"}"),
      ]),
    overloads: extraction(.json) { .json($0.text) })

  static let jsonExtractText = ScalarFunction(
    FunctionDocumentation(
      "json_extract_string",
      aliases: ["json_extract_path_text", "get_json_object", "json_extract_scalar"], .json,
      "What a path leads to, as text; `j->>path` is short for it.",
      examples: [FunctionExample("json_extract_string('{\"a\": \"x\"}', 'a')", "x")]),
    overloads: extraction(.varchar) { $0 == .null ? .null : .text($0.plainText) })

  static let jsonValue = ScalarFunction(
    FunctionDocumentation(
      "json_value", .json,
      "What a path leads to, where that is a text, a number or a Boolean; else NULL.",
      examples: [FunctionExample("json_value('{\"a\": \"x\"}', '$.a')", "\"x\"")]),
    overloads: extraction(.json) { tree in
      switch tree {
      case .array, .object, .null: .null
      default: .json(tree.text)
      }
    })

  /// Everything a path with wildcards leads to; the binder takes it for such paths.
  static let jsonExtractAll = ScalarFunction(
    FunctionDocumentation(
      "json_extract_all", .json, "Everything that a path with wildcards leads to.",
      examples: [FunctionExample("json_extract_all('{\"a\": [1, 2]}', '$.a[*]')", "[1, 2]")]),
    overloads: [
      JSONKernel.overload([.varchar], .list(.json)) { tree, arguments throws(Diagnostic) in
        let path = try JSONKernel.path(arguments[0])
        return .list(path.values(in: tree).map { .json($0.text) }, element: .json)
      }
    ])

  static let jsonExtractAllText = ScalarFunction(
    FunctionDocumentation(
      "json_extract_string_all", .json,
      "Everything that a path with wildcards leads to, as text.",
      examples: [
        FunctionExample("json_extract_string_all('{\"a\": [\"x\"]}', '$.a[*]')", "[x]")
      ]),
    overloads: [
      JSONKernel.overload([.varchar], .list(.varchar)) { tree, arguments throws(Diagnostic) in
        let path = try JSONKernel.path(arguments[0])
        return .list(
          path.values(in: tree).map { $0 == .null ? .null : .text($0.plainText) },
          element: .varchar)
      }
    ])

  /// By path, by place, and by a list of paths.
  private static func extraction(
    _ type: LogicalType, _ result: @escaping @Sendable (JSONTree) -> Value
  ) -> [ScalarOverload] {
    @Sendable func one(_ tree: JSONTree, _ path: Value) throws(Diagnostic) -> Value {
      guard !path.isNull else { return .null }
      let found = try JSONKernel.path(path).values(in: tree)
      return found.first.map(result) ?? .null
    }
    return [
      JSONKernel.overload([.varchar], type) { tree, arguments throws(Diagnostic) in
        try one(tree, arguments[0])
      },
      JSONKernel.overload([.bigint], type) { tree, arguments throws(Diagnostic) in
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
}

/// What the functions of JSON share: a tree per row, results as single values.
enum JSONKernel {
  /// A function of a JSON (or text that is JSON) and more arguments.
  static func overload(
    _ more: [LogicalType], _ result: LogicalType,
    _ body: @escaping @Sendable (JSONTree, [Value]) throws(Diagnostic) -> Value
  ) -> ScalarOverload {
    ScalarOverload(
      [.type(.varchar)] + more.map { .type($0) }, returns: .type(result), canFail: true
    ) { arguments, count, _ throws(Diagnostic) in
      var values: [Value] = []
      values.reserveCapacity(count)
      var known: (text: String, tree: JSONTree)?
      for row in 0..<count {
        if arguments.contains(where: { $0.isNull(row) }) {
          values.append(.null)
          continue
        }
        let text = arguments[0].textView(row).string
        if known?.text != text {
          guard let tree = JSONReader.tree(text) else { throw .malformedJSON(text) }
          known = (text, tree)
        }
        guard let tree = known?.tree else { throw .malformedJSON(text) }
        values.append(try body(tree, arguments.dropFirst().map { $0[row] }))
      }
      return Vector(values: values, type: result)
    }
  }

  static func path(_ value: Value) throws(Diagnostic) -> JSONPath {
    switch value {
    case .integer(let index): return JSONPath(index: Int(clamping: index))
    case .text(let text):
      guard let path = JSONPath(text) else { throw .badJSONPath(text) }
      return path
    default: throw .badJSONPath(value.text)
    }
  }
}
