-- Medians of a hundred groups.
SELECT few, MEDIAN(amount) AS middle FROM t GROUP BY few
