-- @title Calendar of the blocs
-- @title_vi Lịch của các khối
-- @question Calendar: when did each bloc review, sign, hand over?

-- @answer calendar
-- The conferences. An empty date is not stated.
FROM events
|> SELECT
     event_id,
     bloc_id,
     kind,
     event_date,
     part_of_day,
     EXTRACT(DOY FROM event_date) AS day_of_year,
     review_year,
     plan_year
|> ORDER BY event_id;

-- @answer items
-- Votes, pledges and hand-overs in them.
FROM events AS e
|> JOIN event_items AS i ON i.event_id = e.event_id
|> WHERE i.item_kind IN (
     'ballot',
     'vote',
     'sign_pledge',
     'nominate_head',
     'elect_head',
     'assign_head',
     'commend'
   )
|> SELECT e.event_id, e.bloc_id, e.event_date, i.item_order, i.item_kind
|> ORDER BY event_id, item_order;

-- @answer undated
-- Conferences of which no article gives the day.
FROM events
|> WHERE event_date IS NULL
|> SELECT event_id, bloc_id, title_en, 'not known: no date stated' AS status
|> ORDER BY event_id;
