# SPDX-License-Identifier: GPL-3.0-or-later

"""Formats results.json as Markdown: the rows of the tables in tests/benchmarks/README.md and
experiments/README.md."""
import json

from .files import MIB, Problem
from .speed import PLAN, TINY, key, ratios
from .train import TRAININGS

NOT = "not measured"
REHEARSAL = "a rehearsal on a CPU, no measurement of a GPU"
SPEED_COLUMNS = ["network", "batch", "precision", "asge, images/s", "eager PyTorch", "torch.compile",
                 "asge / eager", "asge / torch.compile", "bare convolutions, % of a step",
                 "a step: kernels / launches / graphs / waits", "peak MiB: asge",
                 "asge's backpropagation", "PyTorch's backpropagation"]
ACCURACY_COLUMNS = ["experiment", "last", "fusion", "best", "seeds", "measured"]
CALLS = ["kernels", "kernel_launches", "graph_launches", "synchronizations"]


def table(columns, rows):
    lines = [columns, ["---"] * len(columns), *rows]
    return ["| " + " | ".join(map(str, line)) + " |" for line in lines]


def number(value, form="{:,.0f}"):
    return NOT if value is None else form.format(value)


def calls(row):
    """Returns the device calls per step; on a CPU there are none."""
    known = [row.get(name) for name in CALLS]
    if not any(value is not None for value in known):
        return NOT
    return " / ".join("?" if value is None else f"{value:.4g}" for value in known)


def configurations(results):
    plan = TINY if results.get("tiny") else PLAN
    rows = [entry[:3] for entry in plan]
    measured = [key(row)[:3] for row in results["parts"]["compare"].get("rows", [])]
    return list(dict.fromkeys([*rows, *measured]))


def speed_row(known, configuration):
    network, batch, precision = configuration

    def of(way, name):
        return known.get((*configuration, way), {}).get(name)

    def by(way):
        ours, theirs = of("asge", "images_per_second"), of(way, "images_per_second")
        return f"{ours / theirs:.2f}" if ours and theirs else NOT

    def peak(way):
        value = of(way, "peak_bytes")
        return number(value / MIB if value else None)

    share = of("asge", "floor_share")
    return [f"`{network}`", batch, precision,
            *(number(of(way, "images_per_second")) for way in ("asge", "eager", "compiled")),
            by("eager"), by("compiled"), number(100 * share if share else None),
            calls(known.get((*configuration, "asge"), {})), peak("asge"), peak("asge-backprop"),
            peak("backprop")]


def machine_line(results):
    machine = results.get("machine", {})
    torch = machine.get("torch", {})
    driver = next((card["driver"] for card in machine.get("cards", [])), "")
    card = results.get("card") or "no GPU"
    if driver:
        card += f" (driver {driver})"
    what = [card, f"{machine.get('cores', '?')} cores of {machine.get('processor', '?')}",
            f"PyTorch {torch.get('torch', '?')} (CUDA {torch.get('cuda') or 'none'})",
            results["parts"]["build"].get("version") or "asge not built",
            f"commit {results.get('commit') or 'unknown'}"]
    return (f"Measured on {results.get('date', '?')[:10]}: {', '.join(what)};"
            f" `tests/benchmarks/{results.get('command', 'gpu run')}`.")


def speed_section(results):
    part = results["parts"]["compare"]
    rows = part.get("rows", [])
    known = {key(row): row for row in rows}
    lines = table(SPEED_COLUMNS, [speed_row(known, each) for each in configurations(results)])
    found = [each for each in ratios(rows) if each["name"].endswith("TF32")]
    for each in found:
        lines += ["", f"`{each['network']}`, batch {each['batch']}: {each['name']}"
                      f" {each['ratio']:.2f}."]
    if not found:
        lines += ["", f"asge, bfloat16 / TF32: {NOT}."]
    failures = [f"- {row['network']}, batch {row['batch']}, {row['precision']}, {row['way']}:"
                f" {row['why']}" for row in rows if "why" in row]
    return lines + ([""] + failures if failures else [])


def minutes(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def accuracy_row(results, name, record):
    title = f"`{record.get('experiment', name)}`, {record.get('method', '')}"
    epochs = record.get("epochs", [])
    if not epochs:
        return [title, NOT, NOT, NOT, "", f"`{results.get('command', 'gpu run')}`"]
    last, planned = epochs[-1], record.get("epochs_planned")
    if record.get("data", "").endswith("jpeg"):
        title += ", CIFAR-10 (JPEG)"
    title += (f", {last['epoch']} epochs" if last["epoch"] == planned
              else f", {last['epoch']} of {planned} epochs")
    where = REHEARSAL if results.get("rehearsal") else results.get("card", "")
    rate = sum(each["images_per_second"] for each in epochs) / len(epochs)
    measured = (f"{results.get('date', '?')[:10]}, {where}, {record['precision']},"
                f" {minutes(last['seconds'])} of training time, {rate:,.0f} images/s")
    return [title, *(f"{100 * last[kind]:.2f}" for kind in ("last", "fusion", "best")),
            record["seed"], measured]


def accuracy_section(results):
    runs = results["parts"]["train"].get("runs", {})
    rows = [accuracy_row(results, name, runs.get(name, {"experiment": f"published/{data}.json",
                                                        "method": method}))
            for name, data, method, _ in TRAININGS]
    return table(ACCURACY_COLUMNS, rows)


def tests_section(results):
    part = results["parts"]["tests"]
    if "passed" not in part:
        return [f"Device tests: {NOT}" + (f" ({part['why']})" if "why" in part else "") + "."]
    lines = [f"Device tests: {part['passed']} passed, {part['failed']} failed,"
             f" {part['skipped']} skipped."]
    return lines + [f"- {row['test']}: {row['state']}: {row['message']}"
                    for row in part.get("noted", [])]


def parts_section(results):
    return table(["part", "status", "seconds", "share", "why"],
                 [[name, part["status"], part["seconds"], part["share"], part.get("why", "")]
                  for name, part in results["parts"].items()])


def lines_of(results):
    warning = [f"**This is {REHEARSAL}.**", ""] if results.get("rehearsal") else []
    if "device" not in results:
        warning = [f"**{NOT.capitalize()}: {results['parts']['before'].get('why', 'no device')}.**",
                   ""]
    return ["## For tests/benchmarks/README.md", "", *warning, machine_line(results), "",
            *speed_section(results), "", *tests_section(results), "",
            "## For experiments/README.md", "", *warning, *accuracy_section(results), "",
            "## The parts", "", *parts_section(results)]


def report(path):
    try:
        results = json.loads(path.read_text())
        print("\n".join(lines_of(results)))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise Problem(f"{path}: is no results.json of 'gpu run' ({error!r})") from None
    return 0
