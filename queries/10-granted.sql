-- @title Proposed and granted
-- @title_vi Đề nghị và đã khen
-- @question Which proposals were granted?

-- @answer status
-- Award rows and recipients.
FROM awards
|> AGGREGATE COUNT(*) AS award_rows, SUM(recipient_count) AS recipients
   GROUP AND ORDER BY award_kind, status;

-- @answer proposals
-- What became of each proposal: no article says.
FROM awards AS w
|> WHERE w.status = 'proposed'
|> JOIN associations AS a ON a.association_id = w.association_id
|> SELECT
     w.bloc_id,
     w.year,
     w.award_kind,
     a.name_canonical AS association,
     'not known: no grant reported' AS granted
|> ORDER BY bloc_id, year, award_kind DESC, association;
