import KhoiData
import KhoiText

extension AggregateFunction {
  static let jsonGroupArray = AggregateFunction(
    FunctionDocumentation(
      "json_group_array", aliases: ["json_arrayagg", "json_agg"], .aggregate,
      "A JSON array of all values, NULLs too, in the order of ORDER BY.",
      examples: [
        FunctionExample(
          "FROM UNNEST([2, NULL]) AS x |> AGGREGATE JSON_GROUP_ARRAY(x)", "[2,null]")
      ]),
    overloads: [
      AggregateOverload([.any], returns: .type(.json), isOrderSensitive: true) { types in
        json(types) { grouped, rows in .array(rows.map { JSONTree(grouped.arguments[0][$0]) }) }
      }
    ])

  static let jsonGroupObject = AggregateFunction(
    FunctionDocumentation(
      "json_group_object", aliases: ["json_objectagg", "json_object_agg"], .aggregate,
      "A JSON object of all pairs of key and value.",
      examples: [
        FunctionExample(
          "FROM (VALUES ('a', 1), ('b', 2)) AS t(k, v) |> AGGREGATE JSON_GROUP_OBJECT(k, v)",
          "{\"a\":1,\"b\":2}")
      ]),
    overloads: [
      AggregateOverload([.any, .any], returns: .type(.json), isOrderSensitive: true) { types in
        json(types) { grouped, rows throws(Diagnostic) in
          var entries: [(key: String, value: JSONTree)] = []
          for row in rows {
            if grouped.arguments[0].isNull(row) {
              throw .jsonNullKey()
            }
            entries.append((grouped.arguments[0][row].text, JSONTree(grouped.arguments[1][row])))
          }
          return .object(entries)
        }
      }
    ])

  static let jsonGroupStructure = AggregateFunction(
    FunctionDocumentation(
      "json_group_structure", .aggregate, "The structure that all JSON values fit.",
      examples: [
        FunctionExample(
          "FROM UNNEST(['{\"a\": 1}', '{\"a\": 1.5}']) AS j |> AGGREGATE JSON_GROUP_STRUCTURE(j)",
          "{\"a\":\"DOUBLE\"}")
      ]),
    overloads: [
      AggregateOverload([.type(.varchar)], returns: .type(.json)) { types in
        json(types) { grouped, rows throws(Diagnostic) in
          var common = JSONTree.string("NULL")
          for row in rows where !grouped.arguments[0].isNull(row) {
            let text = grouped.arguments[0].textView(row).string
            guard let tree = JSONReader.tree(text) else { throw .malformedJSON(text) }
            common = JSONDecoding.common(common, JSONDecoding.structure(of: tree))
          }
          return common
        }
      }
    ])

  /// One JSON a group, made of its rows; NULL without any row.
  private static func json(
    _ types: [LogicalType],
    _ tree: @escaping @Sendable (GroupedRows, Range<Int>) throws(Diagnostic) -> JSONTree
  ) -> CollectedState {
    CollectedState(types, required: []) { grouped throws(Diagnostic) in
      var values: [Value] = []
      for group in 0..<grouped.groupCount {
        let rows = grouped.rows(of: group)
        values.append(rows.isEmpty ? .null : .json(try tree(grouped, rows).text))
      }
      return Vector(values: values, type: .json)
    }
  }
}
