x.group_by("id1", "id2", "id3", "id4", "id5", "id6").agg(col("v3").sum(), len().alias("row_count"))
