-- @title Do flags follow leadership?
-- @title_vi Cờ thi đua có theo trưởng khối không?
-- @question Do flags follow leadership?

-- @answer flag_and_head
-- 1 is yes, 0 is no.
FROM awards AS w
|> WHERE w.award_kind = 'flag'
|> JOIN associations AS a ON a.association_id = w.association_id
|> SELECT
     w.bloc_id,
     w.year,
     a.name_canonical AS association,
     CASE
       WHEN EXISTS (
         SELECT 1
         FROM leadership AS l
         WHERE l.role = 'head'
           AND l.bloc_id = w.bloc_id
           AND l.year = w.year
           AND l.association_id = w.association_id
       ) THEN 1
       ELSE 0
     END AS head_that_year,
     CASE
       WHEN EXISTS (
         SELECT 1
         FROM leadership AS l
         WHERE l.role = 'head'
           AND l.bloc_id = w.bloc_id
           AND l.year = w.year + 1
           AND l.association_id = w.association_id
       ) THEN 1
       ELSE 0
     END AS head_next_year
|> ORDER BY bloc_id;

-- @answer evidence
-- How many cases there are to judge by.
FROM coverage AS f
|> WHERE f.topic = 'flag' AND f.extent <> 'not_yet'
|> JOIN coverage AS h ON h.bloc_id = f.bloc_id AND h.year = f.year AND h.topic = 'head'
|> SELECT
     f.bloc_id,
     f.year,
     f.extent AS flag,
     h.extent AS head,
     CASE
       WHEN f.extent = 'reported' AND h.extent = 'reported' THEN 'one case'
       ELSE 'not known: articles silent'
     END AS status
|> ORDER BY bloc_id, year;
