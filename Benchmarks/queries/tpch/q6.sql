-- Forecasting revenue change. The bounds leave room for what a double makes of 0.06 ± 0.01.
SELECT SUM(l_extendedprice * l_discount) AS revenue
FROM lineitem
WHERE
  l_shipdate >= DATE '1994-01-01'
  AND l_shipdate < DATE '1995-01-01'
  AND l_discount BETWEEN 0.049 AND 0.071
  AND l_quantity < 24
