"""Looks for files that khoi cannot take: the part of `scripts/fuzz` behind `--target`.

A case is a file of some bytes and a statement that reads it. A khoi that ends by a signal, runs for
longer than the limit, wants more than a gigabyte for a small file, says `internal`, or reads a file
in small pieces otherwise than in one, is a finding; it is made as short as possible and kept.
"""

import gzip
import os
import random
import resource
import subprocess
import tempfile
import threading
import time

import query_corpus as corpus

CSV_MADE = [
    b"a,b\n1,2\n3,4\n", b"a;b\r\n1;2\r\n", b'a,b\n"x ""y""\n z",2\n,\n', b"a\tb\n1\t2\n", b"\n\n\n",
    b"a,b,c\n1,2\n3,4,5,6\n", b"\xef\xbb\xbfa,b\n1,2\n", b"a|b\n1|2\n", b'"a\nb",c\n1,2\n',
    b"d\n2024-01-31\n31/01/2024\n", b"n\n1.234,5\n185,7%\n(12)\n", b"a\n007\n010\n", b"a,b\r1,2\r",
    b"t\n23:59:59.999999\n", b"x\n9223372036854775807\n9223372036854775808\n1e400\n-0\n",
    b"# note\na,b\n1,2\n", b"title\n\na,b\n1,2\ntotal,2\n", b'a,b\n1,"x\n', b"\x00\x00\x00",
]
JSON_MADE = [
    b'[{"a":1},{"a":2.5,"b":null}]', b'{"a":1}\n{"a":"x","b":[1,2]}\n', b'{"d":{"e":[{"f":1},{"f":2}]}}',
    b'[[1,2],[3]]', b'{"a":1}{"a":2}', b'[]', b'{}', b'"x"', b'[{"a":"\\ud83d\\ude00\\u0000"}]',
    b'[{"a":12345678901234567890,"b":0.1234567890123456789,"c":1e400}]', b'{"a":{"b":{"c":{"d":1}}}}',
    b'[{"a":[{"b":[{"c":1},{"c":2}]},{"b":[]}]},{"a":null},{}]', b'{"a":1,"a":2}',
]
TOKENS = [
    b'"', b'""', b"'", b",", b";", b"\t", b"|", b"\n", b"\r\n", b"\r", b"\x00", b"\xef\xbb\xbf", b"\xff",
    b"\xff\xfe", b"\xc3\x28", b"\xe2\x82", b"\xf4\x90\x80\x80", "é".encode(), "e\u0301".encode(),
    "Đại hội".encode(), b"[", b"]", b"{", b"}", b":", b"\\", b'\\"', b"\\u", b"\\ud800", b"null", b"true",
    b"0", b"-", b"1e999", b"-0.0", b"9" * 40, b"0." + b"1" * 400, b"1" * 5000, b"2024-02-30",
    b"9999-12-31", b"0000-00-00", b"24:00:00", b"1.234.567,89", b"99%", b"#N/A", b"NaN", b"inf", b" ",
    b'{"a":', b'[{"a":1},', b",,,,,,,,", b"\n\n\n\n",
]
MANY = [b"[", b'"', b"{", b'{"a":', b"\n", b",", b"[[", b'"",', b"\\", b"a,", b"\x00", b"\xcc\x81"]
CSV_OPTIONS = {
    "delim": ["','", "';'", "'\\t'", "'||'", "'a'"], "quote": ["''", "''''", "'\"'"],
    "escape": ["'\\'", "'\"'", "''"], "header": ["true", "false"], "skip": ["0", "1", "3", "1000"],
    "ragged": ["'pad'", "'truncate'", "'reject'"], "ignore_errors": ["true"], "null": ["'NA'", "['', '-']"],
    "all_varchar": ["true"], "comment": ["'#'"], "strict_mode": ["false", "true"],
    "types": ["{'a': 'BIGINT'}", "['DATE']", "['DECIMAL(10,2)']"], "decimal": ["','"],
    "thousands": ["'.'", "','"], "dateformat": ["'%d/%m/%Y'"], "sample_size": ["1", "-1"],
    "names": ["['x', 'y']"], "normalize_names": ["true"], "new_line": ["'\\n'", "'\\r\\n'"],
    "max_line_size": ["10"], "allow_quoted_nulls": ["false"], "filename": ["true"],
}
JSON_OPTIONS = {
    "format": ["'array'", "'newline_delimited'", "'unstructured'"], "flatten": ["true"],
    "records": ["false", "'objects'", "'blocs'", "'a'", "'d.e'"], "explode": ["'blocs.members'", "'a'", "'a.b'"],
    "ignore_errors": ["true"], "all_varchar": ["true"], "maximum_depth": ["0", "1", "2"],
    "convert_strings_to_integers": ["true"], "types": ["{'a': 'BIGINT'}"], "filename": ["true"],
}
ENCODINGS = ["utf-16-le", "utf-16-be", "utf-16", "cp1258", "cp1252", "latin-1", "utf-8-sig", "utf-32"]
ENCODING_OPTIONS = {"encoding": ["'utf-8'", "'utf-16'", "'latin-1'", "'windows-1258'", "'windows-1252'",
                                 "'tcvn3'", "'vni'", "'viscii'", "'auto'"]}
