-- A pattern in a text.
SELECT id1, SUM(v1) AS s FROM x WHERE id3 LIKE '%99%' GROUP BY id1 ORDER BY id1
