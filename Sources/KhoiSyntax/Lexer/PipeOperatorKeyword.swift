/// What a person may write after `|>`: the one list for help, completion and suggestions.
package struct PipeOperatorKeyword: Sendable {
  /// The words that start the operator, in capitals.
  package let name: String
  /// What the step does, in one line.
  package let summary: String
  package let syntax: String
  /// A whole query over the datasets that shows the step.
  package let example: String

  /// The first words of all of them, and `RENDER`.
  static let firstWords: Set<Keyword> = Set(
    all.compactMap { entry in
      entry.name.split(separator: " ").first.flatMap { Keyword(rawValue: String($0)) }
    } + [.render])

  /// Every pipe operator, the everyday ones first.
  package static let all: [PipeOperatorKeyword] = [
    PipeOperatorKeyword(
      name: "WHERE", summary: "keep the rows for which a condition is true",
      syntax: "|> WHERE condition",
      example: "FROM awards |> WHERE award_kind = 'flag'"),
    PipeOperatorKeyword(
      name: "SELECT", summary: "choose and compute the columns of the result",
      syntax: "|> SELECT [DISTINCT] item [AS name], …",
      example: "FROM awards |> SELECT year, award_kind AS kind"),
    PipeOperatorKeyword(
      name: "EXTEND", summary: "add computed columns behind the others",
      syntax: "|> EXTEND expression [AS name], …",
      example: "FROM awards |> EXTEND year - 1 AS year_before"),
    PipeOperatorKeyword(
      name: "AGGREGATE", summary: "group the rows and compute one row per group",
      syntax: "|> AGGREGATE aggregate [AS name], … [GROUP [AND ORDER] BY key [AS name], …]",
      example: "FROM awards |> AGGREGATE COUNT(*) AS awards GROUP BY year"),
    PipeOperatorKeyword(
      name: "ORDER BY", summary: "sort the rows",
      syntax: "|> ORDER BY key [COLLATE name] [ASC|DESC] [NULLS FIRST|LAST], …",
      example: "FROM awards |> ORDER BY year DESC, association_id"),
    PipeOperatorKeyword(
      name: "LIMIT", summary: "keep the first rows",
      syntax: "|> LIMIT count [OFFSET count]",
      example: "FROM awards |> LIMIT 3"),
    PipeOperatorKeyword(
      name: "OFFSET", summary: "leave out the first rows",
      syntax: "|> OFFSET count",
      example: "FROM awards |> OFFSET 3"),
    PipeOperatorKeyword(
      name: "DISTINCT", summary: "keep one of several equal rows",
      syntax: "|> DISTINCT",
      example: "FROM awards |> SELECT award_kind |> DISTINCT"),
    PipeOperatorKeyword(
      name: "SET", summary: "change columns and leave them in their place",
      syntax: "|> SET column = expression, …",
      example: "FROM awards |> SET award_kind = UPPER(award_kind)"),
    PipeOperatorKeyword(
      name: "DROP", summary: "leave columns out",
      syntax: "|> DROP column, …",
      example: "FROM awards |> DROP note, source_line"),
    PipeOperatorKeyword(
      name: "RENAME", summary: "give columns other names",
      syntax: "|> RENAME old AS new, …",
      example: "FROM awards |> RENAME award_kind AS kind"),
    PipeOperatorKeyword(
      name: "AS", summary: "name the rows so far, for a join with themselves or others",
      syntax: "|> AS name",
      example: "FROM awards |> AS a |> WHERE a.year = 2024"),
    PipeOperatorKeyword(
      name: "JOIN", summary: "put matching rows of a second table beside the rows",
      syntax: "|> [LEFT|RIGHT|FULL|CROSS|SEMI|ANTI|ASOF] JOIN table [AS name] ON condition",
      example: "FROM awards |> LEFT JOIN associations USING (association_id)"),
    PipeOperatorKeyword(
      name: "UNION", summary: "add the rows of other queries",
      syntax: "|> UNION [ALL|DISTINCT] [BY NAME] (query), …",
      example: "FROM targets |> SELECT bloc_id |> UNION (FROM awards |> SELECT bloc_id)"),
    PipeOperatorKeyword(
      name: "INTERSECT", summary: "keep the rows that other queries have too",
      syntax: "|> INTERSECT [ALL|DISTINCT] [BY NAME] (query), …",
      example: "FROM targets |> SELECT bloc_id |> INTERSECT (FROM awards |> SELECT bloc_id)"),
    PipeOperatorKeyword(
      name: "EXCEPT", summary: "take away the rows that other queries have",
      syntax: "|> EXCEPT [ALL|DISTINCT] [BY NAME] (query), …",
      example: "FROM blocs |> SELECT bloc_id |> EXCEPT (FROM awards |> SELECT bloc_id)"),
    PipeOperatorKeyword(
      name: "PIVOT", summary: "turn the values of a column into columns",
      syntax: "|> PIVOT (aggregate FOR column IN (value [AS name], … | ANY)) [AS name]",
      example: """
        FROM awards |> SELECT year, award_kind
        |> PIVOT (COUNT(*) FOR award_kind IN ('flag' AS flags))
        """),
    PipeOperatorKeyword(
      name: "UNPIVOT", summary: "turn columns into rows of name and value",
      syntax: "|> UNPIVOT [INCLUDE NULLS] (value FOR name IN (column [AS label], …)) [AS name]",
      example: """
        FROM awards |> SELECT year, award_kind, status
        |> UNPIVOT (said FOR what IN (award_kind, status))
        """),
    PipeOperatorKeyword(
      name: "CALL", summary: "run a table function over the rows",
      syntax: "|> CALL function(argument, name => argument, …) [AS name]",
      example: """
        FROM leadership |> WHERE role = 'head' |> SELECT bloc_id, year, association_id |> DISTINCT
        |> CALL runs(order_by => year, value => association_id, partition_by => bloc_id)
        """),
    PipeOperatorKeyword(
      name: "WITH", summary: "name queries for the steps that follow",
      syntax: "|> WITH name AS (query), …",
      example: """
        FROM awards |> WITH named AS (FROM associations |> SELECT association_id)
        |> SEMI JOIN named USING (association_id)
        """),
    PipeOperatorKeyword(
      name: "TABLESAMPLE", summary: "take a sample of the rows",
      syntax: "|> TABLESAMPLE method (count ROWS|PERCENT [PARTITION BY key, …]) "
        + "[REPEATABLE (seed)]",
      example: "FROM awards |> TABLESAMPLE RESERVOIR (5 ROWS)"),
    PipeOperatorKeyword(
      name: "ASSERT", summary: "stop with an error unless a condition holds for every row",
      syntax: "|> ASSERT condition [, text, …]",
      example: "FROM awards |> ASSERT year > 2000, 'year', year"),
    PipeOperatorKeyword(
      name: "DESCRIBE", summary: "show the columns instead of the rows",
      syntax: "|> DESCRIBE",
      example: "FROM awards |> DESCRIBE"),
    PipeOperatorKeyword(
      name: "STATIC_DESCRIBE", summary: "note the columns and go on with the rows",
      syntax: "|> STATIC_DESCRIBE",
      example: "FROM awards |> STATIC_DESCRIBE |> LIMIT 1"),
    PipeOperatorKeyword(
      name: "LOG", summary: "note the rows, or what a subpipeline makes of them, and go on",
      syntax: "|> LOG [( |> step … )]",
      example: "FROM awards |> LOG (|> LIMIT 1) |> AGGREGATE COUNT(*)"),
    PipeOperatorKeyword(
      name: "IF", summary: "run one of several subpipelines, chosen before the query runs",
      syntax: "|> IF condition THEN ( |> step … ) [ELSEIF …] [ELSE ( |> step … )]",
      example: "FROM awards |> IF TRUE THEN (|> LIMIT 1)"),
    PipeOperatorKeyword(
      name: "TEE", summary: "show a further result on the way",
      syntax: "|> TEE [( |> step … ), …]",
      example: "FROM awards |> TEE (|> LIMIT 1) |> AGGREGATE COUNT(*)"),
    PipeOperatorKeyword(
      name: "FORK", summary: "end in several results",
      syntax: "|> FORK ( |> step … ), …",
      example: "FROM awards |> FORK (|> LIMIT 1), (|> AGGREGATE COUNT(*))"),
    PipeOperatorKeyword(
      name: "FINISH", summary: "compute all rows and show none, for the sake of ASSERT",
      syntax: "|> FINISH",
      example: "FROM awards |> ASSERT year > 2000 |> FINISH"),
    PipeOperatorKeyword(
      name: "CREATE TABLE", summary: "keep the rows as a table",
      syntax: "|> CREATE [OR REPLACE] [TEMP] TABLE [IF NOT EXISTS] name",
      example: "FROM awards |> WHERE award_kind = 'flag' |> CREATE OR REPLACE TABLE flags"),
    PipeOperatorKeyword(
      name: "INSERT", summary: "add the rows to a table",
      syntax: "|> INSERT [INTO] table [(column, …)]",
      example: "FROM awards |> WHERE FALSE |> INSERT INTO awards"),
    PipeOperatorKeyword(
      name: "EXPORT", summary: "write the rows to a file",
      syntax: "|> EXPORT 'path' [FOR profile] [(option = value, …)]",
      example: "FROM awards |> EXPORT 'out/awards.csv'"),
    PipeOperatorKeyword(
      name: "CHART", summary: "draw the rows",
      syntax: "|> CHART kind x = column, y = column [, option = value, …]",
      example: """
        FROM awards |> AGGREGATE COUNT(*) AS awards GROUP AND ORDER BY year
        |> CHART bar x = year, y = awards
        """),
    PipeOperatorKeyword(
      name: "RECURSIVE UNION", summary: "repeat a step over the rows that it added last",
      syntax: "|> RECURSIVE UNION [ALL|DISTINCT] [WITH DEPTH] ( |> step … | query ) [AS name]",
      example: """
        SELECT 1 AS n |> RECURSIVE UNION ALL (|> WHERE n < 5 |> SELECT n + 1 AS n)
        """),
    PipeOperatorKeyword(
      name: "WINDOW", summary: "add window functions; the old name of EXTEND",
      syntax: "|> WINDOW function OVER (…) [AS name], …",
      example: "FROM awards |> WINDOW ROW_NUMBER() OVER (ORDER BY year) AS number"),
  ]
}
