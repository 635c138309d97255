-- @title Does leadership rotate?
-- @title_vi Trưởng khối có luân phiên không?
-- @question Does leadership rotate? Repeat heads, deputy becomes head?

-- @answer changes
-- Heads of consecutive years.
FROM leadership
|> WHERE role = 'head'
|> SELECT DISTINCT bloc_id, year AS to_year, association_id AS to_id
|> EXTEND
     LAG(to_year) OVER (PARTITION BY bloc_id ORDER BY to_year) AS from_year,
     LAG(to_id) OVER (PARTITION BY bloc_id ORDER BY to_year) AS from_id
|> WHERE to_year = from_year + 1
|> AS h
|> JOIN associations AS b ON b.association_id = h.from_id
|> JOIN associations AS n ON n.association_id = h.to_id
|> SELECT
     h.bloc_id,
     h.from_year,
     b.name_canonical AS from_association,
     h.to_year,
     n.name_canonical AS to_association,
     CASE WHEN h.from_id = h.to_id THEN 0 ELSE 1 END AS changed
|> ORDER BY bloc_id, from_year;

-- @answer deputies
-- Deputies, and how many of them have a known head in the year after.
FROM leadership AS d
|> WHERE d.role = 'deputy'
|> LEFT JOIN (
     FROM leadership
     |> WHERE role = 'head'
     |> SELECT DISTINCT bloc_id, year
   ) AS h ON h.bloc_id = d.bloc_id AND h.year = d.year + 1
|> AGGREGATE COUNT(*) AS deputies, COUNT(h.year) AS testable;

-- @answer coverage
-- What can be tested: a change needs two years of heads, a succession a deputy and the next head.
FROM coverage
|> WHERE topic IN ('head', 'deputy')
|> AGGREGATE
     COUNTIF(topic = 'head' AND extent = 'reported') AS years_of_heads,
     COUNTIF(topic = 'deputy' AND extent = 'reported') AS years_of_deputies
   GROUP AND ORDER BY bloc_id
|> EXTEND
     CASE WHEN years_of_heads > 1 THEN 'known' ELSE 'not known: one year reported' END AS change,
     'not known: no deputy with a known next head' AS succession;
