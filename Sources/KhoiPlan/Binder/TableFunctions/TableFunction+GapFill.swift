import KhoiData
import KhoiText

extension TableFunction {
  /// A row for each place of a regular grid of times, with values from the rows around it.
  ///
  /// The grid of each partition goes from the first place that is not before its first row to the
  /// last one that is not after its last row. `locf` takes the last value so far, `linear` what
  /// lies on the straight line between the values around, `null` only what stands exactly there.
  static let gapFill = TableFunction(
    name: "gap_fill",
    summary: "A time series on a regular grid, such as one row a minute, with its gaps filled.",
    usage:
      "FROM gap_fill(TABLE t, ts_column => 'time', bucket_width => INTERVAL 1 MINUTE, "
      + "value_columns => [('signal', 'locf')])",
    parameters: [
      TableFunctionParameter("ts_column", .column),
      TableFunctionParameter("bucket_width", .value),
      TableFunctionParameter("partitioning_columns", .columns, isRequired: false),
      TableFunctionParameter("value_columns", .columnValues, isRequired: false),
      TableFunctionParameter("origin", .value, isRequired: false),
      TableFunctionParameter("ignore_null_values", .value, isRequired: false),
    ],
    meaning: .query { (arguments) throws(Diagnostic) in try gapFillQuery(arguments) })

  /// How the places that have no row of their own get a value.
  private enum Filling: String {
    case null, locf, linear
  }

  private static func wrong(
    _ problem: String, _ arguments: TableFunctionArguments
  ) -> Diagnostic {
    .badTableArgument("gap_fill", problem, usage: gapFill.usage, at: arguments.range)
  }

  private static func gapFillQuery(
    _ arguments: TableFunctionArguments
  ) throws(Diagnostic) -> String {
    let timeName = arguments.column("ts_column")
    let type = arguments.type(of: timeName)
    guard [.date, .timestamp, .zonedTimestamp].contains(type) else {
      throw wrong("the column `\(timeName)` must hold dates or timestamps", arguments)
    }
    let keyNames = arguments.list("partitioning_columns")
    if keyNames.contains(where: { IdentifierKey($0) == IdentifierKey(timeName) }) {
      throw wrong("`\(timeName)` cannot be a partitioning column, too", arguments)
    }
    let keys = arguments.quoted(keyNames)
    let values = try valueColumns(arguments, timeName, keyNames)
    let time = TableFunctionArguments.quoted(timeName)
    let selected = keys.map { "\($0), " }.joined()
    let names = values.indices.map { "_v\($0)" }
    let grouping = keys.isEmpty ? "" : "GROUP BY \(keys.joined(separator: ", "))"
    let columns = values.map { TableFunctionArguments.quoted($0.name) }
    let gridValues = names.map { ", NULL AS \($0)" }.joined()
    let rowValues = zip(columns, names).map { ", \($0) AS \($1)" }.joined()
    return """
      FROM (
        FROM input
        |> AGGREGATE MIN(\(time)) AS _low, MAX(\(time)) AS _high \(grouping)
        |> WHERE _low IS NOT NULL
        \(try gridSteps(arguments, type))
        |> SELECT \(selected)CAST(_place AS \(type.name)) AS _at, TRUE AS _grid\(gridValues)
      )
      |> UNION ALL (
        FROM input
        |> WHERE \(time) IS NOT NULL
        |> SELECT DISTINCT \(selected)\(time) AS _at, FALSE AS _grid\(rowValues)
      )
      \(neighbours(values, keys, ignoresNulls: try ignoresNulls(arguments)))
      |> WHERE _grid
      |> SELECT _at AS \(time)\(keys.map { ", \($0)" }.joined())\(results(values, type))
      |> ORDER BY \((keys + [time]).joined(separator: ", "))
      """
  }

  // MARK: The parts

  /// From the first and last time of a partition to the places of its grid.
  private static func gridSteps(
    _ arguments: TableFunctionArguments, _ type: LogicalType
  ) throws(Diagnostic) -> String {
    guard case .interval(let width)? = arguments.value("bucket_width") else {
      throw wrong("`bucket_width` is an interval, such as INTERVAL 1 MINUTE", arguments)
    }
    let hasDays = width.days != 0 || width.microseconds != 0
    guard width.months >= 0, width.days >= 0, width.microseconds >= 0,
      (width.months != 0) != hasDays
    else {
      throw wrong("`bucket_width` is above 0, and either of months or of days and times", arguments)
    }
    let step = arguments.text("bucket_width", otherwise: "")
    var origin = ""
    if let value = arguments.value("origin") {
      guard value.isNull || [.date, .timestamp, .zonedTimestamp].contains(value.type) else {
        throw wrong("`origin` is a date or a timestamp", arguments)
      }
      origin = ", CAST(\(arguments.text("origin", otherwise: "NULL")) AS TIMESTAMP)"
    }
    return """
      \(placeCheck(width))
      |> EXTEND timestamp_bucket(CAST(_low AS TIMESTAMP), \(step)\(origin)) AS _start
      |> CROSS JOIN UNNEST(generate_series(
           CASE WHEN _start < CAST(_low AS TIMESTAMP) THEN _start + \(step) ELSE _start END,
           CAST(_high AS TIMESTAMP), \(step))) AS u(_place)
      """
  }

