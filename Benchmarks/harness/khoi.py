"""A khoi that answers statements, driven through `khoi --stdio`."""

import json
import os
import subprocess
import time

from harness import machine


class KhoiError(Exception):
    """A statement that khoi refused, or a khoi that ended."""


class Khoi:
    """One session. Time runs from the sending of a statement to the whole answer."""

    def __init__(self, program, threads=None):
        self.process = subprocess.Popen(
            [program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        if threads:
            self.ask(f"SET threads = {threads}")

    def ask(self, sql):
        """The answer to a statement and the seconds it took."""
        request = (json.dumps({"sql": sql}) + "\n").encode()
        start = time.perf_counter()
        try:
            self.process.stdin.write(request)
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        seconds = time.perf_counter() - start
        if not line:
            raise KhoiError(f"khoi ended with status {self.process.wait()}")
        answer = json.loads(line)
        if not answer["ok"]:
            raise KhoiError(answer["error"]["message"])
        return answer, seconds

    def close(self):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def version(program):
    text = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    return text.strip().partition("\n")[0].removeprefix("khoi ")


def build(product="khoi"):
    """Builds a program of the project as it is shipped and tells its path."""
    script = f'. scripts/setup; build_release {product}; printf "%s" "$KHOI_PROGRAM"'
    done = subprocess.run(
        ["sh", "-c", script, "scripts/bench"], cwd=machine.ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


def find(given):
    """The khoi to measure: the one given, KHOI_PROGRAM, or a fresh release build."""
    program = given or os.environ.get("KHOI_PROGRAM")
    if program is None:
        return build()
    if not os.access(program, os.X_OK):
        raise SystemExit(f"bench: there is no program {program}")
    return os.path.abspath(program)
