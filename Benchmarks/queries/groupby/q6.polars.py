x.group_by("id4", "id5").agg(
    col("v3").median().alias("median_v3"), col("v3").std().alias("sd_v3"))
