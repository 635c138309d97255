"""The engines, each behind the same five verbs: load, store, fetch, answer, forget.

A worker process holds one of them (worker.py), so a peer that is not installed is missed only by
itself, and memory is that of one engine.
"""

import csv
import io
import os
import tempfile
import time


class Engine:
    """`store` answers a question into a table `answer` and returns the seconds, `fetch` brings the
    rows to the program. Both kinds of rows are afterwards seen by `answer` as a Polars frame."""

    def process(self):
        """The process whose memory counts."""
        return os.getpid()

    @staticmethod
    def timed(work):
        start = time.perf_counter()
        answer = work()
        return time.perf_counter() - start, answer


class KhoiEngine(Engine):
    def __init__(self, threads):
        from harness.khoi import Khoi, version

        program = os.environ["KHOI_PROGRAM"]
        self.khoi = Khoi(program, threads)
        self.version = version(program)

    def process(self):
        return self.khoi.process.pid

    def load(self, table, path):
        reader = "read_csv" if path.endswith(".csv") else "read_json"
        return self.khoi.ask(f"CREATE TABLE {table} AS FROM {reader}('{path}')")[1]

    def store(self, text, language):
        return self.khoi.ask(f"CREATE TABLE answer AS {text}")[1]

    def fetch(self, text, language):
        found, seconds = self.khoi.ask(text)
        self.rows = [[column["name"] for column in found["columns"]], found["rows"]]
        return seconds

    def answer(self):
        import polars

        if self.rows:
            return polars.DataFrame(self.rows[1], schema=self.rows[0], orient="row")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "answer.csv")
            self.khoi.ask(f"COPY answer TO '{path}' (FORMAT csv, HEADER true)")
            described = self.khoi.ask("DESCRIBE answer")[0]["rows"]
            # A text that looks like a number is a text all the same.
            kinds = {"VARCHAR": polars.String, "DATE": polars.Date, "BOOLEAN": polars.Boolean}
            types = {row[0]: kinds.get(row[1], polars.Float64) for row in described}
            return polars.read_csv(path, schema_overrides=types)

    def forget(self):
        self.rows = None
        self.khoi.ask("DROP TABLE IF EXISTS answer")


class DuckDBEngine(Engine):
    def __init__(self, threads):
        import duckdb

        self.connection = duckdb.connect(":memory:")
        self.connection.execute(f"SET threads = {threads}")
        self.connection.execute("SET enable_progress_bar = false")
        self.version = duckdb.__version__

    def load(self, table, path):
        reader = "read_csv" if path.endswith(".csv") else "read_ndjson"
        statement = f"CREATE TABLE {table} AS SELECT * FROM {reader}('{path}')"
        return self.timed(lambda: self.connection.execute(statement))[0]

    def store(self, text, language):
        return self.timed(lambda: self.connection.execute(f"CREATE TEMP TABLE answer AS {text}"))[0]

    def fetch(self, text, language):
        seconds, self.rows = self.timed(lambda: self.connection.execute(text).fetchall())
        self.names = [column[0] for column in self.connection.description]
        return seconds

    def answer(self):
        import polars

        if self.rows is not None:
            return polars.DataFrame(self.rows, schema=self.names, orient="row")
        return polars.from_arrow(self.connection.execute("SELECT * FROM answer").to_arrow_table())

    def forget(self):
        self.rows = None
        self.connection.execute("DROP TABLE IF EXISTS answer")


class PolarsEngine(Engine):
    """Lazy frames, answered by the streaming engine; SQL where there is no expression."""

    def __init__(self, threads):
        os.environ["POLARS_MAX_THREADS"] = str(threads)
        import polars

        self.polars, self.tables, self.frame = polars, {}, None
        self.version = polars.__version__

    def load(self, table, path):
        read = lambda: (
            self.polars.read_csv(path, try_parse_dates=True) if path.endswith(".csv")
            else self.polars.read_ndjson(path))
        seconds, self.tables[table] = self.timed(read)
        return seconds

    def collected(self, text, language):
        frames = {name: frame.lazy() for name, frame in self.tables.items()}
        if language == "sql":
            question = self.polars.SQLContext(frames=frames, eager=False).execute(text)
        else:
            names = {"col": self.polars.col, "corr": self.polars.corr, "len": self.polars.len}
            question = eval(text, names | frames)
        return question.collect(engine="streaming")

    def store(self, text, language):
        seconds, self.frame = self.timed(lambda: self.collected(text, language))
        return seconds

    def fetch(self, text, language):
        def rows():
            frame = self.collected(text, language)
            frame.rows()
            return frame

        seconds, self.frame = self.timed(rows)
        return seconds

    def answer(self):
        return self.frame

    def forget(self):
        self.frame = None