  /// A partition has so many places at most.
  private static let placeLimit: Int64 = 10_000_000

  private static func placeCheck(_ width: Interval) -> String {
    let days = Double(width.months) * 28 + Double(width.days)
    let span = (days * 86_400_000_000 + Double(width.microseconds)) * Double(placeLimit)
    guard let longest = Int64(exactly: span.rounded()) else { return "" }
    return """
      |> ASSERT
           epoch_us(CAST(_high AS TIMESTAMP)) - epoch_us(CAST(_low AS TIMESTAMP)) <= \(longest),
           'gap_fill: more than \(placeLimit) places from', _low, 'to', _high
      """
  }

  private static func ignoresNulls(
    _ arguments: TableFunctionArguments
  ) throws(Diagnostic) -> Bool {
    switch arguments.value("ignore_null_values") {
    case nil, .boolean(true)?: return true
    case .boolean(false)?: return false
    default: throw wrong("`ignore_null_values` is TRUE or FALSE", arguments)
    }
  }

  /// The columns that get values; all of them where the call does not say.
  private static func valueColumns(
    _ arguments: TableFunctionArguments, _ time: String, _ keys: [String]
  ) throws(Diagnostic) -> [(name: String, type: LogicalType, filling: Filling)] {
    let taken = Set((keys + [time]).map { IdentifierKey($0) })
    guard let listed = arguments.columnValues["value_columns"] else {
      return arguments.inputColumns.filter { !taken.contains(IdentifierKey($0.name)) }
        .map { ($0.name, $0.type, .null) }
    }
    var seen = taken
    var columns: [(name: String, type: LogicalType, filling: Filling)] = []
    for (name, text) in listed {
      guard seen.insert(IdentifierKey(name)).inserted else {
        throw wrong("`\(name)` stands twice among the columns", arguments)
      }
      let word = text.filter { $0 != "'" }.lowercased()
      guard let filling = Filling(rawValue: word) else {
        throw wrong("a gap is filled by 'null', 'linear' or 'locf', not by \(text)", arguments)
      }
      let type = arguments.type(of: name)
      if case .linear = filling, !type.isNumeric {
        throw wrong("`\(name)` is \(type.name), and 'linear' needs numbers", arguments)
      }
      columns.append((name, type, filling))
    }
    return columns
  }

  /// The last row before each place, and the first one after it, with time and value.
  private static func neighbours(
    _ values: [(name: String, type: LogicalType, filling: Filling)], _ keys: [String],
    ignoresNulls: Bool
  ) -> String {
    let partition = keys.isEmpty ? "" : "PARTITION BY \(keys.joined(separator: ", ")) "
    let order = "\(partition)ORDER BY _at, _grid ROWS BETWEEN"
    var items = [
      "LAG(CASE WHEN NOT _grid THEN _at END) OVER (\(partition)ORDER BY _at, _grid) AS _last"
    ]
    for (place, value) in values.enumerated() {
      let skips = ignoresNulls && value.filling != .null
      let known = skips ? "NOT _grid AND _v\(place) IS NOT NULL" : "NOT _grid"
      let row = "CASE WHEN \(known) THEN {'t': _at, 'v': _v\(place)} END IGNORE NULLS"
      items.append(
        "LAST_VALUE(\(row)) OVER (\(order) UNBOUNDED PRECEDING AND CURRENT ROW) AS _p\(place)")
      if case .linear = value.filling {
        items.append(
          "FIRST_VALUE(\(row)) OVER (\(order) CURRENT ROW AND UNBOUNDED FOLLOWING) AS _n\(place)")
      }
    }
    return """
      |> EXTEND \(items.joined(separator: ", "))
      |> ASSERT _grid OR _last IS NULL OR _last <> _at,
           'gap_fill: two rows that differ at', _at, '(partitioning_columns tells them apart)'
      """
  }

  private static func results(
    _ values: [(name: String, type: LogicalType, filling: Filling)], _ type: LogicalType
  ) -> String {
    func moment(_ time: String) -> String {
      type == .date ? "epoch_us(CAST(\(time) AS TIMESTAMP))" : "epoch_us(\(time))"
    }
    return values.enumerated().map { place, value in
      let before = "_p\(place)"
      let after = "_n\(place)"
      let result: String
      switch value.filling {
      case .null: result = "CASE WHEN \(before).t = _at THEN \(before).v END"
      case .locf: result = "\(before).v"
      case .linear:
        let share =
          "((\(moment("_at")) - \(moment("\(before).t"))) "
          + "/ (\(moment("\(after).t")) - \(moment("\(before).t"))))"
        let line = "\(before).v + (\(after).v - \(before).v) * \(share)"
        let rounded = value.type.isInteger ? "ROUND(\(line))" : line
        result = """
          CASE WHEN \(before).t = _at THEN \(before).v
            ELSE CAST(\(rounded) AS \(value.type.name)) END
          """
      }
      return ", \(result) AS \(TableFunctionArguments.quoted(value.name))"
    }.joined()
  }
}
