-- A summary of a small file by a whole process; {table} is the file, or the table it became.
SELECT region, COUNT(*) AS n, SUM(qty) AS q, AVG(price) AS p
FROM {table}
GROUP BY region
ORDER BY region
