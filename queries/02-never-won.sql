-- @title Never put forward for the flag
-- @title_vi Chưa từng được đề nghị cờ thi đua
-- @question Who has never won the flag?

-- @answer counts
-- not_put_forward is empty where no article reports the flag.
FROM bloc_sizes
|> AGGREGATE MAX(member_count) AS member_count GROUP BY bloc_id
|> JOIN (FROM members |> AGGREGATE COUNT(DISTINCT association_id) AS named GROUP BY bloc_id)
   USING (bloc_id)
|> LEFT JOIN (
     FROM coverage
     |> WHERE topic = 'flag' AND extent = 'reported'
     |> AGGREGATE COUNT(*) AS reported_years GROUP BY bloc_id
   ) USING (bloc_id)
|> LEFT JOIN (
     FROM awards
     |> WHERE award_kind = 'flag'
     |> AGGREGATE COUNT(DISTINCT association_id) AS put_forward GROUP BY bloc_id
   ) USING (bloc_id)
|> SELECT
     bloc_id,
     COALESCE(reported_years, 0) AS years_known,
     member_count,
     named,
     put_forward,
     CASE WHEN reported_years > 0 THEN member_count - put_forward END AS not_put_forward
|> ORDER BY bloc_id;

-- @answer named_members
-- Named members of the blocs whose flag is reported, not put forward in that year.
FROM coverage AS c
|> WHERE c.topic = 'flag' AND c.extent = 'reported'
|> JOIN members AS m ON m.bloc_id = c.bloc_id
|> JOIN associations AS a ON a.association_id = m.association_id
|> WHERE NOT EXISTS (
     SELECT 1
     FROM awards AS w
     WHERE w.award_kind = 'flag'
       AND w.bloc_id = c.bloc_id
       AND w.year = c.year
       AND w.association_id = m.association_id
   )
|> SELECT c.bloc_id, c.year, a.association_id, a.name_canonical AS association
|> DISTINCT
|> ORDER BY bloc_id, year, association_id;

-- @answer coverage
-- No article reports a grant, and most years are silent: silence is not zero.
FROM coverage
|> WHERE topic = 'flag' AND extent <> 'not_yet'
|> SELECT
     bloc_id,
     year,
     CASE extent
       WHEN 'reported' THEN 'proposals known; not known: grants'
       ELSE 'not known: articles silent'
     END AS status
|> ORDER BY bloc_id, year;
