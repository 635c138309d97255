-- @title What falls due on a day
-- @title_vi Việc đến hạn vào một ngày
-- @question What falls due, or is overdue, on a given day?
-- @param day date = NULL  The day to look from; two sample days when left out

-- @answer due
-- Deadlines, seen from the day.
SELECT COALESCE(CAST($day AS DATE), DATE '2024-11-01') AS day
|> UNION DISTINCT (SELECT COALESCE(CAST($day AS DATE), DATE '2024-12-01') AS day)
|> AS d
|> CROSS JOIN targets AS t
|> LEFT JOIN results AS r ON r.target_id = t.target_id
|> WHERE t.deadline IS NOT NULL
|> SELECT
     d.day,
     t.target_id,
     t.bloc_id,
     t.deadline,
     DATE_DIFF('day', d.day, t.deadline) AS days_left,
     CASE WHEN t.deadline < d.day THEN 'past' ELSE 'due' END AS state,
     CASE WHEN r.result_id IS NULL THEN 0 ELSE 1 END AS result_reported
|> ORDER BY day, target_id;

-- @answer no_deadline
-- Targets of which no article states a deadline: they may be due, nobody can say.
FROM targets
|> WHERE deadline IS NULL
|> SELECT target_id, bloc_id, year, metric_en, 'not known: no deadline stated' AS status
|> ORDER BY target_id;
