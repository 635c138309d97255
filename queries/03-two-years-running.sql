-- @title Two years running, or most often
-- @title_vi Hai năm liền, hoặc nhiều lần nhất
-- @question Who won two years running, or most often?
-- @param award_kind text = 'flag'  flag or certificate

-- @answer times
-- Years put forward, beside the years known for the bloc.
FROM awards AS w
|> WHERE w.award_kind = $award_kind
|> JOIN associations AS a ON a.association_id = w.association_id
|> AGGREGATE COUNT(DISTINCT w.year) AS years_put_forward
   GROUP BY w.bloc_id AS bloc_id, a.name_canonical AS association
|> LEFT JOIN (
     FROM coverage
     |> WHERE topic = $award_kind AND extent = 'reported'
     |> AGGREGATE COUNT(*) AS years_known GROUP BY bloc_id
   ) USING (bloc_id)
|> SELECT bloc_id, association, years_put_forward, years_known
|> ORDER BY bloc_id, years_put_forward DESC, association;

-- @answer two_running
-- Pairs of consecutive years.
FROM awards
|> WHERE award_kind = $award_kind AND association_id IS NOT NULL
|> SELECT DISTINCT bloc_id, association_id, year
|> EXTEND LAG(year) OVER (PARTITION BY bloc_id, association_id ORDER BY year) AS year_before
|> AGGREGATE COUNTIF(year = year_before + 1) AS two_running;

-- @answer coverage
-- Two years running can be seen only where two years are known.
FROM coverage
|> WHERE topic = $award_kind
|> AGGREGATE COUNTIF(extent = 'reported') AS years_known GROUP AND ORDER BY bloc_id
|> EXTEND CASE
     WHEN years_known = 0 THEN 'not known: articles silent'
     WHEN years_known = 1 THEN 'not known: one year reported'
     ELSE 'known'
   END AS two_running_testable;
