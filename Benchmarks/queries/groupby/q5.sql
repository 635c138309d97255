-- Three sums by an integer of many values.
SELECT id6, SUM(v1) AS v1, SUM(v2) AS v2, SUM(v3) AS v3
FROM x
GROUP BY id6
