"""Time and memory against the number of rows: khoi alone, over tables that it makes itself."""

import math

from harness import machine, queries, report
from harness.data import random, short
from harness.khoi import Khoi

# Ten times the rows may take this much more than ten times the time before it is called a bend.
ALLOWANCE = 1.15
# What the hungriest question, the sort of all rows, needs at its peak, with the table.
BYTES_PER_ROW = 120


def statements(rows):
    """The tables: `t` with keys of a hundred, n / 100 and n / 10 values, and `d` with each key once."""
    keys = max(10, rows // 10)
    columns = [
        f"{random(1)} % 100 AS few", f"{random(2)} % {max(1, rows // 100)} AS many",
        f"{random(3)} % {keys} AS key", f"{random(4)} % 1000 AS part",
        f"{random(5)} / 21474836.47 AS amount"]
    return [
        f"CREATE TABLE t AS SELECT {', '.join(columns)} FROM range({rows}) AS r(i)",
        f"CREATE TABLE d AS SELECT i AS key, {random(6)} % 1000 AS weight "
        f"FROM range({keys}) AS r(i) ORDER BY hash(i)"]


class Size:
    """What was measured at one number of rows."""

    def __init__(self, rows):
        self.rows = rows
        self.table_bytes = None
        self.seconds, self.peak_bytes = {}, {}


def measure(options, threads, most, found):
    sizes, left_out = [], []
    rows = 10**5
    while rows <= most:
        free = machine.free_memory()
        if free is not None and free < rows * BYTES_PER_ROW:
            left_out.append(
                f"{short(rows)} rows are left out: they may need {rows * BYTES_PER_ROW / 1e9:.0f} GB, "
                f"{free / 1e9:.0f} GB are free")
            break
        sizes.append(measure_size(options, threads, rows))
        rows *= 10
    for count in threads:
        title = f"scaling, {count} thread{'s' if count > 1 else ''}: least ms, and the exponent of each decade"
        table = curve(title, sizes, count)
        table.notes += left_out
        found.add("scaling", table, as_json(sizes, count, left_out))
    table = memory(sizes, threads)
    found.add("scaling", table, {"title": table.title, "rows": table.rows})


def measure_size(options, threads, rows):
    size = Size(rows)
    questions = queries.of("scaling", options.queries)
    # Short questions are asked more often: their times vary more.
    runs = options.runs * (4 if rows <= 10**6 else 1)
    with Khoi(options.khoi) as khoi:
        process = khoi.process.pid
        before = machine.memory_of(process)[0]
        for statement in statements(rows):
            khoi.ask(statement)
        size.table_bytes = machine.memory_of(process)[0] - before
        for turn in range(runs + 1):
            for question in questions:
                for count in threads:
                    ask(khoi, question, count, size, turn)
    times = [
        f"{question.name} {report.milliseconds(size.seconds[question.name, threads[-1]])}"
        for question in questions]
    machine.say(f"scaling {short(rows)} rows: {', '.join(times)}")
    return size


def ask(khoi, question, threads, size, turn):
    process = khoi.process.pid
    khoi.ask(f"SET threads = {threads}")
    machine.forget_peak(process)
    before = machine.memory_of(process)[0]
    _, seconds = khoi.ask(f"CREATE TABLE answer AS {question.text('khoi')[0]}")
    key = question.name, threads
    peak = machine.memory_of(process)[1] - before
    size.peak_bytes[key] = max(peak, size.peak_bytes.get(key, 0))
    khoi.ask("DROP TABLE answer")
    if turn > 0:
        size.seconds[key] = min(seconds, size.seconds.get(key, math.inf))


def growth(one, two, key):
    """How many times the time of `one` the ten times larger `two` takes."""
    return two.seconds[key] / one.seconds[key]


def curve(title, sizes, threads):
    decades = list(zip(sizes, sizes[1:]))
    heading = ["", *[short(size.rows) for size in sizes], *[
        f"{short(one.rows)}–{short(two.rows)}" for one, two in decades]]
    if sizes:
        heading.append("ns/row")
    table = report.Table(title, heading)
    names = [name for name, count in (sizes[0].seconds if sizes else {}) if count == threads]
    for name in names:
        key = name, threads
        cells = [report.milliseconds(size.seconds[key]) for size in sizes]
        for one, two in decades:
            factor = growth(one, two, key)
            bends = factor > 10 * ALLOWANCE
            cells.append(f"{math.log10(factor):.2f}{' !' if bends else ''}")
            if bends:
                table.notes.append(
                    f"{name} bends at {short(two.rows)} rows: {factor:.1f} times the time for ten "
                    "times the rows")
        cells.append(f"{sizes[-1].seconds[key] / sizes[-1].rows * 1e9:.2f}")
        table.add(name, *cells)
    if not table.notes:
        table.notes.append(f"nothing bends: no decade takes more than {10 * ALLOWANCE:.1f} times the last")
    return table


def memory(sizes, threads):
    """Bytes a row: the tables, and what a question holds at its peak beyond them."""
    heading = ["", *[short(size.rows) for size in sizes]]
    table = report.Table("scaling: bytes of memory a row (resident, more than before)", heading)
    table.add("tables", *[f"{size.table_bytes / size.rows:.1f}" for size in sizes])
    names = list(dict.fromkeys(name for name, _ in (sizes[0].seconds if sizes else {})))
    for name in names:
        key = name, threads[-1]
        table.add(f"peak of {name}", *[f"{size.peak_bytes[key] / size.rows:.1f}" for size in sizes])
    table.notes.append(f"peaks with {threads[-1]} threads, the answer included")
    return table


def as_json(sizes, threads, left_out):
    return {
        "threads": threads, "left_out": left_out,
        "sizes": [
            {
                "rows": size.rows, "table_bytes": size.table_bytes,
                "seconds": {name: s for (name, count), s in size.seconds.items() if count == threads},
                "peak_bytes": {name: b for (name, count), b in size.peak_bytes.items() if count == threads},
            } for size in sizes]}
