-- One row in ten passes a comparison, and is summed.
SELECT SUM(amount) AS total FROM t WHERE part < 100
