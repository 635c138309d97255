-- Sum and mean by a text of many values.
SELECT id3, SUM(v1) AS v1, AVG(v3) AS v3
FROM x
GROUP BY id3
