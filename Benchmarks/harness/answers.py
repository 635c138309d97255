"""Whether engines agree: answers boiled down to figures that do not depend on the order of rows.

Each column becomes numbers: dates their days, texts a hash. The figures are the count of NULLs, the
sum, and the sum of products with the next column, which binds the values of a row together.
"""

TOLERANCE = 1e-7


def digest(frame):
    """The figures of a Polars frame: rows, and for each column NULLs and two sums with their sizes."""
    import polars

    columns = [as_numbers(frame.to_series(place), polars) for place in range(frame.width)]
    figures = []
    for place, column in enumerate(columns):
        following = columns[(place + 1) % len(columns)]
        numbers, others = column.fill_null(0.0), following.fill_null(0.5)
        products = numbers * others
        figures.append([
            column.null_count(), numbers.sum(), numbers.abs().sum(), products.sum(),
            products.abs().sum()])
    return {"rows": frame.height, "columns": figures}


def as_numbers(column, polars):
    kind = column.dtype
    if kind == polars.String or kind == polars.Binary or kind == polars.Categorical:
        return (column.cast(polars.String).hash(seed=1) % 1_000_003).cast(polars.Float64) / 1e6
    if kind == polars.Datetime:
        column = column.cast(polars.Date)
    if column.dtype == polars.Date:
        column = column.cast(polars.Int32)
    return column.cast(polars.Float64).fill_nan(None)


def are_equal(one, two):
    """Whether two digests are those of the same rows."""
    if one["rows"] != two["rows"] or len(one["columns"]) != len(two["columns"]):
        return False
    for left, right in zip(one["columns"], two["columns"]):
        if left[0] != right[0]:
            return False
        for place in (1, 3):
            size = max(left[place + 1], right[place + 1], 1e-9)
            if abs(left[place] - right[place]) > TOLERANCE * size:
                return False
    return True


def dissenters(digests):
    """The engines outside the largest group that agrees; all of them where no group is larger."""
    groups = []
    for engine, found in digests.items():
        for group in groups:
            if are_equal(digests[group[0]], found):
                group.append(engine)
                break
        else:
            groups.append([engine])
    groups.sort(key=len, reverse=True)
    is_decided = len(groups) < 2 or len(groups[0]) > len(groups[1])
    return {engine for group in groups[1 if is_decided else 0:] for engine in group}
