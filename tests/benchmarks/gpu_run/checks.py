"""Runs the tests that touch a device."""
import json
import os
import re

from .build import TESTS, OutOfTime, Task
from .files import Problem

LINE = re.compile(r"\[\s+(RUN|OK|FAILED|SKIPPED)\s+\] ([^\s,(]+\.[^\s,(]+)")


class Seen:
    """What the tests say while they run: all that is known of a program that died."""

    def __init__(self):
        self.states = {}
        self.began = ""

    def line(self, text):
        found = LINE.match(text)
        if found:
            self.states[found[2]] = found[1]
            self.began = found[2] if found[1] == "RUN" else ""

    def count(self, state):
        return sum(1 for each in self.states.values() if each == state)


def first_message(test, state):
    key = "skipped" if state == "SKIPPED" else "failures"
    entries = test.get(key) or [{}]
    text = entries[0].get("message") or entries[0].get("failure") or ""
    # GoogleTest begins with the file and the line.
    return " ".join(text.split())[:500]


def noted(report):
    """Name, state and first message of each test that failed or was skipped."""
    rows = []
    for suite in report.get("testsuites", []):
        for test in suite.get("testsuite", []):
            state = ("FAILED" if test.get("failures") else
                     "SKIPPED" if test.get("result") == "SKIPPED" else "")
            if state:
                rows.append({"test": f"{suite['name']}.{test['name']}", "state": state.lower(),
                             "message": first_message(test, state)})
    return rows


def checks(state, part, deadline):
    program = state.work / "build/bin" / TESTS
    if not program.exists():
        raise Problem(f"{TESTS} is not built")
    report = state.work / "device_tests.json"
    report.unlink(missing_ok=True)
    seen = Seen()

    def known():
        part.update(passed=seen.count("OK"), failed=seen.count("FAILED"),
                    skipped=seen.count("SKIPPED"))

    environment = {**os.environ, "ASGE_TEST_DEVICE": state.device,
                   "ASGE_DATA": str(state.kit / "data")}
    task = Task(state, part, deadline)
    ended = task.run([program, f"--gtest_output=json:{report}"], on_line=seen.line, on_tick=known,
                     env=environment)
    known()
    try:
        part["noted"] = noted(json.loads(report.read_text()))
    except (OSError, ValueError):
        part["noted"] = [{"test": name, "state": each.lower(), "message": ""}
                         for name, each in seen.states.items() if each in ("FAILED", "SKIPPED")]
    if ended.timed_out:
        raise OutOfTime(f"its time was over, in {seen.began or 'no test'}")
    if seen.began:
        raise Problem(f"{seen.began}: {ended.why()}")
    if not ended.ok:
        raise Problem(f"{part['failed']} tests failed" if part["failed"] else ended.why())
