x.group_by("id4").agg(col("v1").mean(), col("v2").mean(), col("v3").mean())
