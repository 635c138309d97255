-- @title Targets met, exceeded, missed
-- @title_vi Chỉ tiêu đạt, vượt, chưa đạt
-- @question Who met, exceeded or missed a target, by how much?

-- @answer verdict
-- Points above plan, reading the percentage as share of plan reached (see 12-implied-plans).
FROM results AS r
|> JOIN associations AS a ON a.association_id = r.association_id
|> SELECT
     r.result_id,
     r.bloc_id,
     r.year,
     a.name_canonical AS association,
     r.metric_id,
     r.value,
     r.unit,
     r.pct_bound,
     r.pct_of_plan,
     CASE
       WHEN r.pct_of_plan IS NULL THEN 'no_plan_stated'
       WHEN r.pct_of_plan > 100 THEN 'exceeded'
       WHEN r.pct_of_plan = 100 THEN 'met'
       ELSE 'missed'
     END AS verdict,
     ROUND(r.pct_of_plan - 100, 1) AS points_above_plan
|> ORDER BY result_id;

-- @answer silence
-- Blocs and years without a reported figure: nothing shows that a target was missed or met.
FROM coverage
|> WHERE topic = 'result' AND extent IN ('not_mentioned', 'not_yet')
|> SELECT
     bloc_id,
     year,
     CASE extent
       WHEN 'not_yet' THEN 'not known: the year lay ahead'
       ELSE 'not known: articles silent'
     END AS status
|> ORDER BY bloc_id, year;
