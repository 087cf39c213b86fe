# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures images per second, launches and memory next to PyTorch's, with the program 'compare'."""
import json
import os
import sys

from .build import OutOfTime, Task, require_built
from .files import Problem
from .prepare import FASHION

COMPARE = "compare"
VGG8 = "128 256M 256 512M 512M 512M"
SMALL = "32 64M 128M 256M"
OURS, THEIRS, ALL = ["asge"], ["asge", "eager"], ["asge", "eager", "compiled"]
BACKPROP = ["backprop", "asge-backprop"]
# Network, batch, precision and variants, the most important first, because the time may end anywhere.
PLAN = [
    (VGG8, 128, "bfloat16", ALL), (VGG8, 128, "tf32", ALL),
    (VGG8, 128, "bfloat16", BACKPROP), (VGG8, 128, "float32", THEIRS),
    (VGG8, 512, "bfloat16", THEIRS + BACKPROP), (VGG8, 512, "tf32", THEIRS),
    (SMALL, 128, "bfloat16", THEIRS + BACKPROP), (SMALL, 128, "tf32", THEIRS),
    (VGG8, 512, "bfloat16", ["compiled"]), (VGG8, 512, "tf32", ["compiled"]),
    (SMALL, 128, "bfloat16", ["compiled"]), (SMALL, 128, "tf32", ["compiled"]),
    (VGG8, 128, "float32", ["compiled"] + BACKPROP),
    (VGG8, 512, "float32", ALL + BACKPROP), (SMALL, 128, "float32", ALL + BACKPROP),
]
# A CPU has no TF32, and its bfloat16 needs AVX-512. The rehearsal tests the programs, not the numbers.
TINY = [("8 16M 16", 32, "float32", ALL + BACKPROP), ("8 8M", 32, "float32", THEIRS)]
STEPS, TINY_STEPS = 300, 4
# The time limit of one measurement, so that a compilation that hangs does not take all of the time.
LIMIT = 90
COPIED = ["images_per_second", "step_seconds", "floor_seconds", "peak_bytes", "parameter_bytes",
          "kernels", "kernel_launches", "graph_launches", "synchronizations", "steps", "device",
          "software", "torch", "threads", "why"]


def key(row):
    return (row["network"], row["batch"], row["precision"], row["way"])


def slim(row):
    """Returns a measurement without the values that all of them share."""
    kept = {name: row[name] for name in ("network", "batch", "precision", "way")}
    kept.update({name: row[name] for name in COPIED if name in row})
    if row.get("floor_seconds") and row.get("step_seconds"):
        kept["floor_share"] = row["floor_seconds"] / row["step_seconds"]
    return kept


def missing(plan, rows):
    """Returns the parts of the plan that are not measured yet."""
    known = {key(row) for row in rows}
    left = [(network, batch, precision,
             [way for way in ways if (network, batch, precision, way) not in known])
            for network, batch, precision, ways in plan]
    return [entry for entry in left if entry[3]]


def ratios(rows):
    """Returns the ratios of the goals: to PyTorch in the same precision, and between precisions."""
    rates = {key(row): row["images_per_second"] for row in rows if "images_per_second" in row}
    found = []

    def add(network, batch, name, upper, lower):
        if upper in rates and lower in rates:
            found.append({"network": network, "batch": batch, "name": name,
                          "ratio": rates[upper] / rates[lower]})

    for network, batch, precision, way in list(rates):
        own = (network, batch, precision, "asge")
        if way in ("eager", "compiled"):
            other = "torch.compile" if way == "compiled" else "eager PyTorch"
            add(network, batch, f"asge / {other}, {precision}", own, (*own[:3], way))
        if way == "asge" and precision == "bfloat16":
            add(network, batch, "asge, bfloat16 / TF32", own, (network, batch, "tf32", way))
    return found


def environment(work):
    """Returns an environment that keeps the caches of PyTorch's compilers in the work folder, for later
    calls."""
    return {**os.environ, "TORCHINDUCTOR_CACHE_DIR": str(work / "inductor"),
            "TRITON_CACHE_DIR": str(work / "triton"), "PYTHONDONTWRITEBYTECODE": "1"}


def command(state, entry, file):
    network, batch, precision, ways = entry
    reference = ["--reference", state.reference] if state.reference else []
    return [sys.executable, "-u", os.path.join(os.path.dirname(__file__), "..", COMPARE),
            "--bin", state.asge.parent, "--python", state.python, *reference,
            "--data", state.kit / FASHION, "--device", state.device, "--network", network,
            "--batch", str(batch), "--steps", str(TINY_STEPS if state.tiny else STEPS),
            "--rounds", "1", "--limit", str(LIMIT), "--precisions", precision,
            "--ways", *ways, "--json", file]


class Rows:
    """The measurements of a part, read from the file that 'compare' appends to."""

    def __init__(self, state, part, file):
        self.state = state
        self.part = part
        self.file = file
        self.at = 0

    def take(self):
        try:
            with open(self.file, "rb") as file:
                file.seek(self.at)
                lines = file.read().splitlines(keepends=True)
        except FileNotFoundError:
            return
        whole = [line for line in lines if line.endswith(b"\n")]
        if not whole:
            return
        self.at += sum(map(len, whole))
        self.part["rows"] += [slim(json.loads(line)) for line in whole]
        self.part["ratios"] = ratios(self.part["rows"])
        self.state.results.save()


def speed(state, part, deadline):
    require_built(state)
    plan = TINY if state.tiny else PLAN
    if not state.reference:
        part["note"] = "no PyTorch script was carried: nothing is compared with PyTorch"
        plan = [(*entry[:3], [way for way in entry[3] if way.startswith("asge")]) for entry in plan]
    if state.device == "cpu":
        plan = [entry for entry in plan if entry[2] == "float32"]
    # A later call tries failed measurements again.
    part["rows"] = [row for row in part.get("rows", []) if "why" not in row]
    task = Task(state, part, deadline)
    for entry in missing(plan, part["rows"]):
        file = state.work / "compare.jsonl"
        file.unlink(missing_ok=True)
        rows = Rows(state, part, file)
        try:
            ended = task.run(command(state, entry, file), on_tick=rows.take,
                             env=environment(state.work))
        finally:
            rows.take()
        if ended.timed_out:
            raise OutOfTime(f"its time was over with {len(part['rows'])} measurements known")
        if not ended.ok:
            raise Problem(f"compare: {ended.why()}")
    failed = [row for row in part["rows"] if "why" in row]
    if failed and len(failed) == len(part["rows"]):
        raise Problem(f"every measurement failed, the first: {failed[0]['why']}")
    if failed:
        part["note"] = f"{len(failed)} of {len(part['rows'])} measurements failed"
