x.group_by("id2", "id4").agg((corr("v1", "v2") ** 2).alias("r2"))