class DataFusionEngine(Engine):
    def __init__(self, threads):
        import datafusion

        options = datafusion.SessionConfig().with_target_partitions(threads)
        self.context = datafusion.SessionContext(options)
        self.version = datafusion.__version__

    def load(self, table, path):
        def read():
            ending = os.path.splitext(path)[1]
            if ending == ".csv":
                self.context.register_csv(f"file_{table}", path, has_header=True)
            else:
                self.context.register_json(f"file_{table}", path, file_extension=ending)
            self.context.sql(f"CREATE TABLE {table} AS SELECT * FROM file_{table}").collect()

        return self.timed(read)[0]

    def store(self, text, language):
        seconds, self.batches = self.timed(lambda: self.context.sql(text).collect())
        return seconds

    def fetch(self, text, language):
        def rows():
            batches = self.context.sql(text).collect()
            for batch in batches:
                batch.to_pylist()
            return batches

        seconds, self.batches = self.timed(rows)
        return seconds

    def answer(self):
        import polars
        import pyarrow

        return polars.from_arrow(pyarrow.Table.from_batches(self.batches))

    def forget(self):
        self.batches = None


class ClickHouseEngine(Engine):
    """chDB: ClickHouse as a library. Outer joins give NULL and columns without NULL know it, as
    with the others; both are settings that its own defaults differ from."""

    def __init__(self, threads):
        import chdb
        from chdb import session

        self.session = session.Session()
        self.version = chdb.__version__
        for setting in (
            f"max_threads = {threads}", f"max_insert_threads = {threads}", "join_use_nulls = 1",
            "schema_inference_make_columns_nullable = 'auto'",
        ):
            self.session.query(f"SET {setting}")
        self.session.query("CREATE DATABASE bench ENGINE = Atomic")
        self.session.query("USE bench")

    def load(self, table, path):
        form = "CSVWithNames" if path.endswith(".csv") else "JSONEachRow"
        statement = f"CREATE TABLE {table} ENGINE = Memory AS SELECT * FROM file('{path}', '{form}')"
        return self.timed(lambda: self.session.query(statement))[0]

    def store(self, text, language):
        statement = f"CREATE TABLE answer ENGINE = Memory AS {text}"
        return self.timed(lambda: self.session.query(statement))[0]

    def fetch(self, text, language):
        seconds, self.bytes = self.timed(lambda: self.session.query(text, "Arrow").bytes())
        return seconds

    def answer(self):
        import polars

        if self.bytes is None:
            form = "SETTINGS output_format_arrow_date_as_uint16 = 0"
            self.bytes = self.session.query(f"SELECT * FROM answer {form}", "Arrow").bytes()
        return polars.read_ipc(io.BytesIO(self.bytes))

    def forget(self):
        self.bytes = None
        self.session.query("DROP TABLE IF EXISTS answer SYNC")


class SQLiteEngine(Engine):
    """The module of Python. SQLite detects no types, so the first row decides."""

    def __init__(self, threads):
        import sqlite3

        self.connection = sqlite3.connect(":memory:")
        self.version = sqlite3.sqlite_version

    def load(self, table, path):
        if not path.endswith(".csv"):
            raise NotImplementedError("SQLite reads no JSON lines")
        return self.timed(lambda: self.insert(table, path))[0]

    def insert(self, table, path):
        with open(path, newline="") as file:
            rows = csv.reader(file)
            names, first = next(rows), next(rows)
            columns = ", ".join(f"{name} {self.kind(text)}" for name, text in zip(names, first))
            self.connection.execute(f"CREATE TABLE {table} ({columns})")
            places = ", ".join("?" * len(names))
            insert = f"INSERT INTO {table} VALUES ({places})"
            self.connection.execute(insert, first)
            self.connection.executemany(insert, rows)
        self.connection.commit()

    @staticmethod
    def kind(text):
        for name, parse in (("INTEGER", int), ("REAL", float)):
            try:
                parse(text)
                return name
            except ValueError:
                pass
        return "TEXT"

    def store(self, text, language):
        return self.timed(lambda: self.connection.execute(f"CREATE TEMP TABLE answer AS {text}"))[0]

    def fetch(self, text, language):
        cursor = self.connection.cursor()
        seconds, self.rows = self.timed(lambda: cursor.execute(text).fetchall())
        self.names = [column[0] for column in cursor.description]
        return seconds

    def answer(self):
        import polars

        if self.rows is None:
            self.fetch("SELECT * FROM answer", "sql")
        return polars.DataFrame(self.rows, schema=self.names, orient="row", infer_schema_length=None)

    def forget(self):
        self.rows = None
        self.connection.execute("DROP TABLE IF EXISTS temp.answer")


# The name on the command line, the Python package it needs, and the engine.
ENGINES = {
    "khoi": (None, KhoiEngine),
    "duckdb": ("duckdb", DuckDBEngine),
    "polars": ("polars", PolarsEngine),
    "datafusion": ("datafusion", DataFusionEngine),
    "chdb": ("chdb", ClickHouseEngine),
    "sqlite": ("sqlite3", SQLiteEngine),
}
