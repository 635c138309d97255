x.group_by("id1").agg(col("v1").sum())
