"""Results as tables for people and as JSON for programs."""

import json
import math
import os
import time

from harness import machine

RESULTS = os.path.join(machine.ROOT, "Benchmarks", "RESULTS.md")
PREAMBLE = """# Results

Written by `scripts/bench … --markdown`; how to run and to read them: [README.md](README.md).
"""


class Table:
    """Rows of cells under a title, with notes below."""

    def __init__(self, title, heading):
        self.title, self.heading = title, heading
        self.rows, self.notes = [], []

    def add(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def as_text(self):
        lines = [self.heading] + self.rows
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.heading))]
        # The first column reads from the left; figures stand under each other.
        shaped = [
            "  ".join(
                [line[0].ljust(widths[0])]
                + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]).rstrip()
            for line in lines]
        rule = "─" * (sum(widths) + 2 * len(widths) - 2)
        return "\n".join([self.title, "", shaped[0], rule, *shaped[1:], "", *self.notes, ""])

    def as_markdown(self):
        lines = [self.heading, ["---"] + ["--:"] * (len(self.heading) - 1), *self.rows]
        body = [f"| {' | '.join(line)} |" for line in lines]
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([f"### {self.title}", "", *body, "", *notes, ""])


def milliseconds(seconds):
    """Three digits that count: 0.123, 1.23, 12.3, 123."""
    if seconds is None:
        return "–"
    number = seconds * 1000
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.{1 if number >= 10 else 2 if number >= 1 else 3}f}"


def geometric_mean(numbers):
    numbers = [number for number in numbers if number]
    return math.exp(sum(map(math.log, numbers)) / len(numbers)) if numbers else None


class Comparison:
    """The measurements of a suite, and khoi's time divided by the best peer's."""

    def __init__(self, title, figure="least"):
        self.title, self.figure = title, figure
        self.questions, self.notes = {}, []

    def add(self, name, measurements):
        self.questions[name] = measurements

    def time(self, measurement):
        """The figure that counts; none where the engine failed or its answer is another."""
        if measurement is None or measurement.error or measurement.differs:
            return None
        return getattr(measurement, self.figure)

    def best_peer(self, measurements):
        peers = {engine: self.time(one) for engine, one in measurements.items() if engine != "khoi"}
        peers = {engine: seconds for engine, seconds in peers.items() if seconds}
        return min(peers, key=peers.get) if peers else None

    def ratio(self, name):
        measurements = self.questions[name]
        own, best = self.time(measurements.get("khoi")), self.best_peer(measurements)
        return own / self.time(measurements[best]) if own and best else None

    @property
    def mean_ratio(self):
        return geometric_mean([self.ratio(name) for name in self.questions])

    def cell(self, measurement):
        if measurement is None:
            return "–"
        if measurement.error:
            return "fails"
        shown = milliseconds(getattr(measurement, self.figure))
        for extra in measurement.details.get("shown", []):
            shown += f", {extra}"
        return f"{shown} !answer" if measurement.differs else shown

    def table(self):
        engines = list(dict.fromkeys(engine for one in self.questions.values() for engine in one))
        table = Table(self.title, ["", *engines, "best peer", "khoi ÷ best"])
        for name, measurements in self.questions.items():
            cells = [self.cell(measurements.get(engine)) for engine in engines]
            ratio = self.ratio(name)
            best = self.best_peer(measurements) or "–"
            table.add(name, *cells, best, f"{ratio:.2f}" if ratio else "–")
        if len(self.questions) > 1:
            means = [
                geometric_mean([self.time(one.get(engine)) for one in self.questions.values()])
                for engine in engines]
            mean = self.mean_ratio
            table.add(
                "geometric mean", *map(milliseconds, means), "", f"{mean:.2f}" if mean else "–")
        table.notes = self.all_notes()
        return table

    def all_notes(self):
        """What must be known to read the table: failures, other answers, disturbance."""
        notes = list(self.notes)
        for name, measurements in self.questions.items():
            for engine, one in measurements.items():
                if one.error:
                    notes.append(f"{name}: {engine} fails: {one.error.splitlines()[0][:140]}")
                if one.differs:
                    notes.append(f"{name}: {engine} gives another answer than the others")
        return notes

    def as_json(self):
        return {
            "title": self.title,
            "mean_ratio": self.mean_ratio,
            "questions": {
                name: {
                    "ratio": self.ratio(name),
                    "engines": {engine: one.as_json() for engine, one in measurements.items()}}
                for name, measurements in self.questions.items()},
            "notes": self.all_notes()}


class Report:
    """What one call of the harness found: printed as it comes, written at the end."""

    def __init__(self, settings):
        self.settings = settings
        self.start = time.strftime("%Y-%m-%d %H:%M")
        self.machine = machine.description()
        self.results = {}

    def add(self, suite, table, result):
        print(table.as_text(), flush=True)
        self.results.setdefault(suite, []).append((table, result))
        self.write()

    def write(self):
        if self.settings.out:
            found = {
                "date": self.start, "machine": self.machine, "runs": self.settings.runs,
                "suites": {
                    suite: [result for _, result in parts] for suite, parts in self.results.items()}}
            with open(self.settings.out, "w") as file:
                json.dump(found, file, indent=1)
                file.write("\n")
        if self.settings.markdown:
            self.write_markdown()

    def write_markdown(self):
        """Puts the suites of this call into RESULTS.md; those of other calls stay."""
        sections = {}
        if os.path.exists(RESULTS):
            with open(RESULTS) as file:
                for part in file.read().split("\n## ")[1:]:
                    sections[part.partition("\n")[0]] = part.rstrip()
        for suite, parts in self.results.items():
            tables = "\n".join(table.as_markdown() for table, _ in parts)
            sections[suite] = f"{suite}\n\n{self.start}; {self.machine}.\n\n{tables}".rstrip()
        body = "\n\n".join(f"## {section}" for section in sections.values())
        with open(RESULTS, "w") as file:
            file.write(f"{PREAMBLE}\n{body}\n")
