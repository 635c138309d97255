-- @title The plan that a percentage implies
-- @title_vi Kế hoạch suy ra từ tỷ lệ
-- @question What plan does a percentage imply?

-- @answer implied_plan
-- Two readings. The bound > makes the whole plan a maximum; fits is empty for a bound.
FROM results
|> WHERE pct_of_plan IS NOT NULL
|> EXTEND 100.0 * value / pct_of_plan AS reached, 100.0 * value / (100 + pct_of_plan) AS exceeded_by
|> EXTEND
     CASE WHEN pct_bound = '>' THEN CEIL(reached) - 1 ELSE ROUND(reached) END AS plan_a,
     CASE WHEN pct_bound = '>' THEN CEIL(exceeded_by) - 1 ELSE ROUND(exceeded_by) END AS plan_b
|> SELECT
     result_id,
     value,
     pct_bound,
     pct_of_plan,
     ROUND(reached, 2) AS plan_if_reached,
     plan_a AS whole_plan_if_reached,
     CASE
       WHEN pct_bound = '=' THEN CASE
         WHEN ROUND(100.0 * value / plan_a, 1) = pct_of_plan THEN 1
         ELSE 0
       END
     END AS reached_fits,
     ROUND(exceeded_by, 2) AS plan_if_exceeded_by,
     plan_b AS whole_plan_if_exceeded_by,
     CASE
       WHEN pct_bound = '=' THEN CASE
         WHEN ROUND(100.0 * value / plan_b - 100, 1) = pct_of_plan THEN 1
         ELSE 0
       END
     END AS exceeded_by_fits
|> ORDER BY result_id;
