"""Time and memory against the number of rows: khoi alone, over tables that it makes itself."""

import csv
import math
import subprocess

from harness import machine, queries, report
from harness.data import random, short
from harness.khoi import Khoi, KhoiError

# Ten times the rows may take this much more than ten times the time before it is called a bend.
ALLOWANCE = 1.15
# What the hungriest question, the window, needs at its peak, with the tables.
BYTES_PER_ROW = 90
# Memory a row is measured at the largest size, but not above this one.
MEMORY_ROWS = 10**7


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
        self.seconds, self.troubles = {}, {}


    def least(self, name, threads):
        """The least seconds of a question, without its first time unless that was the only one."""
        seconds = self.seconds.get((name, threads), [])
        return min(seconds[1:] or seconds, default=None)


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
    rows = min(sizes[-1].rows, MEMORY_ROWS) if sizes else 0
    if rows:
        table = memory(options, threads[-1], rows)
        found.add("scaling", table, {"title": table.title, "rows": table.rows})


def measure_size(options, threads, rows):
    size = Size(rows)
    questions = queries.of("scaling", options.queries)
    # Short questions are asked more often: their times vary more.
    runs = options.runs * (4 if rows <= 10**6 else 1)
    with Khoi(options.khoi) as khoi:
        for statement in statements(rows):
            khoi.ask(statement)
        for turn in range(runs + 1):
            for question in questions:
                for count in threads:
                    ask(khoi, question, count, size, options.slow)
    times = [
        f"{question.name} {report.milliseconds(size.least(question.name, threads[-1]))}"
        for question in questions]
    machine.say(f"scaling {short(rows)} rows: {', '.join(times)}")
    return size


def ask(khoi, question, threads, size, slow):
    """Times a question once more, unless it failed before or is too slow to be repeated."""
    key = question.name, threads
    known = size.seconds.setdefault(key, [])
    if key in size.troubles or (known and known[0] > slow):
        return
    khoi.ask(f"SET threads = {threads}")
    try:
        known.append(khoi.ask(f"CREATE TABLE answer AS {question.text('khoi')[0]}")[1])
        khoi.ask("DROP TABLE answer")
    except KhoiError as error:
        size.troubles[key] = str(error)


def curve(title, sizes, threads):
    """A row for each question: its times, and the exponent between each size and the next."""
    decades = list(zip(sizes, sizes[1:]))
    heading = ["", *[short(size.rows) for size in sizes], *[
        f"{short(one.rows)}–{short(two.rows)}" for one, two in decades], "ns/row"]
    table = report.Table(title, heading)
    bends = []
    for name in dict.fromkeys(name for size in sizes for name, _ in size.seconds):
        times = [size.least(name, threads) for size in sizes]
        cells = [report.milliseconds(seconds) for seconds in times]
        for one, two, (_, size) in zip(times, times[1:], decades):
            cells.append(f"{math.log10(two / one):.2f}" if one and two else "–")
            if one and two and two / one > 10 * ALLOWANCE:
                cells[-1] += " !"
                bends.append(
                    f"{name} bends at {short(size.rows)} rows: {two / one:.1f} times the time for "
                    "ten times the rows")
        last = next((n for n in reversed(list(zip(times, sizes))) if n[0]), None)
        table.add(name, *cells, f"{last[0] / last[1].rows * 1e9:.2f}" if last else "–")
    table.notes = bends or [f"nothing bends: no decade takes {10 * ALLOWANCE:.1f} times the last"]
    for size in sizes:
        for (name, count), trouble in size.troubles.items():
            if count == threads:
                table.notes.append(f"{name} at {short(size.rows)} rows: {trouble}")
    return table


def memory(options, threads, rows):
    """Bytes a row: what the tables hold, and what the process takes at the peak of each question.

    Every question has a process of its own: memory that an earlier one gave back may stay with it.
    """
    table = report.Table(
        f"scaling: bytes of memory a row at {short(rows)} rows, {threads} threads",
        ["", "before", "peak"])
    for question in queries.of("scaling", options.queries):
        with Khoi(options.khoi, threads) as khoi:
            process = khoi.process.pid
            start = machine.memory_of(process)[0]
            for statement in statements(rows):
                khoi.ask(statement)
            before = machine.memory_of(process)[0] - start
            machine.forget_peak(process)
            khoi.ask(f"CREATE TABLE answer AS {question.text('khoi')[0]}")
            peak = machine.memory_of(process)[1] - start
        table.add(question.name, f"{before / rows:.1f}", f"{peak / rows:.1f}")
    table.notes = [
        f"the tables hold {table_bytes(options.khoi, rows) / rows:.1f} bytes a row; before: resident "
        "once they are made, with what making them left behind; peak: resident at the most, the "
        "answer as a table included"]
    return table


def table_bytes(program, rows):
    """What khoi itself says that the tables hold."""
    commands = [part for text in [*statements(rows), ".storage"] for part in ("-c", text)]
    done = subprocess.run(
        [program, "--no-init", "-q", *commands], stdout=subprocess.PIPE, text=True, check=True)
    return sum(int(row["bytes"]) for row in csv.DictReader(done.stdout.splitlines()))


def as_json(sizes, threads, left_out):
    return {
        "threads": threads, "left_out": left_out,
        "sizes": [
            {
                "rows": size.rows,
                "seconds": {name: size.least(name, threads) for name, _ in size.seconds},
            } for size in sizes]}
