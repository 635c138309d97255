-- How many different values, where there are a hundred.
SELECT COUNT(DISTINCT id4) AS n FROM x WHERE v2 <> 7
