-- Two conditions, a count and a sum.
SELECT COUNT(*) AS n, SUM(v3) AS s FROM x WHERE v3 > 90 AND v1 = 3
