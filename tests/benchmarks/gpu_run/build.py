# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds asge and its device tests against the Python package's LibTorch and the carried libraries."""
import os
import re
import shutil
import tarfile
import time

from . import machine, torch_config
from .files import ROOT, Problem, write
from .prepare import LIBRARIES
from .process import run

MIB_PER_COMPILER = 2048
CMAKE = (3, 25)
TESTS = "device_tests"
TARGETS = ["asge", "asge_learn"]


def unpack(kit, work, digest):
    """Unpacks the libraries once: newer files would cause a rebuild."""
    tree, mark = work / "libraries", work / "libraries.sha256"
    if not mark.is_file() or mark.read_text() != digest:
        shutil.rmtree(tree, ignore_errors=True)
        with tarfile.open(kit / LIBRARIES) as archive:
            archive.extractall(tree, filter="tar") if hasattr(tarfile, "tar_filter") \
                else archive.extractall(tree)
        write(mark, digest.encode())
    return tree / "usr"


def architecture(tree):
    """Returns Debian's name of the architecture, which is part of its library folders."""
    found = sorted(path.parent.name for path in tree.glob("lib/*/libz.so"))
    if not found:
        raise Problem(f"{tree}: has no libraries")
    return found[0]


def available_mib():
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            return int(re.search(r"MemAvailable:\s+(\d+)", file.read())[1]) // 1024
    except (OSError, TypeError):
        return MIB_PER_COMPILER


def jobs():
    return max(1, min(machine.cores(), available_mib() // MIB_PER_COMPILER))


def check_tools(task):
    if not shutil.which("cmake"):
        raise Problem("there is no cmake here (3.25 or later is needed)")
    lines = []
    task.run(["cmake", "--version"], on_line=lines.append)
    found = re.search(r"(\d+)\.(\d+)", lines[0] if lines else "")
    if not found or tuple(map(int, found.groups())) < CMAKE:
        raise Problem(f"{lines[0] if lines else 'cmake'}: 3.25 or later is needed")
    if not any(shutil.which(name) for name in ("c++", "g++", "clang++")):
        raise Problem("there is no C++ compiler here")


def configure_command(tree, torch, build):
    name = architecture(tree)
    includes = f"-isystem {tree}/include -isystem {tree}/include/{name}"
    return ["cmake", "-S", str(ROOT), "-B", str(build),
            "-G", "Ninja" if shutil.which("ninja") else "Unix Makefiles",
            "-DASGE_GUI=OFF", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_UNITY_BUILD=ON",
            # Unity builds, as in the presets.
            "-DCMAKE_UNITY_BUILD_BATCH_SIZE=8",
            f"-DCMAKE_PREFIX_PATH={tree}", f"-DCMAKE_LIBRARY_ARCHITECTURE={name}",
            f"-DTorch_DIR={torch}", f"-DCMAKE_CXX_FLAGS={includes}",
            # Searched in the carried libraries only.
            f"-DZLIB_ROOT={tree}", f"-DJPEG_ROOT={tree}", f"-DPNG_ROOT={tree}"]


def forget_other(build):
    """Removes a build folder of another checkout or of one that has moved, which CMake can't continue."""
    cache = build / "CMakeCache.txt"
    if not cache.is_file():
        return
    text = cache.read_text(errors="replace")
    homes = [f"CMAKE_HOME_DIRECTORY:INTERNAL={ROOT}\n", f"CMAKE_CACHEFILE_DIR:INTERNAL={build}\n"]
    if not all(home in text for home in homes):
        shutil.rmtree(build)


def has_target(task, build, target):
    lines = []
    task.run(["cmake", "--build", build, "--target", "help"], on_line=lines.append)
    return any(re.search(rf"(^|\s|/){target}(:|$|\s)", line) for line in lines)


class Task:
    """Runs the programs of a part until its deadline. Each failure is one line."""

    def __init__(self, run_state, part, deadline):
        self.state = run_state
        self.part = part
        self.deadline = deadline

    def run(self, command, **options):
        self.part.setdefault("commands", [])
        words = " ".join(map(str, command))
        if words not in self.part["commands"]:
            self.part["commands"].append(words)
        options.setdefault("deadline", self.deadline)
        return run(command, self.state.log, **options)

    def must(self, command, what, **options):
        ended = self.run(command, **options)
        if ended.timed_out:
            raise OutOfTime(f"{what}: its time was over")
        if not ended.ok:
            raise Problem(f"{what}: {ended.why()}")
        return ended


class OutOfTime(Problem):
    """Raised when a part's share of the time is over."""


def first_error(lines):
    """Returns the first error of the compiler or CMake in a build's output; empty if there is none."""
    for line in lines:
        if "error:" in line or "CMake Error" in line or "undefined reference" in line:
            return line.strip()
    return ""


def build(state, part, deadline):
    problem = machine.old_c_library(state.manifest["needs"], state.machine["c_library"])
    if problem:
        raise Problem(problem)
    if "why" in state.machine["torch"]:
        raise Problem(state.machine["torch"]["why"])
    task = Task(state, part, deadline)
    check_tools(task)
    folder = state.work / "build"
    tree = unpack(state.kit, state.work, state.manifest["files"][LIBRARIES]["sha256"])
    torch, part["cuda_headers"] = torch_config.write_config(state.machine["torch"], state.work)
    forget_other(folder)
    timed(task, part, "configure", configure_command(tree, torch, folder))
    targets = list(TARGETS)
    if has_target(task, folder, TESTS):
        targets.append(TESTS)
    part["targets"], part["jobs"] = targets, jobs()
    state.results.save()
    # A later call continues with the compiled files.
    timed(task, part, "build", ["cmake", "--build", folder, "-j", jobs(), "--target", *targets])
    part["version"] = version(task, folder)


def require_built(state):
    """Refuses programs that an earlier build left in an unfinished one: they are another version."""
    if state.results.part("build")["status"] != "done" or not state.asge.exists():
        raise Problem("asge is not built")


def timed(task, part, what, command):
    lines = []
    begin = time.monotonic()
    environment = {**os.environ, "NINJA_STATUS": "[%f/%t %es] "}
    ended = task.run(command, on_line=lines.append, env=environment)
    part[f"{what}_seconds"] = round(time.monotonic() - begin, 1)
    if ended.timed_out:
        raise OutOfTime(f"{what}: its time was over")
    if not ended.ok:
        raise Problem(f"{what}: {first_error(lines) or ended.why()}")


def version(task, folder):
    lines = []
    task.must([folder / "bin/asge", "--version"], "asge --version", on_line=lines.append)
    return lines[0] if lines else ""
