-- The ten largest of a hundredth.
SELECT id3, v3 FROM x WHERE id4 = 17 ORDER BY v3 DESC, id3 LIMIT 10
