-- A small summary, the greatest first.
SELECT id1, COUNT(*) AS n, AVG(v3) AS a
FROM x
WHERE id5 = 42
GROUP BY id1
ORDER BY a DESC
LIMIT 10
