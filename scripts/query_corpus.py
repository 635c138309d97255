"""Statements to test khoi with, and a khoi to send them to. Shared by `damage` and `fuzz`.

A corpus is read from files and folders: saved queries (*.sql), recorded cases (*.kq) and, if asked
for, sqllogictests (*.test, *.slt). Only statements that work are of use, after the statements of
the same file that set them up.
"""

import json
import os
import re
import selectors
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OWN = [os.path.join(ROOT, "queries"), os.path.join(ROOT, "Tests", "KhoiQueryTests", "Cases")]

TOKEN = re.compile(
    r"""(?P<space>\s+)
      |(?P<comment>--[^\n]*|/\*.*?\*/)
      |(?P<string>[eExXrRbB]?'(?:[^']|'')*')
      |(?P<quoted>"(?:[^"]|"")*"|`[^`]*`)
      |(?P<number>(?:\d[\d_]*)?\.?\d+(?:[eE][+-]?\d+)?)
      |(?P<word>[^\W\d][\w$]*)
      |(?P<parameter>[$@?#]\w*)
      |(?P<symbol>\|>|->>|->|::|:=|=>|<=|>=|<>|!=|==|\|\||//|\*\*|<<|>>|~~\*?|!~~?\*?|~\*|@>|<@|.)""",
    re.X | re.S)

KEYWORDS = set(
    """ALL AND ANTI AS ASC ASOF BETWEEN BY CASE CAST COLLATE CREATE CROSS CUBE DATE DELETE DESC DISTINCT
    DROP ELSE END ESCAPE EXCEPT EXCLUDE EXISTS EXTEND EXTRACT FALSE FILTER FIRST FOLLOWING FOR FROM FULL
    GROUP GROUPING HAVING ILIKE IN INNER INSERT INTERSECT INTERVAL INTO IS JOIN LAST LATERAL LEFT LIKE
    LIMIT NATURAL NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION PIVOT PRECEDING QUALIFY RANGE
    RECURSIVE RENAME REPLACE RIGHT ROLLUP ROW ROWS SELECT SEMI SET SETS SIMILAR STRUCT TABLE THEN TO TRUE
    TRY_CAST UNBOUNDED UNION UNNEST UNPIVOT UPDATE USING VALUES WHEN WHERE WINDOW WITH AGGREGATE ASSERT
    CALL DESCRIBE SHOW SUMMARIZE""".split())


class Token:
    """A piece of a statement: its kind, text and place."""

    __slots__ = ("kind", "text", "start", "end")

    def __init__(self, kind, text, start, end):
        self.kind, self.text, self.start, self.end = kind, text, start, end

    @property
    def is_keyword(self):
        return self.kind == "word" and self.text.upper() in KEYWORDS


def tokens(sql):
    """The tokens of a statement without space and comments."""
    found = []
    for match in TOKEN.finditer(sql):
        if match.lastgroup not in ("space", "comment"):
            found.append(Token(match.lastgroup, match.group(), match.start(), match.end()))
    return found


def statements(text):
    """The statements of a script, without their semicolons."""
    parts, start, depth = [], 0, 0
    for token in tokens(text):
        if token.text in ("(", "[", "{"):
            depth += 1
        elif token.text in (")", "]", "}"):
            depth = max(0, depth - 1)
        elif token.text == ";" and depth == 0:
            parts.append(text[start:token.start])
            start = token.end
    parts.append(text[start:])
    return [part.strip() for part in parts if tokens(part)]


QUERY = re.compile(r"(\s|\(|--[^\n]*\n|/\*.*?\*/)*(SELECT|FROM|WITH|VALUES|TABLE)\b", re.I | re.S)


def is_query(sql):
    return QUERY.match(sql) is not None


class File:
    """A file of the corpus: its statements in their order."""

    def __init__(self, path, parts, needs_datasets=False):
        self.path, self.parts, self.needs_datasets = path, parts, needs_datasets


def read_saved_query(path):
    text = open(path, encoding="utf-8").read()
    # Parameters get the values that the file says.
    for name, value in re.findall(r"^-- @param (\w+) \w+ = ('[^']*'|\S+)", text, re.M):
        text = re.sub(r"\$" + name + r"\b", value, text)
    return File(path, [part for part in statements(text) if "$" not in part], needs_datasets=True)


def read_transcript(path):
    inputs, current = [], []
    for line in open(path, encoding="utf-8").read().split("\n") + [""]:
        if line.startswith("> "):
            current.append(line[2:])
        elif current:
            inputs.append("\n".join(current))
            current = []
    return File(path, [part for text in inputs for part in statements(text)])


