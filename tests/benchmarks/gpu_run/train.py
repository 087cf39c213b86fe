# SPDX-License-Identifier: GPL-3.0-or-later

"""Trains the published networks for as long as the time allows. Each run is kept in OUT without checkpoints."""
import json
import shutil
import tarfile
import time

from . import budget
from .build import OutOfTime, Task, require_built
from .files import ROOT, Problem, copy, photograph, write
from .prepare import CIFAR, FASHION
from .process import Interrupted

PUBLISHED = ROOT / "experiments/published"
# Name, sweep with its settings, method, and its share of the time; the shortest first.
TRAININGS = [("fashion-mnist-asge", "fashion-mnist", "asge", 3),
             ("fashion-mnist-backprop", "fashion-mnist", "backprop", 3),
             ("cifar-10-jpeg-asge", "cifar-10", "asge", 4),
             ("cifar-10-jpeg-backprop", "cifar-10", "backprop", 3)]
TINY = {"network.layers": "8 16M 16", "train.batch": "32", "data.limit": "800",
        "data.test_limit": "200", "data.validation": "100"}
TINY_EPOCHS = 3
LARGEST_FILE = 16 << 20
# Seconds of a training outside of epochs, for reading the data, planning the convolutions and writing
# checkpoints; and the fraction of the rest that is planned for, since a schedule that is cut off is worth
# less than one that ends early.
START, PLANNED = 12.0, 0.75
# Seconds per epoch for probes, the commit and the export, beside steps and evaluation.
EPOCH = 0.4
# A step has two passes over the convolutions; an evaluation has one, in larger batches.
EVALUATION = 0.5
IMAGES = {"fashion-mnist": 60000, "cifar-10": 50000}
TESTS = 10000
# Seconds after a stop, in which a training ends its batch and writes a checkpoint, and its run is exported
# for the last time.
GRACE, EXPORT = 10.0, 4.0


def epochs_in(seconds, rate, images, evaluated):
    """Returns the number of epochs that fit into the time; at least 1."""
    epoch = (images + EVALUATION * evaluated) / rate + EPOCH
    return max(1, int(PLANNED * (seconds - START) / epoch))


def sweep_of(name):
    return json.loads((PUBLISHED / f"{name}.json").read_text())


def store_name(state):
    """Returns the store's name, which depends on device, size and program: other runs can't be continued."""
    words = ["runs", state.device.replace(":", ""), "tiny" if state.tiny else "",
             state.results.all.get("commit", "")]
    return "-".join(word for word in words if word) + ".sqlite"


