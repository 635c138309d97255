-- The ten largest.
SELECT id3, v3 FROM x ORDER BY v3 DESC, id3 LIMIT 10
