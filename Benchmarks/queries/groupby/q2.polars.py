x.group_by("id1", "id2").agg(col("v1").sum())