# What a size may not change: an answer whole and in pieces must be the same.
SMALL_FILE = 1 << 20
TARGETS = ["csv", "json", "gzip", "zstd", "encoding"]


def packed(data, target):
    if target == "gzip":
        return gzip.compress(data, 6)
    return subprocess.run(["zstd", "-q", "-c"], input=data, capture_output=True, check=True).stdout


class Maker:
    """Cases of one target from a seed."""

    def __init__(self, target, rng):
        self.target, self.rng = target, rng
        self.csv, self.json = list(CSV_MADE), list(JSON_MADE)
        folder = os.path.join(corpus.ROOT, "datasets")
        for path, _, names in os.walk(folder):
            for name in sorted(names):
                if name.endswith((".csv", ".txt")):
                    self.csv.append(self.head(os.path.join(path, name)))
                elif name.endswith((".json", ".ndjson")):
                    self.json.append(self.head(os.path.join(path, name)))
        if target in ("gzip", "zstd"):
            self.seeds = [packed(data, target) for data in self.csv[-6:] + self.json[-2:] + [b"", b"a\n" * 9]]
            self.seeds.append(packed(bytes(3_000_000), target))
        else:
            self.seeds = self.json if target == "json" else self.csv

    @staticmethod
    def head(path):
        with open(path, "rb") as file:
            return file.read(6000)

    def case(self):
        """Bytes, the ending of the file's name, and the options of the call."""
        rng = self.rng
        data = rng.choice(self.seeds)
        if self.target == "encoding":
            text = data.decode("utf-8", "replace")
            data = text.encode(rng.choice(ENCODINGS), "replace")
        limit = 3 if self.target in ("gzip", "zstd") else 8
        for _ in range(rng.randrange(limit)):
            data = self.mutated(data)
        is_json = self.target == "json" or (self.target in ("gzip", "zstd") and rng.random() < 0.3)
        options = []
        table = JSON_OPTIONS if is_json else CSV_OPTIONS
        if self.target == "encoding":
            table = {**ENCODING_OPTIONS, **{k: table[k] for k in ("header", "ignore_errors")}}
        for name in rng.sample(sorted(table), rng.choice((0, 0, 1, 1, 2, 3))):
            options.append(f"{name} => {rng.choice(table[name])}")
        return data[:200_000] if self.target in ("csv", "json", "encoding") else data, is_json, options

    def mutated(self, data):
        rng = self.rng
        place = rng.randrange(len(data) + 1)
        end = min(len(data), place + rng.choice((1, 1, 2, 8, 64, 500)))
        kind = rng.randrange(9)
        if kind == 0 and data:
            place = min(place, len(data) - 1)
            return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1:]
        if kind == 1:
            return data[:place] + data[end:]
        if kind == 2:
            return data[:end] + data[place:end] * rng.choice((1, 2, 20)) + data[end:]
        if kind == 3:
            return data[:place]
        if kind == 4:
            other = rng.choice(self.seeds)
            start = rng.randrange(len(other) + 1)
            return data[:place] + other[start:start + rng.choice((3, 30, 3000))] + data[end:]
        if kind == 5:
            many = rng.choice(MANY) * rng.choice((3, 70, 600, 5000))
            return data[:place] + many + data[place:]
        if kind == 6:
            return data[:place] + rng.randbytes(rng.choice((1, 4, 30))) + data[end:]
        return data[:place] + rng.choice(TOKENS) + data[rng.choice((place, end)):]


