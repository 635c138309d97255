-- Three means by a small integer.
SELECT id4, AVG(v1) AS v1, AVG(v2) AS v2, AVG(v3) AS v3
FROM x
GROUP BY id4
