-- DuckDB's own form is several times faster than the window.
SELECT id6, UNNEST(MAX(v3, 2)) AS largest2_v3
FROM x
WHERE v3 IS NOT NULL
GROUP BY id6
