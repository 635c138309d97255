-- A group of ten rows each.
SELECT key, COUNT(*) AS n, SUM(amount) AS total FROM t GROUP BY key
