-- @title Targets without result, members without mention
-- @title_vi Chỉ tiêu chưa có kết quả, thành viên chưa được nhắc
-- @question Which targets have no reported result; which members have nothing reported?

-- @answer targets_without_result
-- results_for_that_year is what the articles say about results at all.
FROM targets AS t
|> WHERE NOT EXISTS (SELECT 1 FROM results AS r WHERE r.target_id = t.target_id)
|> JOIN coverage AS c ON c.bloc_id = t.bloc_id AND c.year = t.year AND c.topic = 'result'
|> SELECT t.target_id, t.bloc_id, t.year, t.metric_id, t.kind, c.extent AS results_for_that_year
|> ORDER BY target_id;

-- @answer silent_members
-- Counts. Heard of: named with an award, a result or an initiative.
WITH named AS (
  FROM members
  |> SELECT DISTINCT bloc_id, association_id
),
heard AS (
  FROM awards
  |> SELECT association_id
  |> UNION DISTINCT
       (FROM results |> SELECT association_id),
       (FROM initiatives |> SELECT association_id)
)
FROM bloc_sizes
|> AGGREGATE MAX(member_count) AS member_count GROUP BY bloc_id
|> AS s
|> JOIN named AS n ON n.bloc_id = s.bloc_id
|> LEFT JOIN heard AS h ON h.association_id = n.association_id
|> AGGREGATE COUNT(*) AS named, COUNTIF(h.association_id IS NULL) AS named_and_silent
   GROUP BY s.bloc_id AS bloc_id, s.member_count AS member_count
|> SELECT bloc_id, member_count, named, member_count - named AS unnamed, named_and_silent
|> ORDER BY bloc_id;

-- @answer who
-- The names.
WITH heard AS (
  FROM awards
  |> SELECT association_id
  |> UNION DISTINCT
       (FROM results |> SELECT association_id),
       (FROM initiatives |> SELECT association_id)
)
FROM members
|> SELECT DISTINCT bloc_id, association_id
|> AS n
|> JOIN associations AS a ON a.association_id = n.association_id
|> LEFT JOIN heard AS h ON h.association_id = n.association_id
|> WHERE h.association_id IS NULL
|> SELECT n.bloc_id, n.association_id, a.name_canonical AS association
|> ORDER BY bloc_id, association_id;
