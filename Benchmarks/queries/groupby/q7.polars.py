x.group_by("id3").agg((col("v1").max() - col("v2").min()).alias("range_v1_v2"))
