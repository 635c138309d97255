-- @title How membership and names changed
-- @title_vi Thành viên và tên gọi thay đổi thế nào
-- @question How did membership or names change?

-- @answer lists
-- The two lists of Bình Thuận side by side.
FROM members AS x
|> WHERE x.source_id = 'S001'
|> SELECT association_id, list_order, name_as_written
|> AS x
|> FULL JOIN (
     FROM members
     |> WHERE source_id = 'S002'
     |> SELECT association_id, list_order, name_as_written
   ) AS y ON y.association_id = x.association_id
|> AGGREGATE
     COUNT(x.association_id) AS in_first,
     COUNT(y.association_id) AS in_second,
     COUNTIF(x.list_order = y.list_order) AS same_place,
     COUNTIF(x.name_as_written = y.name_as_written) AS same_name;

-- @answer renamed
-- Names that differ.
FROM members AS x
|> WHERE x.source_id = 'S001'
|> JOIN members AS y ON y.association_id = x.association_id AND y.source_id = 'S002'
|> WHERE x.name_as_written <> y.name_as_written
|> SELECT
     x.association_id,
     x.name_as_written AS name_2024_03_25,
     x.list_order,
     y.name_as_written AS name_2025_01_08
|> ORDER BY list_order;

-- @answer coverage
-- A change can be seen only where there are two lists.
FROM blocs
|> SELECT bloc_id
|> LEFT JOIN (
     FROM members
     |> WHERE list_order IS NOT NULL
     |> AGGREGATE COUNT(DISTINCT source_id) AS counted GROUP BY bloc_id
   ) USING (bloc_id)
|> SELECT
     bloc_id,
     COALESCE(counted, 0) AS lists,
     CASE WHEN counted > 1 THEN 'known' ELSE 'not known: fewer than two lists' END AS status
|> ORDER BY bloc_id;
