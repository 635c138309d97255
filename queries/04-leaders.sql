-- @title Heads and deputies of each bloc
-- @title_vi Trưởng khối, phó khối qua các năm
-- @question Who leads each bloc, by year, and how was it decided?
-- @param bloc text = NULL  One bloc_id, such as BT-8; every bloc when left out

-- @answer leaders
-- One row per bloc, year and role.
FROM leadership AS l
|> WHERE $bloc IS NULL OR l.bloc_id = $bloc
|> JOIN associations AS a ON a.association_id = l.association_id
|> SELECT DISTINCT l.bloc_id, l.year, l.role, a.name_canonical AS association, l.how
|> ORDER BY bloc_id, year, role DESC;

-- @answer people
-- Two people in one headship: two articles.
FROM leadership
|> WHERE person_name IS NOT NULL AND ($bloc IS NULL OR bloc_id = $bloc)
|> SELECT bloc_id, year, role, person_name, as_of_date
|> ORDER BY as_of_date;

-- @answer heads_by_year
-- The heads, years across; empty is not known.
FROM leadership AS l
|> WHERE l.role = 'head' AND ($bloc IS NULL OR l.bloc_id = $bloc)
|> JOIN associations AS a ON a.association_id = l.association_id
|> SELECT DISTINCT l.bloc_id, l.year, a.name_canonical AS association
|> PIVOT (ANY_VALUE(association) FOR year IN (2023 AS y2023, 2024 AS y2024, 2025 AS y2025))
|> ORDER BY bloc_id;

-- @answer silence
-- Years in which the articles do not name a head or a deputy.
FROM coverage
|> WHERE topic IN ('head', 'deputy') AND extent = 'not_mentioned'
|> WHERE $bloc IS NULL OR bloc_id = $bloc
|> SELECT bloc_id, year, topic AS role, 'not known: articles silent' AS status
|> ORDER BY bloc_id, year, role DESC;
