-- @title Names of the same body
-- @title_vi Các tên gọi của cùng một đơn vị
-- @question Which names are the same body; which are unmatched or doubled?
-- @param association text = 'BT-nguoi_cao_tuoi'  The association whose spellings are listed

-- @answer counts
-- A spelling may serve several associations.
FROM aliases
|> WHERE entity = 'association'
|> AGGREGATE
     COUNT(DISTINCT entity_id) AS associations,
     COUNT(DISTINCT alias) AS spellings,
     COUNT(DISTINCT entity_id || '|' || alias) AS pairs;

-- @answer several_spellings
-- Most first.
FROM aliases
|> WHERE entity = 'association'
|> AGGREGATE COUNT(DISTINCT alias) AS spellings GROUP BY entity_id AS association_id
|> WHERE spellings > 1
|> ORDER BY spellings DESC, association_id;

-- @answer spellings_of_one
-- The spellings of one association, with the place where each stands.
FROM aliases
|> WHERE entity_id = $association
|> SELECT alias, source_id, source_line
|> ORDER BY source_id, source_line, alias;

-- @answer unmatched
-- Names in use that no alias of their article explains.
FROM members
|> SELECT association_id, name_as_written, source_id
|> UNION DISTINCT
     (FROM leadership |> SELECT association_id, name_as_written, source_id),
     (
       FROM awards
       |> WHERE association_id IS NOT NULL
       |> SELECT association_id, name_as_written, source_id
     )
|> AS n
|> LEFT JOIN aliases AS a
   ON a.entity_id = n.association_id AND a.alias = n.name_as_written AND a.source_id = n.source_id
|> WHERE a.alias IS NULL
|> AGGREGATE COUNT(*) AS unmatched;

-- @answer doubled
-- Members that stand in more than one list.
FROM members
|> AGGREGATE COUNT(*) AS lists GROUP BY bloc_id, association_id
|> WHERE lists > 1
|> AGGREGATE COUNT(*) AS in_two_lists GROUP AND ORDER BY bloc_id;
