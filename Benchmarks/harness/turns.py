"""Engines in processes of their own that take turns within each question.

A drift of the machine's speed then hits all alike, and the ratio between engines stays true.
"""

import json
import os
import select
import signal
import subprocess
import time

from harness import answers, machine

WORKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "worker.py")


class Trouble(Exception):
    """What went wrong in an engine, in its own words."""


class Worker:
    """An engine in a process of its own."""

    def __init__(self, engine, settings):
        self.engine, self.settings = engine, settings
        self.tables = {}
        try:
            self.start()
        except Trouble:
            self.stop()
            raise

    def start(self):
        environment = dict(os.environ, KHOI_PROGRAM=self.settings.khoi)
        for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "TOKIO_WORKER_THREADS"):
            environment[name] = str(self.settings.thread_count)
        environment["POLARS_MAX_THREADS"] = str(self.settings.thread_count)
        log = None if os.environ.get("BENCH_DEBUG") else subprocess.DEVNULL
        self.child = subprocess.Popen(
            [machine.python(), WORKER, self.engine, str(self.settings.thread_count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment,
            start_new_session=True)
        self.received = b""
        self.process = self.child.pid
        self.version = self.ask(verb="version")["version"]

    def ask(self, **request):
        """The answer to a request; an engine that takes too long is ended."""
        try:
            self.child.stdin.write((json.dumps(request) + "\n").encode())
            self.child.stdin.flush()
        except BrokenPipeError:
            raise self.ended() from None
        end = time.monotonic() + self.settings.timeout
        while b"\n" not in self.received:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.child.stdout], [], [], left)[0]:
                self.stop()
                raise Trouble(f"no answer after {self.settings.timeout:.0f} s")
            more = os.read(self.child.stdout.fileno(), 1 << 20)
            if not more:
                raise self.ended()
            self.received += more
        line, _, self.received = self.received.partition(b"\n")
        answer = json.loads(line)
        self.process = answer["process"]
        if "error" in answer:
            raise Trouble(answer["error"])
        return answer

    def ended(self):
        return Trouble(f"its process ended with status {self.child.wait()}")

    def load(self, tables):
        """Loads tables; they are loaded again should the engine have to be started anew."""
        self.tables = tables
        for table, path in tables.items():
            self.loaded = self.ask(verb="load", table=table, path=path)
        return self.loaded

    def revive(self):
        if self.child.poll() is not None:
            self.start()
            self.load(self.tables)

    def processes(self):
        return {self.child.pid, self.process}

    def stop(self):
        if self.child.poll() is None:
            # The session is the worker's own: it and what it started.
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def close(self):
        try:
            self.child.stdin.close()
            self.child.wait(timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            self.stop()


class Measurement:
    """What one engine needed for one question."""

    def __init__(self):
        self.warm_up = None
        self.seconds = []
        self.digest = None
        self.error = None
        self.differs = False
        self.details = {}

    @property
    def least(self):
        return min(self.seconds) if self.seconds else None

    @property
    def median(self):
        ordered = sorted(self.seconds)
        half = len(ordered) // 2
        if not ordered:
            return None
        return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2

    def as_json(self):
        found = {
            "least": self.least, "median": self.median, "warm_up": self.warm_up,
            "seconds": self.seconds, "error": self.error, "differs": self.differs, **self.details}
        return {name: value for name, value in found.items() if value not in (None, False, [])}


def start(settings, tables):
    """A worker with the tables for each engine that can be had, and why others cannot."""
    workers, troubles = {}, {}
    for engine in settings.engines:
        worker = None
        try:
            worker = Worker(engine, settings)
            found = worker.load(tables)
            workers[engine] = worker
            machine.say(f"{engine} {worker.version}: loaded, {found['memory'] / 1e6:.0f} MB")
        except Trouble as trouble:
            machine.say(f"{engine} is left out: {trouble}")
            troubles[engine] = str(trouble)
            if worker:
                worker.stop()
    return workers, troubles


def take(workers, query, verb, runs, slow, disturbance):
    """The measurements of one question: a warm-up whose answer is compared, then the runs."""
    found = {engine: Measurement() for engine in workers}
    waiting = list(workers)
    for turn in range(runs + 1):
        for engine in list(waiting):
            worker, measurement = workers[engine], found[engine]
            text, language = query.text(engine)
            ask = lambda: worker.ask(verb=verb, text=text, language=language, check=turn == 0)
            try:
                worker.revive()
                answer = disturbance.during(ask, worker.processes())
            except Trouble as trouble:
                measurement.error = str(trouble)
                waiting.remove(engine)
                continue
            if turn == 0:
                measurement.digest, measurement.warm_up = answer["digest"], answer["seconds"]
            if turn > 0 or answer["seconds"] > slow:
                measurement.seconds.append(answer["seconds"])
            if answer["seconds"] > slow:
                waiting.remove(engine)
    digests = {engine: one.digest for engine, one in found.items() if one.digest}
    for engine in answers.dissenters(digests):
        found[engine].differs = True
    return found
