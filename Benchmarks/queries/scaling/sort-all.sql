-- All rows in order.
SELECT amount, key FROM t ORDER BY amount, key
