-- ClickHouse's MEDIAN is an estimate and its STDDEV that of a whole population.
SELECT id4, id5, quantileExactInclusive(0.5)(v3) AS median_v3, stddevSamp(v3) AS sd_v3
FROM x
GROUP BY id4, id5