class Training:
    """One training: its settings, its run in the store, and its results."""

    def __init__(self, state, task, part, name, data, method):
        self.state, self.task, self.part = state, task, part
        self.name, self.data, self.method = name, data, method
        sweep = sweep_of(data)
        self.experiment = (PUBLISHED / sweep["base"]).resolve()
        self.settings = {**sweep["set"], "method": method, "device": state.device}
        self.settings["compute.precision"] = "float32" if state.device == "cpu" else "bfloat16"
        self.settings["data.path"] = str(self.folder())
        if data == "cifar-10":
            # Lossy pixels make it another data set.
            self.settings["data.name"] = "cifar-10-jpeg"
        if state.tiny:
            self.settings.update(TINY)
        self.record = part["runs"].setdefault(name, {"status": "not begun", "epochs": []})
        self.store = state.work / store_name(state)
        self.fresh = False
        self.deadline = task.deadline
        self.describe()

    def folder(self):
        return (self.state.kit / FASHION if self.data == "fashion-mnist"
                else self.state.work / "cifar-10-jpeg")

    def sets(self):
        return [word for key, value in self.settings.items() for word in ("--set", f"{key}={value}")]

    def counts(self):
        """Returns the training images per epoch and the images that are evaluated after it."""
        held = int(self.settings.get("data.validation")
                   or json.loads(self.experiment.read_text())["data"]["validation"])
        limit = int(self.settings.get("data.limit", IMAGES[self.data] - held))
        return limit, held + int(self.settings.get("data.test_limit", TESTS))

    def rate(self, deadline):
        """Measures the images per second of this training, including augmentation."""
        lines = []
        steps = "5" if self.state.tiny else "100"
        ended = self.task.run([self.state.asge, "bench", self.experiment, "--json", "--steps", steps,
                               *self.sets()], on_line=lines.append, deadline=deadline)
        try:
            return json.loads(lines[-1])["images_per_second"]
        except (ValueError, KeyError, IndexError):
            raise Problem(f"{self.name}: {ended.why()}") from None

    def stored(self):
        """Returns the training's run in the store, or None."""
        if not self.store.exists():
            return None
        lines = []
        self.task.run([self.state.asge, "runs", "list", "--json", "--store", self.store],
                      on_line=lines.append)
        try:
            return next((run for run in json.loads("\n".join(lines)) if run["name"] == self.name),
                        None)
        except ValueError:
            return None

    def command(self, deadline):
        """Returns the command that starts or resumes the training; None if it is finished."""
        run = self.stored()
        if run and run["epochs"] > 0:
            self.catch_up(run)
        if run and run["status"] == "finished":
            self.record.update(accuracy=run["accuracy"], training_seconds=run["seconds"])
            return None
        program = [self.state.asge, "train"]
        if run and run["epochs"] > 0:
            # This process holds the lock of the work folder, so that no other one trains the run.
            return [*program, "--resume", run["run"], "--force", "--json", "--store", self.store]
        if run:
            self.task.run([self.state.asge, "runs", "delete", run["run"], "--now", "--store",
                           self.store])
        self.plan(deadline)
        return [*program, self.experiment, "--name", self.name, "--json", "--store", self.store,
                *self.sets()]

    def plan(self, deadline):
        """Chooses the number of epochs in advance, because the learning rate schedule spans them."""
        images, evaluated = self.counts()
        rate = self.rate(deadline)
        epochs = epochs_in(deadline - time.monotonic(), rate, images, evaluated)
        epochs = min(epochs, TINY_EPOCHS) if self.state.tiny else epochs
        self.settings["train.epochs"] = epochs
        self.record.update(epochs=[], epochs_planned=epochs, bench_images_per_second=rate,
                           wall_seconds=0.0)

    def describe(self):
        seed = json.loads(self.experiment.read_text())["train"]["seed"]
        self.record.update(experiment=f"published/{self.data}.json", method=self.method,
                           data=self.settings.get("data.name", self.data),
                           network=self.settings["network.layers"], seed=seed,
                           precision=self.settings["compute.precision"])

    def take(self, line):
        """Reads a line of a training's output: an epoch, or the run at its end."""
        try:
            found = json.loads(line)
        except ValueError:
            return
        if "epoch" in found:
            self.add_epoch(found)
            self.state.results.save()
            self.state.log.say(f"{self.name}: epoch {found['epoch']} of"
                               f" {self.record.get('epochs_planned', '?')}, last"
                               f" {100 * found['accuracy']['last']:.2f} %,"
                               f" {found['images_per_second']:.0f} images/s")
        elif "run" in found:
            self.record.update(run=found["run"], accuracy=found["accuracy"],
                               training_seconds=found["seconds"])

    def add_epoch(self, found):
        row = {"epoch": found["epoch"], **found["accuracy"], "best_layer": found["best_layer"],
               "images_per_second": found["images_per_second"], "seconds": found["seconds"]}
        others = [each for each in self.record["epochs"] if each["epoch"] != row["epoch"]]
        self.record["epochs"] = sorted([*others, row], key=lambda each: each["epoch"])
        self.fresh = True

    def catch_up(self, run):
        """Reads the epochs of a run in the store: the last ones may have been committed after this program had
        stopped reading the output."""
        self.record.update(run=run["run"], epochs_planned=run["epochs_planned"])
        lines = []
        self.task.run([self.state.asge, "runs", "show", run["run"], "--json", "--store", self.store],
                      on_line=lines.append)
        try:
            for found in json.loads("\n".join(lines))["history"]:
                self.add_epoch(found)
        except (ValueError, KeyError):
            pass  # the log has the program's own message

    def export(self):
        """Exports once for all new epochs, because an export may take longer than an epoch."""
        if not self.fresh or self.record.get("no_export"):
            return
        self.fresh = False
        run = self.record.get("run") or (self.stored() or {}).get("run")
        if not run:
            return
        self.record["run"] = run
        file = self.state.work / f"{self.name}.sqlite"
        ended = self.task.run([self.state.asge, "runs", "export", run, file,
                               "--without-checkpoints", "--force", "--store", self.store],
                              grace=1.0, deadline=max(self.deadline, time.monotonic() + EXPORT))
        if not ended.ok:
            self.record["no_export"] = f"the run is not exported: {ended.why()}"
            return
        if file.stat().st_size >= LARGEST_FILE:
            self.record["no_export"] = f"the run's file has {file.stat().st_size} bytes: too large"
            return
        copy(file, self.state.out / file.name)
        self.record.update(file=file.name, file_bytes=file.stat().st_size)
        self.state.results.save()

    def train(self, deadline):
        self.deadline = deadline
        self.record.pop("no_export", None)
        command = self.command(deadline - EXPORT)
        if command is None:
            self.finished()
            return
        self.record.update(status="running")
        self.record.pop("why", None)
        self.state.results.save()
        begin = time.monotonic()
        try:
            ended = self.task.run(command, on_line=self.take, on_tick=self.export, grace=GRACE,
                                  deadline=deadline - EXPORT)
        except Interrupted:
            self.record.update(status="failed", why="interrupted; a new call continues")
            raise
        finally:
            self.record["wall_seconds"] = round(
                self.record.get("wall_seconds", 0.0) + time.monotonic() - begin, 1)
        self.fresh = True
        self.export()
        if ended.timed_out:
            self.record.update(status="out of time", why="its time was over; a new call continues")
        elif not ended.ok:
            self.record.update(status="failed", why=ended.why())
        else:
            self.record["status"] = "done"
        self.state.results.save()

    def finished(self):
        self.fresh = True
        self.export()
        self.record["status"] = "done"


