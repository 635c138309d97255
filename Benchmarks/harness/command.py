"""The command line of `scripts/bench`."""

import argparse
import json
import os
import shutil
import subprocess

from harness import data, kernels, khoi, machine, report, scaling, suites
from harness.engines import ENGINES

DESCRIPTION = """\
Times khoi on questions that other engines are asked as well, and its inner loops on their own.

  scripts/bench                          this help, and what is installed
  scripts/bench setup                    installs the peers into .build/bench-venv (needs the network)
  scripts/bench groupby join             two suites, with every peer that is installed
  scripts/bench groupby --rows 1e5       a small one, in seconds
  scripts/bench tpch --engines khoi      khoi alone
  scripts/bench scaling --rows 1e7       time against rows, up to ten million

suites:
  groupby   H2O.ai's ten questions that group, over 1e7 rows
  join      H2O.ai's five joins, 1e7 rows with tables of 10, 1e4 and 1e7
  tpch      the 22 questions of TPC-H at scale 1
  latency   ten short questions over the 1e7 rows, as asked at a prompt
  startup   a whole process that summarises a CSV of 1,000 rows
  load      files into tables: time, MB/s, peak of memory
  kernels   khoi's inner loops over columns in memory, next to what the machine can do
  scaling   time and memory against rows, 1e5 to 1e8, and where it bends
  all       all of them
"""
EPILOGUE = """\
environment:
  KHOI_PROGRAM   the khoi to measure; without it (and --khoi) a release is built first
  BENCH_DATA     where the data lies (.build/bench-data); what is missing is made, 4 GB for all suites
  BENCH_PYTHON   the Python that has the peers (.build/bench-venv/bin/python)
  BENCH_LOCK     the file that keeps two benchmarks from running at once (.build/bench.lock)
  BENCH_DEBUG    set: what the engines write to standard error is shown

Benchmarks/README.md says how to read the results."""

COMPARISONS = {
    "groupby": suites.group_by, "join": suites.join, "tpch": suites.tpch,
    "latency": suites.latency, "startup": suites.start_up, "load": suites.load}
SUITES = [*COMPARISONS, "kernels", "scaling"]


def parser():
    found = argparse.ArgumentParser(
        prog="scripts/bench", description=DESCRIPTION, epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS)
    add = found.add_argument
    add("suites", nargs="*", metavar="SUITE", help=argparse.SUPPRESS)
    add("--engines", metavar="A,B", help=f"who is asked, of {', '.join(ENGINES)} "
        "(khoi and what is installed, without sqlite)")
    add("--queries", metavar="A,B", help="only these questions, such as q1,q7")
    add("--rows", metavar="N", type=number, help="rows of the tables (1e7; of scaling the most, 1e8)")
    add("--scale", metavar="N", type=float, default=1.0, help="scale of TPC-H (1)")
    add("--runs", metavar="N", type=int, default=3, help="runs of each question after a warm-up (3)")
    add("--threads", metavar="1,2", help="threads; several counts, one after the other "
        f"({machine.CORES}, of scaling 1 and {machine.CORES})")
    add("--khoi", metavar="PATH", help="the khoi to measure, instead of building one")
    add("--out", metavar="FILE", help="write all figures there as JSON")
    add("--markdown", action="store_true", help="put the tables into Benchmarks/RESULTS.md")
    add("--timeout", metavar="N", type=float, default=120, help="seconds an answer may take (120)")
    add("--slow", metavar="N", type=float, default=20,
        help="an engine that takes more seconds is not asked again (20)")
    return found


def number(text):
    """1e7 or 10000000."""
    found = float(text)
    if found < 1 or found != int(found):
        raise argparse.ArgumentTypeError(f"not a number of rows: {text}")
    return int(found)


def installed_peers():
    """The peers that the Python has, with their versions."""
    code = (
        "import importlib.metadata as m, json, sys\n"
        "found = {}\n"
        "for name in sys.argv[1:]:\n"
        "  try: found[name] = m.version(name)\n"
        "  except m.PackageNotFoundError: pass\n"
        "print(json.dumps(found))")
    names = [package for package, _ in ENGINES.values() if package and package != "sqlite3"]
    text = subprocess.run(
        [machine.python(), "-c", code, *names], capture_output=True, text=True).stdout
    return json.loads(text or "{}")


def overview():
    """What is there to measure with."""
    peers = installed_peers()
    row = lambda name, text: print(f"  {name:<10} {text}")
    print("\nhere:")
    row("machine", machine.description())
    program = os.environ.get("KHOI_PROGRAM")
    row("khoi", f"{program} ({khoi.version(program)})" if program else "will be built as a release")
    row("python", machine.python())
    row("peers", ", ".join(f"{n} {v}" for n, v in peers.items()) or "none: scripts/bench setup")
    tools = [name for name in ("sqlite3", "duckdb", "mlr") if shutil.which(name)]
    row("programs", ", ".join(tools) or "none of sqlite3, duckdb, mlr")
    row("TPC-H", data.find_generator() or "no tpchgen-cli: scripts/bench setup")
    folder = machine.data_folder()
    files = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    row("data", f"{folder}: {', '.join(files) or 'empty; made when needed'}")


def main(arguments):
    options = parser().parse_args(arguments)
    if not options.suites:
        parser().print_help()
        overview()
        return 0
    if options.suites == ["setup"]:
        data.setup()
        return 0
    if options.suites == ["all"]:
        options.suites = SUITES
    unknown = [name for name in options.suites if name not in SUITES]
    if unknown:
        parser().error(f"there is no suite {unknown[0]}; the suites are {', '.join(SUITES)}")
    return run(options)


def run(options):
    options.queries = options.queries.split(",") if options.queries else None
    threads = [int(count) for count in options.threads.split(",")] if options.threads else None
    given = options.engines.split(",") if options.engines else ["khoi", *installed_peers()]
    unknown = [engine for engine in given if engine not in ENGINES]
    if unknown:
        raise SystemExit(f"bench: there is no engine {unknown[0]}; there are {', '.join(ENGINES)}")
    options.engines = given
    rows = options.rows
    if set(options.suites) - {"kernels"}:
        options.khoi = khoi.find(options.khoi)
    with machine.OneAtATime():
        machine.warn_if_busy()
        found = report.Report(options)
        for suite in options.suites:
            if suite == "kernels":
                kernels.measure(options, rows, found)
            elif suite == "scaling":
                scaling.measure(options, threads or sorted({1, machine.CORES}), rows or 10**8, found)
            else:
                options.rows = rows or 10**7
                for options.thread_count in threads or [machine.CORES]:
                    comparison = COMPARISONS[suite](options)
                    found.add(suite, comparison.table(), comparison.as_json())
    return 0
