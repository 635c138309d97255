-- The rows of one integer.
SELECT * FROM x WHERE id6 = 77
