"""The questions, read from Benchmarks/queries/SUITE/NAME.sql.

`q6.chdb.sql` is what chdb is asked instead, where it spells something in another way;
`q6.polars.py` holds a Polars expression over the tables, each a lazy frame of its name.
"""

import os
import re

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "queries")


class Query:
    """A question of a suite, and how each engine is asked."""

    def __init__(self, suite, name):
        self.suite, self.name = suite, name

    def text(self, engine):
        """The text for an engine and the language it is in."""
        for ending, language in ((f".{engine}.py", "python"), (f".{engine}.sql", "sql"), (".sql", "sql")):
            path = os.path.join(FOLDER, self.suite, self.name + ending)
            if os.path.exists(path):
                with open(path) as file:
                    return file.read().strip(), language
        raise FileNotFoundError(path)

    @property
    def title(self):
        """What the comment at the top of the file says."""
        return self.text("")[0].partition("\n")[0].removeprefix("-- ")


def of(suite, only=None):
    """The questions of a suite in the order of their numbers; all, or those named."""
    names = [name.removesuffix(".sql") for name in os.listdir(os.path.join(FOLDER, suite))]
    names = [name for name in names if "." not in name and (not only or name in only)]
    number = lambda name: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
    return [Query(suite, name) for name in sorted(names, key=number)]
