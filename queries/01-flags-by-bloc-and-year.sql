-- @title Flags by bloc and year
-- @title_vi Cờ thi đua theo khối và năm
-- @question Who was put forward for, or won, the flag, by bloc and year?
-- @param bloc text = NULL  One bloc_id, such as BT-8; every bloc when left out
-- @param year int = NULL  One emulation year; every year when left out

-- @answer flags
-- Every flag in the data. A proposal is not a grant: see status.
FROM awards AS w
|> WHERE w.award_kind = 'flag'
|> WHERE ($bloc IS NULL OR w.bloc_id = $bloc) AND ($year IS NULL OR w.year = $year)
|> JOIN associations AS a ON a.association_id = w.association_id
|> SELECT w.bloc_id, w.year, a.name_canonical AS association, w.status, w.method
|> ORDER BY bloc_id, year;

-- @answer silence
-- What the articles say about flags, so that no row is not read as no flag.
FROM coverage
|> WHERE topic = 'flag'
|> WHERE ($bloc IS NULL OR bloc_id = $bloc) AND ($year IS NULL OR year = $year)
|> SELECT bloc_id, year, extent
|> ORDER BY bloc_id, year;
