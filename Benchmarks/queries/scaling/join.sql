-- A table a tenth as large, unique and unordered keys.
SELECT SUM(amount * weight) AS total FROM t JOIN d ON t.key = d.key
