-- How many different values, where there are many.
SELECT COUNT(DISTINCT id6) AS n FROM x WHERE v2 <> 7
