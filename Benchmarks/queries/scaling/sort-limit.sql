-- The hundred largest.
SELECT amount, key FROM t ORDER BY amount DESC, key LIMIT 100
