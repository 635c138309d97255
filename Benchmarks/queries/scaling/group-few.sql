-- A hundred groups.
SELECT few, COUNT(*) AS n, SUM(amount) AS total FROM t GROUP BY few