def limits(memory):
    def apply():
        resource.setrlimit(resource.RLIMIT_AS, (memory << 20, memory << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return apply


def run(program, path, is_json, options, settings):
    """What khoi makes of a file: a kind of trouble or nothing, and its answer."""
    function = "read_json" if is_json else "read_csv"
    call = ", ".join([f"'{path}'"] + options)
    command = [program, "-q", "-m", "csv", "-c", "SET memory_limit = '256MB'",
               "-c", f"FROM {function}({call})"]
    for patience in (1, 4):
        # On a machine with much to do, the second time counts.
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=settings.timeout * patience, preexec_fn=limits(settings.file_memory),
                cwd=os.path.dirname(path), check=False)
            break
        except subprocess.TimeoutExpired:
            if patience > 1:
                return "hang", None, command
    if done.returncode < 0 or done.returncode > 128:
        return f"signal-{abs(done.returncode)}", None, command
    if b"error[internal" in done.stderr:
        return "internal", None, command
    return None, (done.returncode, done.stdout), command


def trouble(program, path, is_json, options, settings):
    kind, answer, command = run(program, path, is_json, options, settings)
    if kind is None and answer[0] == 0 and os.path.getsize(path) < SMALL_FILE:
        pieces = options + ["buffer_size => 61"]
        kind, other, command = run(program, path, is_json, pieces, settings)
        if kind is None and other != answer:
            kind = "pieces"
    return kind, command


def shortened(program, path, kind, is_json, options, settings):
    """Takes pieces out of the file as long as it does the same."""
    with open(path, "rb") as file:
        data = file.read()
    end = time.monotonic() + 20
    size = max(1, len(data) // 2)
    while size >= 1 and time.monotonic() < end:
        start, is_shorter = 0, False
        while start < len(data) and time.monotonic() < end:
            less = data[:start] + data[start + size:]
            with open(path, "wb") as file:
                file.write(less)
            if trouble(program, path, is_json, options, settings)[0] == kind:
                data, is_shorter = less, True
            else:
                start += size
        if not is_shorter:
            size //= 2
    with open(path, "wb") as file:
        file.write(data)
    return data


def work(number, settings, program, state, lock, end):
    maker = Maker(settings.target, random.Random(settings.seed * 1000 + number))
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            data, is_json, options = maker.case()
            path = os.path.join(folder, "case.json" if is_json else "case.csv")
            with open(path, "wb") as file:
                file.write(data)
            kind, command = trouble(program, path, is_json, options, settings)
            with lock:
                state["count"] += 1
            if kind is None:
                continue
            data = shortened(program, path, kind, is_json, options, settings)
            key = (kind, tuple(options), data[:200])
            with lock:
                if key in state["seen"]:
                    continue
                state["seen"].add(key)
                state["troubles"] += 1
                name = f"{settings.target}-{kind}-{state['troubles']:03}" + os.path.splitext(path)[1]
                os.makedirs(settings.out, exist_ok=True)
                kept = os.path.join(settings.out, name)
                with open(kept, "wb") as file:
                    file.write(data)
                with open(kept + ".txt", "w", encoding="utf-8") as file:
                    file.write(command[-1].replace(path, kept) + "\n")
                print(f"{kind}: {kept}\n  {command[-1].replace(path, name)}\n  {data[:120]!r}", flush=True)


def main(settings):
    """Runs the workers; the number of findings."""
    program = corpus.program()
    state, lock = {"count": 0, "troubles": 0, "seen": set()}, threading.Lock()
    end = time.monotonic() + settings.minutes * 60
    jobs = max(1, min(settings.jobs, os.cpu_count() or 1))
    workers = [threading.Thread(target=work, args=(n, settings, program, state, lock, end))
               for n in range(jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"{state['count']} files ({settings.target}), {state['troubles']} that khoi could not take")
    return state["troubles"]
