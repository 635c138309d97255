-- @title Rank by points
-- @title_vi Xếp hạng theo điểm
-- @question Rank by points; who ties?

-- @answer points
-- No article reports points, so nobody can be ranked: one row for each bloc says so.
FROM blocs AS b
|> LEFT JOIN (
     FROM coverage
     |> WHERE topic IN ('points', 'score', 'rank') AND extent IN ('reported', 'partly')
     |> AGGREGATE COUNT(*) AS reported GROUP BY bloc_id
   ) AS c ON c.bloc_id = b.bloc_id
|> LEFT JOIN (
     FROM members
     |> AGGREGATE COUNT(DISTINCT association_id) AS named GROUP BY bloc_id
   ) AS m ON m.bloc_id = b.bloc_id
|> SELECT
     b.bloc_id,
     b.province,
     COALESCE(m.named, 0) AS named_members,
     COALESCE(c.reported, 0) AS years_with_points,
     CASE WHEN c.reported IS NULL THEN 'not known: no points reported' ELSE 'known' END AS status
|> ORDER BY bloc_id;
