import KhoiData
import KhoiText

extension TableFunction {
  /// Rows for every place of the axis.
  ///
  /// The bounds are those of the whole input, so that the series of all groups align. A row that is
  /// added has the values of `fill`, and NULL elsewhere; `_filled` tells it from rows of the data.
  static let complete = TableFunction(
    name: "complete",
    summary: "The input with a row for every step of an axis, such as every year of each bloc.",
    usage:
      "FROM t |> CALL complete(axis => year, by => bloc, fill => [('flags', 0)])",
    parameters: [
      TableFunctionParameter("axis", .column),
      TableFunctionParameter("by", .columns, isRequired: false),
      TableFunctionParameter("from", .value, isRequired: false),
      TableFunctionParameter("to", .value, isRequired: false),
      TableFunctionParameter("step", .value, isRequired: false),
      TableFunctionParameter("fill", .columnValues, isRequired: false),
      TableFunctionParameter("combos", .value, isRequired: false),
    ],
    meaning: .query { (arguments) throws(Diagnostic) in try completeQuery(arguments) })

  private static let rowLimit: Int64 = 1_000_000

  private static func completeQuery(
    _ arguments: TableFunctionArguments
  ) throws(Diagnostic) -> String {
    let axisName = arguments.column("axis")
    guard arguments.type(of: axisName) == .bigint else {
      throw .badTableArgument(
        "complete", "the axis `\(axisName)` must hold whole numbers", usage: complete.usage,
        at: arguments.range)
    }
    let (least, greatest, step) = try axisBounds(arguments, axisName)
    let axis = TableFunctionArguments.quoted(axisName)
    let byNames = arguments.list("by")
    let by = arguments.quoted(byNames)
    let combos = try arguments.word(
      "combos", among: ["observed", "cross"], otherwise: "observed")
    let groups: String
    if by.isEmpty {
      groups = "SELECT 1 AS _one"
    } else if combos == "cross" {
      groups = by.enumerated().map { index, name in
        index == 0
          ? "FROM input |> SELECT DISTINCT \(name)"
          : "|> CROSS JOIN (FROM input |> SELECT DISTINCT \(name))"
      }.joined(separator: " ")
    } else {
      groups = "FROM input |> SELECT DISTINCT \(by.joined(separator: ", "))"
    }
    let matches = (["g._axis = d.\(axis)"] + by.map { "g.\($0) IS NOT DISTINCT FROM d.\($0)" })
      .joined(separator: " AND ")
    return """
      FROM (
        \(groups)
        |> CROSS JOIN generate_series(\(least), \(greatest), \(step)) AS s(_axis)
      ) AS g
      |> LEFT JOIN (FROM input |> EXTEND TRUE AS _there) AS d ON \(matches)
      |> SELECT \(completedColumns(arguments, axisName, byNames)), d._there IS NULL AS _filled
      |> ORDER BY \((by + [axis]).joined(separator: ", "))
      """
  }

  /// The columns of the input in their order; those of added rows come from the axis and groups.
  private static func completedColumns(
    _ arguments: TableFunctionArguments, _ axisName: String, _ byNames: [String]
  ) -> String {
    let axisKey = IdentifierKey(axisName)
    let byKeys = Set(byNames.map { IdentifierKey($0) })
    var fills: [IdentifierKey: String] = [:]
    for (column, text) in arguments.columnValues["fill"] ?? [] {
      fills[IdentifierKey(column)] = text
    }
    return arguments.inputColumns.map { column in
      let key = IdentifierKey(column.name)
      let name = TableFunctionArguments.quoted(column.name)
      if key == axisKey { return "g._axis AS \(name)" }
      if byKeys.contains(key) { return "g.\(name)" }
      guard let fill = fills[key] else { return "d.\(name)" }
      return "CASE WHEN d._there IS NULL THEN \(fill) ELSE d.\(name) END AS \(name)"
    }.joined(separator: ", ")
  }

  private static func axisBounds(
    _ arguments: TableFunctionArguments, _ axis: String
  ) throws(Diagnostic) -> (Int64, Int64, Int64) {
    var least = arguments.value("from")
    var greatest = arguments.value("to")
    if least == nil || greatest == nil {
      let bounds = try arguments.bounds(axis)
      least = least ?? bounds.least
      greatest = greatest ?? bounds.greatest
    }
    let step = arguments.value("step") ?? .integer(1)
    switch (least, greatest, step) {
    case (.integer(let low)?, .integer(let high)?, .integer(let step)) where step > 0:
      let (span, overflow) = high.subtractingReportingOverflow(low)
      guard !overflow, span / step <= rowLimit else {
        throw .badTableArgument(
          "complete", "the axis from \(low) to \(high) has more than \(rowLimit) places",
          usage: complete.usage, at: arguments.range)
      }
      return (low, high, step)
    case (.null?, _, _), (_, .null?, _): return (1, 0, 1)
    default:
      throw .badTableArgument(
        "complete", "`from`, `to` and `step` are whole numbers, and `step` is above 0",
        usage: complete.usage, at: arguments.range)
    }
  }
}
