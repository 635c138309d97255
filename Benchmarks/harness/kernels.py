"""Runs the program of Benchmarks/Kernels and shows its figures."""

import subprocess
import tempfile

from harness import report
from harness.khoi import build


def measure(options, rows, found):
    program = build("khoi-kernels")
    command = [program]
    if rows:
        command += ["--rows", str(rows)]
    if options.queries:
        command += ["--only", ",".join(options.queries)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*command, "--folder", folder], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"bench: {program} ended with status {done.returncode}")
    limits, figures = {}, []
    for line in done.stdout.splitlines():
        kind, *cells = line.split("\t")
        if kind == "rows":
            rows = int(cells[0])
        elif kind == "limit":
            limits[cells[0]] = float(cells[1])
        elif kind == "failed":
            raise SystemExit(f"bench: {program}: {cells[0]}")
        elif kind == "kernel":
            name, group, nanoseconds, bytes_a_row, limit = cells
            figures.append((group, name, float(nanoseconds), float(bytes_a_row), limit))
    table = shaped(limits, figures, rows)
    result = {"rows": rows, "limits": limits, "kernels": [
        dict(zip(("group", "name", "nanoseconds", "bytes", "limit"), figure)) for figure in figures]}
    found.add("kernels", table, result)


def shaped(limits, figures, rows):
    table = report.Table(
        f"kernels and operators over {rows:,} rows in memory, 1 thread",
        ["", "ns/row", "bytes/row", "GB/s", "limit", "share"])
    for group, name, nanoseconds, bytes_a_row, limit in figures:
        rate = bytes_a_row / nanoseconds
        share = rate / limits[limit]
        table.add(
            f"{group}: {name}", f"{nanoseconds:.3f}", f"{bytes_a_row:.3g}", f"{rate:.2f}", limit,
            f"{share:.0%}")
    table.notes = [f"{name}: {rate:.1f} GB/s" for name, rate in limits.items()]
    table.notes.append("share: of what the machine can do with as many bytes in the pattern of `limit`")
    return table
