# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the tests that touch a device."""
import json
import os
import re

from .build import TESTS, OutOfTime, Task, require_built
from .files import Problem

LINE = re.compile(r"\[\s+(RUN|OK|FAILED|SKIPPED)\s+\] ([^\s,(]+\.[^\s,(]+)")


class Seen:
    """Reads the tests' output: the only information about a program that crashed, and about the reasons of
    skipped tests, which are not in GoogleTest's report."""

    def __init__(self):
        self.states = {}
        self.said = {}
        self.began = ""

    def line(self, text):
        found = LINE.match(text)
        if found:
            self.states[found[2]] = found[1]
            self.began = found[2] if found[1] == "RUN" else ""
        elif self.began:
            self.said[self.began] = short(self.said.get(self.began, "") + " " + text)

    def count(self, state):
        return sum(1 for each in self.states.values() if each == state)


def short(text):
    return " ".join(text.split())[:500]


def noted(seen, report):
    """Returns name, state and first message of each test that failed or was skipped."""
    messages = {f"{suite['name']}.{test['name']}": failure.get("failure") or failure.get("message", "")
                for suite in report.get("testsuites", []) for test in suite.get("testsuite", [])
                for failure in test.get("failures", [])[:1]}
    return [{"test": name, "state": state.lower(),
             "message": short(messages.get(name, "")) or seen.said.get(name, "")}
            for name, state in seen.states.items() if state in ("FAILED", "SKIPPED")]


def report_in(file):
    """Reads GoogleTest's report, which a program that was ended has not written."""
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError):
        return {}


def checks(state, part, deadline):
    require_built(state)
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
    part["noted"] = noted(seen, report_in(report))
    if ended.timed_out:
        raise OutOfTime(f"its time was over, in {seen.began or 'no test'}")
    if seen.began:
        raise Problem(f"{seen.began}: {ended.why()}")
    if not ended.ok:
        raise Problem(f"{part['failed']} tests failed" if part["failed"] else ended.why())
