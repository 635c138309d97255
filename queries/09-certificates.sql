-- @title Certificates
-- @title_vi Bằng khen
-- @question Certificates: how many, who, and does anyone get both?

-- @answer share
-- Blocs whose certificates are reported.
FROM coverage AS c
|> WHERE c.topic = 'certificate' AND c.extent = 'reported'
|> JOIN (FROM bloc_sizes |> AGGREGATE MAX(member_count) AS member_count GROUP BY bloc_id) AS s
   ON s.bloc_id = c.bloc_id
|> LEFT JOIN awards AS w
   ON w.bloc_id = c.bloc_id AND w.year = c.year AND w.award_kind = 'certificate'
|> AGGREGATE COUNT(w.bloc_id) AS certificates
   GROUP BY c.bloc_id AS bloc_id, c.year AS year, s.member_count AS member_count
|> SELECT
     bloc_id,
     year,
     member_count,
     certificates,
     ROUND(100.0 * certificates / member_count, 1) AS certificate_pct
|> ORDER BY bloc_id;

-- @answer who
-- The names.
FROM awards AS w
|> WHERE w.award_kind = 'certificate'
|> JOIN associations AS a ON a.association_id = w.association_id
|> SELECT w.bloc_id, w.year, w.association_id, a.name_canonical AS association, w.status
|> ORDER BY bloc_id, association_id;

-- @answer both
-- Flag and certificate in one year.
FROM awards AS f
|> WHERE f.award_kind = 'flag'
|> JOIN awards AS c
   ON c.association_id = f.association_id AND c.year = f.year AND c.award_kind = 'certificate'
|> AGGREGATE COUNT(*) AS both_in_one_year;

-- @answer silence
-- Blocs and years of which no count can be given.
FROM coverage
|> WHERE topic = 'certificate' AND extent <> 'reported'
|> SELECT
     bloc_id,
     year,
     CASE extent
       WHEN 'not_yet' THEN 'not known: the year lay ahead'
       ELSE 'not known: articles silent'
     END AS status
|> ORDER BY bloc_id, year;
