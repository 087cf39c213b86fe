# SPDX-License-Identifier: GPL-3.0-or-later

"""results.json and the log: whatever is known is on the disk."""
import json
import time

from .budget import PARTS
from .files import write_json

RESULTS = "results.json"
ASIDE = "results-before.json"
LOG = "log"
# Below what a single file may have, with room for our own words.
LARGEST_LOG = 12 << 20


class Log:
    """What was done, and what the programs printed meanwhile."""

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
    """A dictionary that is written, whole, whenever something is known."""

    def __init__(self, folder):
        self.path = folder / RESULTS
        # What an earlier call left stays until this one knows whether it goes on with it.
        self.held = self.path.exists()
        self.all = {"format": 1, "parts": {name: fresh_part() for name in PARTS}}

    def earlier(self):
        """What an earlier call left; None where there is nothing that can be used."""
        try:
            found = json.loads(self.path.read_text())
            return found if found.get("format") == 1 and set(found["parts"]) == set(PARTS) else None
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None

    def keep(self, earlier):
        """Takes over what is finished, and what is known of what is not."""
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
