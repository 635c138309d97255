-- @title Flags against a quota
-- @title_vi Số cờ thi đua so với hạn mức
-- @question Is the proposal inside the flag quota?
-- @param quota_percent decimal = NULL  Flags allowed per hundred members; no article states it

-- @answer share
-- Blocs whose flag is reported.
FROM coverage AS c
|> WHERE c.topic = 'flag' AND c.extent = 'reported'
|> JOIN (FROM bloc_sizes |> AGGREGATE MAX(member_count) AS member_count GROUP BY bloc_id) AS s
   ON s.bloc_id = c.bloc_id
|> LEFT JOIN awards AS w ON w.bloc_id = c.bloc_id AND w.year = c.year AND w.award_kind = 'flag'
|> AGGREGATE COUNT(w.bloc_id) AS flags
   GROUP BY c.bloc_id AS bloc_id, c.year AS year, s.member_count AS member_count
|> SELECT bloc_id, year, member_count, flags, ROUND(100.0 * flags / member_count, 1) AS flag_pct
|> ORDER BY bloc_id;

-- @answer quota
-- The verdict needs a quota from the user: khoi run 08-flag-quota --param quota_percent=10
FROM coverage AS c
|> WHERE c.topic = 'flag' AND c.extent <> 'not_yet'
|> JOIN (FROM bloc_sizes |> AGGREGATE MAX(member_count) AS member_count GROUP BY bloc_id) AS s
   ON s.bloc_id = c.bloc_id
|> LEFT JOIN awards AS w ON w.bloc_id = c.bloc_id AND w.year = c.year AND w.award_kind = 'flag'
|> AGGREGATE COUNT(w.bloc_id) AS counted
   GROUP BY c.bloc_id AS bloc_id, c.year AS year, c.extent AS extent, s.member_count AS member_count
|> EXTEND
     FLOOR(member_count * CAST($quota_percent AS DOUBLE) / 100) AS allowed,
     CASE WHEN extent = 'reported' THEN counted END AS flags
|> SELECT
     bloc_id,
     year,
     member_count,
     flags,
     allowed,
     CASE
       WHEN extent <> 'reported' THEN 'not known: articles silent about flags'
       WHEN allowed IS NULL THEN 'not known: no quota given'
       WHEN flags <= allowed THEN 'inside'
       ELSE 'over'
     END AS status
|> ORDER BY bloc_id;
