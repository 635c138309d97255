"""The suites that compare khoi with its peers."""

import os
import shutil
import subprocess
import time

from harness import machine, queries, report, turns
from harness.data import Maker, short


def compare(settings, suite, tables, title, verb="store", figure="least", runs=None):
    """Asks every engine every question of a suite over tables that are in memory."""
    comparison = report.Comparison(title, figure)
    disturbance = machine.Disturbance()
    workers, troubles = turns.start(settings, tables)
    try:
        for query in queries.of(suite, settings.queries):
            found = turns.take(
                workers, query, verb, runs or settings.runs, settings.slow, disturbance)
            comparison.add(query.name, found)
            times = [f"{engine} {comparison.cell(one)}" for engine, one in found.items()]
            machine.say(f"{suite} {query.name}: {', '.join(times)}")
    finally:
        for worker in workers.values():
            worker.close()
    comparison.notes = notes(workers, troubles, comparison, disturbance)
    return comparison


def notes(workers, troubles, comparison, disturbance):
    """What stands below a table: who took part, and how quiet it was."""
    lines = [", ".join(f"{engine} {worker.version}" for engine, worker in workers.items())]
    lines += [f"{engine} is left out: {why}" for engine, why in troubles.items()]
    measurements = [one for found in comparison.questions.values() for one in found.values()]
    if len(workers) > 1 and not any(one.digest for one in measurements):
        lines.append("answers were not compared: that needs Polars (scripts/bench setup)")
    if disturbance.typical is not None:
        lines.append(f"other processes took {disturbance.typical:.0%} of the cores in the median run")
    return lines


def group_by(settings):
    tables = Maker(settings.khoi).group_by(settings.rows)
    title = f"{heading('group-by', settings)}: least ms of {counted(settings.runs)}, answer kept in memory"
    return compare(settings, "groupby", tables, title)


def join(settings):
    tables = Maker(settings.khoi).join(settings.rows)
    title = f"{heading('join', settings)}: least ms of {counted(settings.runs)}, answer kept in memory"
    return compare(settings, "join", tables, title)


def tpch(settings):
    tables = Maker(settings.khoi).tpch(settings.scale)
    title = (
        f"TPC-H at scale {settings.scale:g}, {counted(settings.thread_count, 'thread')}: "
        f"least ms of {counted(settings.runs)}, answer kept in memory")
    return compare(settings, "tpch", tables, title)


def latency(settings):
    tables = Maker(settings.khoi).group_by(settings.rows)
    runs = max(settings.runs, 15)
    title = f"{heading('latency', settings)}: median ms of {counted(runs)}, rows brought to the program"
    return compare(settings, "latency", tables, title, "fetch", "median", runs)


def heading(name, settings):
    return f"{name}, {short(settings.rows)} rows, {counted(settings.thread_count, 'thread')}"


def counted(number, word="run"):
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def start_up(settings):
    """Whole processes, from their start to their end: a summary of a file of a thousand rows."""
    file = Maker(settings.khoi).small()
    question = queries.of("startup")[0].text("")[0]
    sql = lambda table: " ".join(
        line for line in question.splitlines() if not line.startswith("--")).format(table=table)
    beside = os.path.join(os.path.dirname(machine.python()), "duckdb")
    duckdb = shutil.which("duckdb") or (beside if os.path.exists(beside) else "duckdb")
    commands = {
        "khoi": [settings.khoi, "--no-init", "-c", sql(f"'{file}'")],
        "sqlite3": [
            "sqlite3", "-csv", ":memory:", f".import {file} t", sql("t")],
        "duckdb": [duckdb, "-init", os.devnull, "-csv", "-c", sql(f"'{file}'")],
        "mlr": [
            "mlr", "--icsv", "--ocsv", "stats1", "-a", "count,sum,mean", "-f", "qty,price", "-g",
            "region", "then", "cut", "-o", "-f", "region,qty_count,qty_sum,price_mean", "then",
            "sort", "-f", "region", file]}
    commands = {
        name: command for name, command in commands.items() if shutil.which(command[0])}
    runs = max(settings.runs, 25)
    title = f"start-up: median ms of {runs} processes that summarise a CSV of 1,000 rows"
    comparison = report.Comparison(title, "median")
    found = {name: turns.Measurement() for name in commands}
    answers = {}
    for turn in range(runs + 2):
        for name, command in commands.items():
            start = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
            seconds = time.perf_counter() - start
            if done.returncode:
                found[name].error = (done.stderr.strip() or f"status {done.returncode}")
            if turn < 2:
                answers[name] = figures(done.stdout)
            else:
                found[name].seconds.append(seconds)
    for name, answer in answers.items():
        # SQLite has no types for imported columns but counts with them all the same.
        own = answers["khoi"]
        found[name].differs = len(answer) != len(own) or any(
            abs(one - two) > 1e-7 * max(1, abs(one)) for one, two in zip(answer, own))
    comparison.add("summary", found)
    missing = [name for name in ("sqlite3", "duckdb", "mlr") if name not in commands]
    comparison.notes = [f"not installed: {', '.join(missing)}"] if missing else []
    return comparison


def figures(text):
    """The numbers in an answer in CSV."""
    numbers = []
    for cell in text.replace("\n", ",").split(","):
        try:
            numbers.append(float(cell))
        except ValueError:
            pass
    return numbers


def load(settings):
    """Files into tables, each time in a fresh process, so that its peak of memory is that load's."""
    maker = Maker(settings.khoi)
    jobs = {
        f"group-by CSV, {short(settings.rows)} rows": maker.group_by(settings.rows)["x"],
        "lineitem CSV": maker.tpch(settings.scale)["lineitem"],
        "lineitem NDJSON": maker.lines(settings.scale)}
    title = (
        f"load, {counted(settings.thread_count, 'thread')}: "
        f"least ms of {counted(settings.runs, 'load')}, MB/s, peak memory")
    comparison = report.Comparison(title)
    disturbance = machine.Disturbance()
    versions = {}
    for name, file in jobs.items():
        if settings.queries and not any(part in name for part in settings.queries):
            continue
        read_once(file)
        found = {engine: turns.Measurement() for engine in settings.engines}
        for _ in range(settings.runs):
            for engine, one in found.items():
                if one.error or (one.seconds and one.least > settings.slow):
                    continue
                load_once(settings, engine, file, one, versions, disturbance)
        size = os.path.getsize(file)
        for one in found.values():
            if one.seconds:
                one.details["megabytes_per_second"] = round(size / one.least / 1e6)
                one.details["shown"] = [
                    f"{one.details['megabytes_per_second']} MB/s", f"{one.details['peak'] / 1e6:.0f} MB"]
        comparison.add(f"{name}, {size / 1e6:.0f} MB", found)
        times = [f"{engine} {comparison.cell(one)}" for engine, one in found.items()]
        machine.say(f"{name}: {'; '.join(times)}")
    comparison.notes = [", ".join(f"{engine} {version}" for engine, version in versions.items())]
    return comparison


def load_once(settings, engine, file, measurement, versions, disturbance):
    worker = None
    try:
        worker = turns.Worker(engine, settings)
        versions[engine] = worker.version
        answer = disturbance.during(lambda: worker.load({"t": file}), worker.processes())
        measurement.seconds.append(answer["seconds"])
        measurement.details["peak"] = max(answer["peak"], measurement.details.get("peak", 0))
    except turns.Trouble as trouble:
        measurement.error = str(trouble)
    finally:
        if worker:
            worker.close()


def read_once(file):
    """Brings a file into the system's cache, so that engines and not the disk are measured."""
    with open(file, "rb") as opened:
        while opened.read(1 << 24):
            pass
