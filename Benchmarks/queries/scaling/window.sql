-- A running sum within groups of a hundred rows.
SELECT key, SUM(amount) OVER (PARTITION BY many ORDER BY amount) AS running FROM t
