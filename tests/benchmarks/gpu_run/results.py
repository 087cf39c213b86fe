# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes results.json and the log as soon as something is known."""
import json
import time

from .budget import PARTS
from .files import write_json

RESULTS = "results.json"
ASIDE = "results-before.json"
LOG = "log"
# The log's limit, below that of a single file, with room for messages of this program.
LARGEST_LOG = 12 << 20


class Log:
    """The log of actions and of the programs' output."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.file = open(folder / LOG, "a", encoding="utf-8")
        self.begin = time.monotonic()

    def output(self, line):
        if self.file.tell() < LARGEST_LOG:
            self.file.write(line + "\n")
            self.file.flush()

    def say(self, text):
        line = f"[{time.monotonic() - self.begin:6.1f} s] {text}"
        print(line, flush=True)
        self.output(line)


def fresh_part():
    return {"status": "not begun", "seconds": 0.0, "share": 0.0}


class Results:
    """A dictionary that is written as a whole file at each change."""

    def __init__(self, folder):
        self.path = folder / RESULTS
        # Results of an earlier call are kept until this one knows whether it continues them.
        self.held = self.path.exists()
        self.all = {"format": 1, "parts": {name: fresh_part() for name in PARTS}}

    def earlier(self):
        """Returns the results of an earlier call; None if there are none that can be used."""
        try:
            found = json.loads(self.path.read_text())
            return found if found.get("format") == 1 and set(found["parts"]) == set(PARTS) else None
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None

    def keep(self, earlier):
        """Takes over finished parts, and the known results of unfinished ones."""
        for name, part in earlier["parts"].items():
            if name != "before":
                self.all["parts"][name] = part
        self.all["earlier"] = earlier.get("earlier", []) + [
            {key: earlier.get(key) for key in ("date", "budget", "command")}]

    def part(self, name):
        return self.all["parts"][name]

    def save(self):
        if not self.held:
            write_json(self.path, self.all)
