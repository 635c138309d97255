-- How many rows there are.
SELECT COUNT(*) AS n FROM x