def read_sqllogictest(path):
    lines = open(path, encoding="utf-8", errors="replace").read().split("\n")
    parts, index, is_skipped, loops = [], 0, False, 0
    while index < len(lines):
        line = lines[index].strip()
        index += 1
        if line.startswith(("skipif", "onlyif")):
            is_skipped = True
        elif line.startswith(("loop ", "foreach ", "concurrentloop ", "concurrentforeach ")):
            loops += 1
        elif line.startswith("endloop"):
            loops -= 1
        elif line.startswith(("statement ", "query ")):
            body = []
            while index < len(lines) and lines[index].strip() not in ("", "----"):
                body.append(lines[index])
                index += 1
            sql = "\n".join(body)
            expects_error = " error" in line
            if not (is_skipped or loops or expects_error or "${" in sql):
                parts += statements(sql)
            is_skipped = False
            while index < len(lines) and lines[index].strip() != "":
                index += 1
        elif line.startswith(("halt", "mode skip")) and not is_skipped:
            break
    return File(path, parts)


READERS = {".sql": read_saved_query, ".kq": read_transcript}
SQLLOGICTESTS = {".test": read_sqllogictest, ".slt": read_sqllogictest}


def read_corpus(paths, sqllogictests=False):
    """The files of the corpus below the paths, in the order of their names."""
    readers = dict(READERS, **(SQLLOGICTESTS if sqllogictests else {}))
    files = []
    for path in paths or OWN:
        names = [path]
        if os.path.isdir(path):
            names = [os.path.join(f, n) for f, _, ns in os.walk(path) for n in ns]
        for name in sorted(names):
            reader = readers.get(os.path.splitext(name)[1])
            if reader is not None:
                files.append(reader(name))
    return [file for file in files if file.parts]


class Trouble(Exception):
    """khoi died, hung or answered nonsense."""

    def __init__(self, kind, detail=""):
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail = kind, detail


def program():
    """The newest built khoi, a release build before a debug build."""
    if "KHOI_PROGRAM" in os.environ:
        return os.environ["KHOI_PROGRAM"]
    for build in ("release", "debug"):
        path = os.path.join(ROOT, ".build", build, "khoi")
        if os.path.exists(path):
            return path
    sys.exit("no khoi is built: swift build -c release")


class Khoi:
    """A session of `khoi --stdio`."""

    def __init__(self, file=None, timeout=10.0, memory_mb=None):
        self.timeout = timeout
        self.folder = tempfile.mkdtemp(prefix="khoi-")
        arguments = [program(), "--stdio"]
        datasets = os.path.join(ROOT, "datasets")
        if file is not None and file.needs_datasets:
            arguments += sorted(
                os.path.join(datasets, n) for n in os.listdir(datasets) if n.endswith(".csv"))
        # Recorded cases name their files from the top of the checkout; nothing is written there.
        os.symlink(datasets, os.path.join(self.folder, "datasets"))
        os.symlink(os.path.join(ROOT, "Tests"), os.path.join(self.folder, "Tests"))
        environment = dict(os.environ, SWIFT_BACKTRACE="enable=no", HOME=self.folder)
        limit = None
        if memory_mb:
            import resource

            def limit():
                size = memory_mb << 20
                resource.setrlimit(resource.RLIMIT_AS, (size, size))
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=self.folder, env=environment, preexec_fn=limit)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.buffer = b""

    def ask(self, sql, timeout=None):
        """The answer to one request."""
        data = json.dumps({"sql": sql}).encode() + b"\n"
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except OSError:
            raise Trouble("crash", f"status {self.process.wait()}") from None
        import time
        end = time.monotonic() + (timeout or self.timeout)
        while b"\n" not in self.buffer:
            left = end - time.monotonic()
            if left <= 0:
                raise Trouble("hang", f"no answer in {timeout or self.timeout:g} s")
            if not self.selector.select(left):
                continue
            piece = os.read(self.process.stdout.fileno(), 1 << 20)
            if not piece:
                raise Trouble("crash", f"status {self.process.wait()}")
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\n", 1)
        try:
            return json.loads(line)
        except ValueError:
            raise Trouble("nonsense", repr(line[:200])) from None

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.selector.close()
        for folder, folders, names in os.walk(self.folder, topdown=False):
            for name in names + [n for n in folders if os.path.islink(os.path.join(folder, n))]:
                os.unlink(os.path.join(folder, name))
            if folder != self.folder:
                os.rmdir(folder)
        os.rmdir(self.folder)
