-- @title One kind of association across provinces
-- @title_vi Một loại hội ở các tỉnh
-- @question How does one kind of association do across provinces?
-- @param kind text = NULL  One kind_id; the two most widespread when left out

-- @answer kinds
-- Kinds in more than one province.
FROM associations AS a
|> JOIN association_kinds AS k ON k.kind_id = a.kind_id
|> AGGREGATE COUNT(*) AS provinces GROUP BY k.kind_id AS kind_id, k.kind_en AS kind_en
|> WHERE provinces > 1
|> ORDER BY provinces DESC, kind_id;

-- @answer two_kinds
-- Awards, headship and results of the two most widespread.
FROM associations AS a
|> WHERE CASE
     WHEN $kind IS NULL THEN a.kind_id IN ('chu_thap_do', 'khuyen_hoc')
     ELSE a.kind_id = $kind
   END
|> LEFT JOIN awards AS w ON w.association_id = a.association_id
|> LEFT JOIN leadership AS l ON l.association_id = a.association_id
|> LEFT JOIN results AS r ON r.association_id = a.association_id
|> SELECT
     a.kind_id,
     a.association_id,
     w.year AS award_year,
     w.award_kind,
     w.status,
     l.year AS role_year,
     l.role,
     l.how,
     r.year AS result_year,
     r.metric_id,
     r.pct_bound,
     r.pct_of_plan
|> ORDER BY kind_id, association_id;

-- @answer stated
-- Of which of them the articles state anything.
FROM associations AS a
|> WHERE CASE
     WHEN $kind IS NULL THEN a.kind_id IN ('chu_thap_do', 'khuyen_hoc')
     ELSE a.kind_id = $kind
   END
|> LEFT JOIN (
     FROM awards
     |> SELECT association_id
     |> UNION DISTINCT
          (FROM leadership |> SELECT association_id),
          (FROM results |> SELECT association_id)
   ) AS s ON s.association_id = a.association_id
|> SELECT
     a.kind_id,
     a.province,
     a.name_canonical AS association,
     CASE WHEN s.association_id IS NULL THEN 'not known: nothing stated' ELSE 'stated' END AS status
|> ORDER BY kind_id, province;
