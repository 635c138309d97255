"""The data of the suites. What is missing is made by khoi itself; the same numbers every time.

The names and the distributions are those of the H2O.ai benchmark (db-benchmark), so its own files
serve as well. TPC-H's tables come from `tpchgen-cli`, which `scripts/bench setup` installs.
"""

import os
import shutil
import subprocess
import sys

from harness import machine
from harness.khoi import Khoi

TPCH_TABLES = ["region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem"]
NDJSON_ROWS = 2_000_000


def short(number):
    """10000000 as 1e7."""
    digits, _, exponent = f"{number:.0e}".partition("e")
    return f"{digits}e{int(exponent)}"


def path(name):
    return os.path.join(machine.data_folder(), name)


def random(salt, row="i"):
    """A number of 31 random bits for each row."""
    return f"(hash({row}, {salt}) & 2147483647)"


def value(salt, row="i"):
    """A random number from 0 to 100 with six decimals."""
    return f"ROUND({random(salt, row)} / 21474836.47, 6)"


class Maker:
    """Makes the files that a suite needs and are not there."""

    def __init__(self, khoi):
        self.program = khoi

    def make(self, name, statements):
        """A file by statements of khoi, the last of which gives its rows."""
        file = path(name)
        if os.path.exists(file):
            return file
        os.makedirs(machine.data_folder(), exist_ok=True)
        machine.say(f"making {file}")
        with Khoi(self.program) as khoi:
            for statement in statements[:-1]:
                khoi.ask(statement)
            ending = os.path.splitext(name)[1]
            form = "csv, HEADER true" if ending == ".csv" else "ndjson"
            # A file that is there is a file that is whole.
            khoi.ask(f"COPY ({statements[-1]}) TO '{file}.part' (FORMAT {form})")
        os.rename(f"{file}.part", file)
        return file

    def group_by(self, rows):
        """Nine columns: texts and integers of a hundred and of many values, three measures."""
        many = max(1, rows // 100)
        text = lambda digits, salt, count: f"printf('id%0{digits}d', 1 + {random(salt)} % {count})"
        columns = [
            f"{text(3, 1, 100)} AS id1", f"{text(3, 2, 100)} AS id2", f"{text(10, 3, many)} AS id3",
            f"1 + {random(4)} % 100 AS id4", f"1 + {random(5)} % 100 AS id5",
            f"1 + {random(6)} % {many} AS id6", f"1 + {random(7)} % 5 AS v1",
            f"1 + {random(8)} % 15 AS v2", f"{value(9)} AS v3"]
        question = f"SELECT {', '.join(columns)} FROM range({rows}) AS r(i)"
        return {"x": self.make(f"G1_{short(rows)}_1e2_0_0.csv", [question])}

    def join(self, rows):
        """A table and three to join it with: a millionth, a thousandth and as many rows as it has.

        Of each key, nine tenths of the values are on both sides, one tenth on one only.
        """
        sizes = {"small": max(10, rows // 1_000_000), "medium": max(100, rows // 1000), "big": rows}
        keys = []
        for place, size in enumerate(sizes.values(), 1):
            # `place` numbers the keys of a size in a random order.
            keys.append(
                f"CREATE TABLE keys{place} AS SELECT key, ROW_NUMBER() OVER () - 1 AS place "
                f"FROM (SELECT i + 1 AS key FROM range({size + size // 10}) AS r(i) "
                f"ORDER BY hash(i, {place}))")
        prefix = f"J1_{short(rows)}"
        names = {"x": f"{prefix}_NA_0_0.csv"}
        for table, size in sizes.items():
            names[table] = f"{prefix}_{short(size)}_0_0.csv"
        files = {"x": self.make(names["x"], keys + [self.side(sizes, 3, rows, 0, "v1")])}
        for count, (table, size) in enumerate(sizes.items(), 1):
            question = self.side(sizes, count, size, count, "v2")
            files[table] = self.make(names[table], keys[:count] + [question])
        return files

    @staticmethod
    def side(sizes, count, rows, number, measure):
        """The rows of one table: `count` keys as integers and as texts, and a measure."""
        joins = []
        for place, size in enumerate(list(sizes.values())[:count], 1):
            # A key that is as long as the table comes once, every other one at random.
            position = "i" if size == rows else f"{random(10 * number + place)} % {size}"
            # After the shared nine tenths come those of the left table, then those of the others.
            own = f"CASE WHEN {position} < {size - size // 10} THEN 0 ELSE {size // 10} END"
            where = f"{position} + {own}" if number else position
            joins.append(f"JOIN keys{place} AS k{place} ON k{place}.place = {where}")
        columns = [f"k{place}.key AS id{place}" for place in range(1, count + 1)]
        columns += [f"CONCAT('id', k{place}.key) AS id{place + 3}" for place in range(1, count + 1)]
        columns.append(f"{value(100 + number)} AS {measure}")
        return (
            f"SELECT {', '.join(columns)} FROM range({rows}) AS r(i) {' '.join(joins)} "
            f"ORDER BY hash(i, {50 + number})")

    def small(self):
        """A thousand sales, for a process that answers one question."""
        regions = "['north', 'south', 'east', 'west', 'centre', 'coast', 'delta', 'hills', 'plain', 'isle']"
        columns = [
            f"({regions})[1 + {random(1)} % 10] AS region",
            f"DATE '2026-01-01' + CAST({random(2)} % 365 AS INTEGER) AS day",
            f"1 + {random(3)} % 99 AS qty", f"ROUND(1 + {random(4)} % 49900 / 100.0, 2) AS price",
            "CONCAT('line ', i, CASE WHEN i % 50 = 0 THEN ', \"quoted\"' ELSE '' END) AS note"]
        return self.make("small_1000.csv", [f"SELECT {', '.join(columns)} FROM range(1000) AS r(i)"])

    def tpch(self, scale):
        """The eight tables of TPC-H."""
        folder = path(f"tpch{scale:g}")
        files = {table: os.path.join(folder, f"{table}.csv") for table in TPCH_TABLES}
        if not all(map(os.path.exists, files.values())):
            program = find_generator()
            if program is None:
                raise SystemExit(
                    f"bench: {folder} has no tables, and tpchgen-cli is not installed: scripts/bench setup")
            machine.say(f"making {folder}")
            os.makedirs(folder, exist_ok=True)
            subprocess.run([program, "csv", "-s", f"{scale:g}", "-o", folder, "-q"], check=True)
        return files

    def lines(self, scale):
        """The first rows of TPC-H's largest table, as a JSON object a line."""
        source = self.tpch(scale)["lineitem"]
        question = f"SELECT * FROM read_csv('{source}') LIMIT {NDJSON_ROWS}"
        return self.make(os.path.join(f"tpch{scale:g}", "lineitem_2m.ndjson"), [question])


def find_generator():
    beside = os.path.join(os.path.dirname(machine.python()), "tpchgen-cli")
    return beside if os.path.exists(beside) else shutil.which("tpchgen-cli")


def setup():
    """Installs the peers and the maker of TPC-H data into an environment of their own."""
    folder = machine.environment_folder()
    packages = ["duckdb", "duckdb-cli", "chdb", "polars", "datafusion", "pandas", "pyarrow", "tpchgen-cli"]
    machine.say(f"making {folder} with {', '.join(packages)}")
    steps = [
        [sys.executable, "-m", "venv", folder],
        [os.path.join(folder, "bin", "python"), "-m", "pip", "install", "--quiet", *packages]]
    for step in steps:
        if subprocess.run(step).returncode:
            raise SystemExit(
                "bench: the environment could not be made; pip needs the network (or a mirror: "
                "PIP_INDEX_URL), Debian and Ubuntu the package python3-venv")
    machine.say("the peers are installed")
