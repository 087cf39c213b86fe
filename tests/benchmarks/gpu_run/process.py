# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs programs with a time limit, and ends everything that they have started."""
import ctypes
import os
import pathlib
import selectors
import signal
import subprocess
import time

# A variable in the environment of all programs that a run starts, directly or indirectly.
MARK = "ASGE_GPU_WORK"
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    """Called in a child before its program starts: the child is killed with its parent, so that a call after a
    killed one finds no process that still uses the same files."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def end_leftovers(work):
    """Ends processes that a killed run left in its work folder, such as compilers, which would write to the
    same files as those of this run. The caller holds the folder's lock."""
    mark = f"{MARK}={work}".encode()
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            pass  # another user's process, or ended
    os.environ[MARK] = str(work)


class Interrupted(BaseException):
    """Raised for a signal that ends the run, so that no part takes it for a failure of its own."""


class Ended:
    def __init__(self, status, timed_out, last):
        self.status = status
        self.timed_out = timed_out
        self.last = last  # the last printed line of both streams

    @property
    def ok(self):
        return self.status == 0 and not self.timed_out

    def why(self):
        if self.timed_out:
            return "its time was over"
        by = (f"ended by {signal.Signals(-self.status).name}" if self.status < 0
              else f"status {self.status}")
        return f"{by}: {self.last}" if self.last else by


class Lines:
    """Reads a pipe line by line."""

    def __init__(self, pipe, take):
        self.pipe = pipe
        self.take = take
        self.rest = b""

    def read(self):
        """Returns False at the end."""
        data = os.read(self.pipe.fileno(), 1 << 16)
        *lines, self.rest = (self.rest + data).split(b"\n")
        if not data and self.rest:
            lines, self.rest = [self.rest], b""
        for line in lines:
            self.take(line.decode(errors="replace"))
        return bool(data)


def signal_group(group, number):
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        pass


def finish(child, grace):
    """Ends a program and all that it has started, with SIGTERM and then SIGKILL."""
    if child.poll() is None:
        signal_group(child.pid, signal.SIGINT)
        try:
            child.wait(grace)
        except subprocess.TimeoutExpired:
            pass
    signal_group(child.pid, signal.SIGKILL)
    child.wait()


def run(command, log, deadline, grace=5.0, on_line=None, on_tick=None, env=None, cwd=None):
    """Runs a program until the deadline (of time.monotonic) minus a grace period for its end. on_line gets
    each line of its standard output; on_tick is called about twice per second."""
    last = [""]

    def note(line):
        if line.strip():
            last[0] = line.strip()
        log.output(line)

    def out(line):
        note(line)
        if on_line:
            on_line(line)

    log.output("$ " + " ".join(map(str, command)))
    try:
        child = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=cwd,
                                 start_new_session=True, preexec_fn=die_with_parent)
    except OSError as error:
        return Ended(127, False, f"{command[0]}: {error.strerror}")
    timed_out = False
    try:
        timed_out = _follow(child, out, note, deadline - grace, on_tick)
    finally:
        finish(child, grace)
        for pipe in (child.stdout, child.stderr):
            pipe.close()
    return Ended(child.returncode, timed_out, last[0])


def _follow(child, out, note, until, on_tick):
    """Forwards a program's output until it ends. Returns True if its time is over."""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ, Lines(child.stdout, out))
        selector.register(child.stderr, selectors.EVENT_READ, Lines(child.stderr, note))
        timed_out = False
        while selector.get_map():
            ready = selector.select(0.5)
            for key, _ in ready:
                if not key.data.read():
                    selector.unregister(key.fileobj)
            if on_tick:
                on_tick()
            if not timed_out and time.monotonic() >= until:
                timed_out = True
                break
            # A process that the program left running may keep the pipes open.
            if not ready and child.poll() is not None:
                break
    while not timed_out and child.poll() is None:
        timed_out = time.monotonic() >= until
        time.sleep(0.02)
    return timed_out
