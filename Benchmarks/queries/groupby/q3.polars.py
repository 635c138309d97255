x.group_by("id3").agg(col("v1").sum(), col("v3").mean())
