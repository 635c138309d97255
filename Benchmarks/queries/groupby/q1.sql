-- Sum of one column by a short text.
SELECT id1, SUM(v1) AS v1
FROM x
GROUP BY id1
