import KhoiData
import KhoiText

extension TableFunction {
  /// Gaps and islands in one step.
  ///
  /// A run goes on while the value stays the same and the order goes up by one step. With
  /// `gap => 'bridge'` a missing step does not end it. NULL values end a run (`nulls => 'break'`),
  /// are left out first (`'skip'`), or count as a value (`'value'`).
  static let runs = TableFunction(
    name: "runs",
    summary: "One row for each run of one value without a gap, such as years in a row as leader.",
    usage:
      "FROM leaders |> CALL runs(order_by => year, value => leader, partition_by => bloc)",
    parameters: [
      TableFunctionParameter("order_by", .column), TableFunctionParameter("value", .column),
      TableFunctionParameter("partition_by", .columns, isRequired: false),
      TableFunctionParameter("step", .value, isRequired: false),
      TableFunctionParameter("gap", .value, isRequired: false),
      TableFunctionParameter("nulls", .value, isRequired: false),
    ],
    meaning: .query { (arguments) throws(Diagnostic) in try runsQuery(arguments) })

  private static func runsQuery(
    _ arguments: TableFunctionArguments
  ) throws(Diagnostic) -> String {
    let keys = arguments.quoted(arguments.list("partition_by"))
    let order = TableFunctionArguments.quoted(arguments.column("order_by"))
    let value = TableFunctionArguments.quoted(arguments.column("value"))
    let gap = try arguments.word("gap", among: ["break", "bridge"], otherwise: "break")
    let nulls = try arguments.word(
      "nulls", among: ["break", "skip", "value"], otherwise: "break")
    let isTemporal = arguments.type(of: arguments.column("order_by")).isTemporal
    if isTemporal && arguments.value("step") == nil {
      throw .badTableArgument(
        "runs", "an order by dates needs `step`, such as step => INTERVAL 1 YEAR",
        usage: runs.usage, at: arguments.range)
    }
    let step = "(\(arguments.text("step", otherwise: "1")))"
    let selected = keys.map { "\($0), " }.joined()
    let partition = keys.isEmpty ? "" : "PARTITION BY \(keys.joined(separator: ", ")) "
    let follows = gap == "bridge" ? "TRUE" : "_at = _before + \(step)"
    let skip = nulls == "skip" ? "|> WHERE _value IS NOT NULL" : ""
    let keep = nulls == "break" ? "|> WHERE _value IS NOT NULL" : ""
    let length = isTemporal ? "rows_in_run" : "(run_end - run_start) // \(step) + 1"
    return """
      FROM input
      |> SELECT \(selected)\(order) AS _at, \(value) AS _value
      \(skip)
      |> ASSERT _at IS NOT NULL, 'runs: the order is NULL in a row with value', _value
      |> EXTEND
           LAG(_at) OVER (\(partition)ORDER BY _at) AS _before,
           LAG(_value) OVER (\(partition)ORDER BY _at) AS _last
      |> ASSERT _before IS NULL OR _before <> _at, 'runs: two rows at', _at
      |> EXTEND
           CASE WHEN _before IS NOT NULL AND \(follows) AND _value IS NOT DISTINCT FROM _last
             THEN 0 ELSE 1 END AS _starts
      |> EXTEND
           SUM(_starts) OVER (\(partition)ORDER BY _at
             ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS _run
      |> AGGREGATE MIN(_at) AS run_start, MAX(_at) AS run_end, COUNT(*) AS rows_in_run
         GROUP BY \(selected)_value, _run
      |> EXTEND
           LAG(_value) OVER (\(partition)ORDER BY run_start) AS prev_value,
           LEAD(_value) OVER (\(partition)ORDER BY run_start) AS next_value,
           LEAD(run_start) OVER (\(partition)ORDER BY run_start) AS _next
      \(keep)
      |> EXTEND ROW_NUMBER() OVER (\(partition)ORDER BY run_start) AS run_no
      |> ORDER BY \(selected)run_start
      |> SELECT \(selected)_value AS \(value), run_no, run_start, run_end,
           \(length) AS run_length, rows_in_run, prev_value, next_value,
           CASE WHEN _next IS NULL THEN 'last' WHEN _next = run_end + \(step) THEN 'change'
             ELSE 'gap' END AS ended_by,
           _next IS NULL AS is_last
      """
  }
}
