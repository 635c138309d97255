x.group_by("id6").agg(col("v1").sum(), col("v2").sum(), col("v3").sum())
