#!/usr/bin/env python3
"""Writes scripts/startup-order.txt: the functions that khoi runs for a small question.

    scripts/startup_order.py PROGRAM

The release is linked with these functions next to each other (see `setup`), so that starting touches
few pages of the program. To be run again when starts have become slower; names that are gone do no
harm. PROGRAM is a release that has its symbols; needs valgrind, nm and
strip.
"""

import bisect
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
# Both languages, the usual clauses, a file and a table.
QUESTIONS = [
    "SELECT region, COUNT(*) AS n, SUM(qty) AS q, AVG(price) AS p FROM '{file}' "
    "WHERE qty > 3 GROUP BY region ORDER BY region",
    "FROM '{file}' |> WHERE region = 'delta' |> SELECT day, qty, price |> ORDER BY price DESC |> LIMIT 5",
    "CREATE TABLE t AS FROM '{file}'; SELECT COUNT(*) FROM t",
]
ROWS = 1000


def sample(path):
    """A CSV such as people have: texts, days, whole numbers, fractions, and some quotes."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("region,day,qty,price,note\n")
        for row in range(ROWS):
            region = ("delta", "isle", "plain", "coast")[row * 7 % 4]
            note = f'"line {row}, ""quoted"""' if row % 10 == 0 else f"line {row}"
            file.write(f"{region},2026-{row % 12 + 1:02}-{row % 28 + 1:02},{row % 100},{row * 37 % 500}.25,{note}\n")


def functions(program):
    """The program's functions by address, each with the first of its names."""
    listing = subprocess.run(["nm", "-n", program], capture_output=True, text=True, check=True).stdout
    addresses, names = [], []
    for line in listing.splitlines():
        words = line.split()
        # What is not defined has no address.
        if len(words) == 3 and words[1] in "tTwW" and (not addresses or int(words[0], 16) != addresses[-1]):
            addresses.append(int(words[0], 16))
            names.append(words[2])
    return addresses, names


def executed(program, question, folder):
    """The addresses of the instructions that a question runs, in the order in which callgrind tells them."""
    profile = f"{folder}/profile"
    subprocess.run(
        ["valgrind", "--tool=callgrind", "--dump-instr=yes", f"--callgrind-out-file={profile}", program, "-c", question],
        capture_output=True, check=True)
    address, is_call = 0, False
    with open(profile, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("calls="):
                is_call = True
                continue
            place = re.match(r"(0x[0-9a-f]+|[+-]\d+|\*) ", line)
            if not place:
                continue
            text = place.group(1)
            if text.startswith("0x"):
                address = int(text, 16)
            elif text != "*":
                address += int(text)
            # Behind `calls=` stands the cost of the call, not of an instruction.
            if not is_call:
                yield address
            is_call = False


def main():
    program = sys.argv[1]
    addresses, names = functions(program)
    found = set()
    with tempfile.TemporaryDirectory() as folder:
        sample(f"{folder}/sample.csv")
        # Valgrind stumbles over what debuggers need.
        bare = f"{folder}/khoi"
        subprocess.run(["strip", "--strip-debug", "-o", bare, program], check=True)
        for question in QUESTIONS:
            for address in executed(bare, question.format(file=f"{folder}/sample.csv"), folder):
                place = bisect.bisect_right(addresses, address) - 1
                if place >= 0:
                    found.add(place)
    (FOLDER / "startup-order.txt").write_text("".join(f"{names[place]}\n" for place in sorted(found)), encoding="utf-8")
    print(f"{len(found)} of {len(names)} functions", file=sys.stderr)


if __name__ == "__main__":
    main()
