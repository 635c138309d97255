-- The two largest values of each of many groups.
SELECT id6, v3 AS largest2_v3
FROM (
  SELECT id6, v3, ROW_NUMBER() OVER (PARTITION BY id6 ORDER BY v3 DESC) AS place
  FROM x
  WHERE v3 IS NOT NULL
) AS ranked
WHERE place <= 2
