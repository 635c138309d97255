-- @title Members not seen leading
-- @title_vi Thành viên chưa thấy làm trưởng khối
-- @question Is a member overdue to lead?

-- @answer not_seen_leading
-- Heads only, deputies not counted.
FROM bloc_sizes
|> AGGREGATE MAX(member_count) AS member_count GROUP BY bloc_id
|> JOIN (
     FROM leadership
     |> WHERE role = 'head'
     |> AGGREGATE COUNT(DISTINCT year) AS years_known, COUNT(DISTINCT association_id) AS heads
        GROUP BY bloc_id
   ) USING (bloc_id)
|> JOIN (
     FROM members AS m
     |> WHERE NOT EXISTS (
          SELECT 1
          FROM leadership AS l
          WHERE l.role = 'head' AND l.bloc_id = m.bloc_id AND l.association_id = m.association_id
        )
     |> AGGREGATE COUNT(DISTINCT association_id) AS named_not_seen GROUP BY bloc_id
   ) USING (bloc_id)
|> SELECT
     bloc_id,
     years_known,
     member_count,
     heads,
     member_count - heads AS not_seen_leading,
     named_not_seen
|> ORDER BY bloc_id;

-- @answer verdict
-- With one head a year a full round takes as many years as there are members.
FROM bloc_sizes
|> AGGREGATE MAX(member_count) AS years_of_a_round GROUP BY bloc_id
|> LEFT JOIN (
     FROM leadership
     |> WHERE role = 'head'
     |> AGGREGATE COUNT(DISTINCT year) AS known GROUP BY bloc_id
   ) USING (bloc_id)
|> SELECT
     bloc_id,
     COALESCE(known, 0) AS years_known,
     years_of_a_round,
     CASE
       WHEN COALESCE(known, 0) < years_of_a_round THEN 'not known: fewer years than one round'
       ELSE 'known'
     END AS status
|> ORDER BY bloc_id;
