-- The rows of one text.
SELECT * FROM x WHERE id3 = 'id0000000042'