def unpack_cifar(state):
    """Unpacks train/CLASS/NNNN.jpg and test/CLASS/NNNN.jpg without their parent folders."""
    folder, mark = state.work / "cifar-10-jpeg", state.work / "cifar-10-jpeg.unpacked"
    digest = state.manifest["files"][CIFAR]["sha256"]
    if mark.is_file() and mark.read_text() == digest:
        return
    shutil.rmtree(folder, ignore_errors=True)
    with tarfile.open(state.kit / CIFAR) as archive:
        for member in archive:
            parts = photograph(member.name) if member.isfile() else ()
            if parts:
                target = folder.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())
    write(mark, digest.encode())


def train(state, part, deadline):
    require_built(state)
    part.setdefault("runs", {})
    plan = [row for row in TRAININGS if row[1] == "fashion-mnist" or CIFAR in state.manifest["files"]]
    task = Task(state, part, deadline)
    for index, (name, data, method, _) in enumerate(plan):
        left = deadline - time.monotonic()
        training = Training(state, task, part, name, data, method)
        record = training.record
        if record["status"] == "done":
            continue
        if left < 2 * GRACE:
            record.update(status="out of time", why="no time was left to begin it")
            continue
        weights = [row[3] for row in plan[index:]]
        try:
            if data == "cifar-10":
                unpack_cifar(state)
            training.train(time.monotonic() + budget.split(left, weights))
        except Problem as problem:
            record.update(status="failed", why=str(problem))
        state.results.save()
    conclude(part)


def conclude(part):
    """Returns the state of the part, which follows from those of its trainings."""
    states = {name: record["status"] for name, record in part["runs"].items()}
    missing = ", ".join(f"{name}: {status}" for name, status in states.items() if status != "done")
    if "failed" in states.values():
        raise Problem(missing)
    if missing:
        raise OutOfTime(missing)
