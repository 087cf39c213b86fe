# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs all parts one after another within the time budget."""
import fcntl
import json
import re
import signal
import time

from . import budget as budgets
from . import machine, prepare
from .build import OutOfTime, build
from .checks import checks
from .files import Problem, replace, sha256
from .process import Interrupted, end_leftovers
from .results import ASIDE, Log, Results, fresh_part
from .speed import speed
from .train import train

FUNCTIONS = {"build": build, "tests": checks, "compare": speed, "train": train}


class State:
    """The state that the parts share."""

    def __init__(self, options):
        self.kit = options.folder.resolve()
        self.work = (options.work or options.folder / "work").resolve()
        self.out = options.out.resolve()
        self.python = options.python
        self.manifest = manifest(self.kit)
        self.work.mkdir(parents=True, exist_ok=True)
        self.lock = locked(self.work)
        end_leftovers(self.work)
        self.log = Log(self.out)
        self.results = Results(self.out)
        self.budget = budgets.Budget(options.budget)
        self.device = options.device
        self.tiny = options.tiny
        self.machine = {}

    @property
    def asge(self):
        return self.work / "build/bin/asge"

    @property
    def reference(self):
        """Returns the PyTorch script, or None if none was carried."""
        return self.kit / prepare.REFERENCE if prepare.REFERENCE in self.manifest["files"] else None


def manifest(kit):
    try:
        found = json.loads((kit / prepare.MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise Problem(f"{kit}: 'gpu prepare' did not make this ({error})") from None
    for name, file in found["files"].items():
        path = kit / name
        if not path.is_file() or path.stat().st_size != file["bytes"] or sha256(path) != file["sha256"]:
            raise Problem(f"{path}: is missing or damaged; carry it again")
    return found


def locked(work):
    """Locks the folder: two runs at once would build and train in the same files."""
    file = open(work / "lock", "w", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Problem(f"{work}: another 'gpu run' is at work there") from None
    return file


def listen():
    def interrupt(number, _):
        # Only the first signal: a second one would interrupt the clean-up after the first.
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(signal.Signals(number).name)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, interrupt)


def before(state, options):
    """Describes the machine, and chooses the device and the sizes."""
    state.machine = machine.describe(state.python)
    why = state.machine["no_device"]
    state.results.all["machine"] = state.machine
    part = state.results.part("before")
    if why:
        part["why"] = why
    if options.device.startswith("cuda") and why:
        raise Problem(f"--device {options.device}: {why}")
    if options.device == "auto":
        state.device = "cpu" if why else "cuda"
        state.tiny = state.tiny or bool(why)
        if why:
            state.log.say(f"{why}; a rehearsal on the CPU, with tiny networks")
    state.budget.shares = (budgets.REHEARSAL_SHARES if state.device == "cpu" else budgets.SHARES)
    index = int(state.device.partition(":")[2] or 0)
    devices = state.machine["torch"].get("devices", [])
    if state.device != "cpu" and index >= len(devices):
        raise Problem(f"--device {state.device}: PyTorch sees {len(devices)} device(s)")
    state.results.all.update(
        rehearsal=state.device == "cpu", tiny=state.tiny, device=state.device,
        card=devices[index]["name"] if state.device != "cpu" else "",
        commit=prepare.commit() or state.manifest["commit"])
    problem = machine.old_c_library(state.manifest["needs"], state.machine["c_library"])
    if problem:
        part["why"] = problem
        state.log.say(problem)


def same(earlier, results):
    """Returns whether results have the same device, sizes and program, so that they can be continued."""
    keys = ("device", "card", "tiny", "commit")
    return all(earlier.get(key) == results.all.get(key) for key in keys)


def began_nothing(earlier):
    return all(part["status"] == "not begun" for name, part in earlier["parts"].items()
               if name != "before")


def take_up(state):
    """Continues an earlier call's results, or moves them aside if they do not match."""
    results = state.results
    earlier = results.earlier() if results.held else None
    if earlier and same(earlier, results):
        results.keep(earlier)
        if not state.asge.exists():
            results.all["parts"]["build"] = fresh_part()
        state.log.say("going on with what an earlier call left")
    elif results.held and not (earlier and began_nothing(earlier)):
        replace(results.path, results.path.with_name(ASIDE))
        state.log.say(f"the results that were there are of something else: they are now {ASIDE}")
    results.held = False
    results.save()


def begin_part(state, name):
    part = state.results.part(name)
    share = state.budget.share(name)
    if not share:
        part.update(status="out of time", why="no time was left to begin it")
        state.results.save()
        return part, 0
    part.update(status="running", share=round(share, 1))
    part.pop("why", None)
    state.results.save()
    state.log.say(f"{name}: at most {share:.0f} s")
    return part, share


def do_part(state, name, function):
    """Runs a part and always writes how it ended."""
    part, share = begin_part(state, name)
    if not share:
        return
    begin, spent = time.monotonic(), part["seconds"]
    try:
        function(state, part, begin + share)
        part["status"] = "done"
    except OutOfTime as problem:
        part.update(status="out of time", why=str(problem))
    except Problem as problem:
        part.update(status="failed", why=str(problem))
    except Interrupted as signalled:
        part.update(status="failed", why=f"interrupted by {signalled}; a new call continues")
        raise
    except Exception as error:  # a failure of one part must not prevent the others
        part.update(status="failed", why=f"{type(error).__name__}: {error}")
    finally:
        part["seconds"] = round(spent + time.monotonic() - begin, 1)
        state.results.save()
        why = f": {part['why']}" if "why" in part else ""
        state.log.say(f"{name}: {part['status']} after {part['seconds']} s{why}")


def describe_call(state, options):
    state.results.all.update(command=" ".join(options.words), budget=options.budget,
                             date=time.strftime("%Y-%m-%d %H:%M:%S %z"),
                             carried=sorted(state.manifest["files"]))


def do_before(state, options):
    """Runs the first part, which all others need: its failure ends everything."""
    part, _ = begin_part(state, "before")
    begin = time.monotonic()
    try:
        before(state, options)
        part["status"] = "done"
    except Problem as problem:
        part.update(status="failed", why=str(problem))
        raise
    finally:
        part["seconds"] = round(time.monotonic() - begin, 1)
        state.results.save()


def check_device(name):
    if not re.fullmatch(r"auto|cpu|cuda(:[0-9]{1,3})?", name):
        raise Problem(f"--device {name}: is not auto, cpu, cuda or cuda:N")


def ending(state):
    """Returns 0 if all parts are done, otherwise 1; results.json says what is missing."""
    parts = state.results.all["parts"]
    state.log.say(", ".join(f"{name}: {part['status']}" for name, part in parts.items()))
    return 0 if all(part["status"] == "done" for part in parts.values()) else 1


def run(options):
    check_device(options.device)
    listen()
    try:
        state = State(options)
        describe_call(state, options)
        state.results.save()
        do_before(state, options)
        take_up(state)
        for name, function in FUNCTIONS.items():
            if state.results.part(name)["status"] != "done":
                do_part(state, name, function)
    except Interrupted as signalled:
        print(f"gpu: interrupted by {signalled}", flush=True)
        return 130
    return ending(state)
