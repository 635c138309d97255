import KhoiData
import KhoiText

extension TableFunction {
  /// Names that may mean the same, to look through and confirm; nothing is changed.
  ///
  /// `same spelling`: the names have one `name_key`; `probably the same`: also without generic
  /// words (`name_key(…, 4)`), or one of them was typed without accents; `look`: three quarters of
  /// their letters, in groups of three, are the same. A name has at most eight of the last kind
  /// before it.
  static let proposeAliases = TableFunction(
    name: "propose_aliases",
    summary: "Pairs of names that may mean one organisation, and why; a list to confirm.",
    usage: "FROM associations |> CALL propose_aliases(name)",
    parameters: [TableFunctionParameter("name", .column)],
    meaning: .query { (arguments) throws(Diagnostic) in try aliasQuery(arguments) })

  private static func aliasQuery(
    _ arguments: TableFunctionArguments
  ) throws(Diagnostic) -> String {
    let name = arguments.column("name")
    guard arguments.type(of: name) == .varchar else {
      throw .badTableArgument(
        "propose_aliases", "the column `\(name)` must hold text", usage: proposeAliases.usage,
        at: arguments.range)
    }
    let column = TableFunctionArguments.quoted(name)
    return """
      FROM input
      |> AGGREGATE alias_pairs(ARRAY_AGG(DISTINCT \(column) ORDER BY \(column))
           FILTER (WHERE \(column) IS NOT NULL)) AS _pairs
      |> CROSS JOIN UNNEST(_pairs) AS _pair
      |> SELECT _pair.a AS a, _pair.b AS b, _pair.rule AS rule, _pair.score AS score
      """
  }
}
