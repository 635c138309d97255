-- @title The table for the final report, with evidence
-- @title_vi Bảng cho báo cáo tổng kết, kèm nguồn
-- @question Make the table for the final report, with evidence. Which facts are inferred?
-- @param bloc text = 'BT-8'  The bloc of the report
-- @param year int = 2024  The emulation year of the report

-- @answer basis
-- Stated and inferred rows.
FROM awards
|> SELECT 'awards' AS table_name, basis
|> UNION ALL
     (SELECT 'bloc_sizes', basis FROM bloc_sizes),
     (SELECT 'blocs', basis FROM blocs),
     (SELECT 'events', basis FROM events),
     (SELECT 'leadership', basis FROM leadership),
     (SELECT 'members', basis FROM members),
     (SELECT 'results', basis FROM results),
     (SELECT 'targets', basis FROM targets)
|> AGGREGATE COUNTIF(basis = 'stated') AS stated, COUNTIF(basis = 'inferred') AS inferred
   GROUP AND ORDER BY table_name;

-- @answer report_bt_2024
-- Each fact of the bloc and year with file, line and what is inferred.
FROM leadership
|> WHERE bloc_id = $bloc AND year = $year
|> SELECT
     1 AS part,
     role AS fact,
     association_id,
     person_name AS detail,
     source_id,
     source_line,
     inferred_columns
|> UNION ALL
     (
       FROM awards
       |> WHERE bloc_id = $bloc AND year = $year
       |> SELECT 2, award_kind, association_id, status, source_id, source_line, inferred_columns
     ),
     (
       FROM results
       |> WHERE bloc_id = $bloc AND year = $year
       |> SELECT 3, 'result', association_id, metric_en, source_id, source_line, inferred_columns
     )
|> AS f
|> JOIN sources AS s ON s.source_id = f.source_id
|> JOIN associations AS a ON a.association_id = f.association_id
|> ORDER BY f.part, f.fact DESC, s.seed_file, f.association_id
|> SELECT
     f.fact,
     a.name_canonical AS association,
     f.detail,
     s.seed_file,
     f.source_line,
     f.inferred_columns;

-- @answer silence
-- What the report cannot say: topics on which the articles are silent or incomplete.
FROM coverage
|> WHERE bloc_id = $bloc AND year = $year AND extent <> 'reported'
|> SELECT topic, extent, note
|> ORDER BY topic;
