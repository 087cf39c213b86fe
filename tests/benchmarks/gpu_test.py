# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests the decisions of 'gpu', without network, device and build."""
import contextlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import types
import unittest
import unittest.mock

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from gpu_run import (budget, checks, files, libraries, machine, prepare, process, report, results,  # noqa: E402
                     speed, torch_config, train)


class Clock:
    def __init__(self):
        self.time = 1000.0

    def __call__(self):
        return self.time


class Quiet:
    """A log that keeps its lines."""

    def __init__(self):
        self.lines = []

    def output(self, line):
        self.lines.append(line)

    say = output


class Folder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.addCleanup(self.temporary.cleanup)


class BudgetTest(unittest.TestCase):
    def test_parts_that_use_all_of_their_shares_stay_within_the_budget(self):
        for rehearsal in (False, True):
            clock = Clock()
            whole = budget.Budget(480, rehearsal, clock)
            for part in budget.PARTS:
                clock.time += whole.share(part)
            self.assertLessEqual(clock.time, 1480 - budget.RESERVE + 1e-6)

    def test_a_part_that_ends_early_leaves_its_time(self):
        clock = Clock()
        whole = budget.Budget(480, False, clock)
        clock.time += 10
        self.assertAlmostEqual(whole.share("train"), 470 - budget.RESERVE)

    def test_nothing_begins_without_time(self):
        clock = Clock()
        whole = budget.Budget(10, False, clock)
        clock.time += 9
        self.assertEqual(whole.share("train"), 0)

    def test_the_first_of_several_gets_its_part(self):
        self.assertEqual(budget.split(100, [3, 1]), 75)
        self.assertEqual(budget.split(100, [7]), 100)

    def test_epochs_fit_and_are_at_least_one(self):
        self.assertEqual(train.epochs_in(5, 1000, 60000, 10000), 1)
        epochs = train.epochs_in(100, 60000, 60000, 14000)
        self.assertLess(epochs * (60000 + 7000) / 60000 + train.START, 100)
        self.assertGreater(epochs, 30)


class LibrariesTest(unittest.TestCase):
    def test_the_list_of_packages_is_the_projects_own(self):
        names = libraries.build_packages((files.ROOT / "packaging/dependencies").read_text())
        self.assertIn("libsqlitecpp-dev", names)
        self.assertIn("libgmock-dev", names)
        for name in names:
            self.assertRegex(name, "^(lib|nlohmann|zlib)")
            self.assertNotRegex(name, "torch|qt|qcustomplot")

    def test_dependencies_without_the_compilers_own(self):
        field = "libc6 (>= 2.14), libpng16-16 (= 1.6), zlib1g:any, libc-dev | libc6-dev, googletest"
        self.assertEqual(libraries.dependencies(field), ["libpng16-16", "zlib1g"])

    def test_the_newest_version_of_symbols_is_by_number(self):
        text = "Name: GLIBC_2.4  Flags\n Name: GLIBC_2.34 \n Name: GLIBC_2.9\nName: CXXABI_1.3.11"
        self.assertEqual(libraries.newest_needed([text]), {"GLIBC": "2.34", "CXXABI": "1.3.11"})

    def test_too_much_names_the_sizes(self):
        with self.assertRaisesRegex(files.Problem, r"60.0 MiB are more than 55 MiB: a 20.0, b 40.0"):
            prepare.check_size({"a": 20 << 20, "b": 40 << 20})

    def test_photographs_in_any_folder_and_none_outside(self):
        self.assertEqual(files.photograph("./x/train/cat/1.jpg"), ("train", "cat", "1.jpg"))
        self.assertEqual(files.photograph("test/cat/1.jpg"), ("test", "cat", "1.jpg"))
        for name in ("train/../1.jpg", "train/1.jpg", "other/cat/1.jpg"):
            self.assertEqual(files.photograph(name), ())


class MachineTest(unittest.TestCase):
    SEES = {"torch": "2.11", "cuda": "13.0", "available": False, "warnings": []}
    OLD = {**SEES, "warnings": ["CUDA initialization: The NVIDIA driver on your system is too old"]}

    def test_each_reason_has_its_own_words(self):
        say = machine.no_device
        self.assertEqual(say({"available": True}, {}, [], False), "")
        self.assertIn("has no PyTorch", say({"why": "python3 has no PyTorch: x"}, {}, [], True))
        self.assertIn("without CUDA", say({**self.SEES, "cuda": None}, {}, [{}], True))
        self.assertIn("there is no GPU", say(self.SEES, {}, [], False))
        hidden = say(self.SEES, {"CUDA_VISIBLE_DEVICES": ""}, [{}], True)
        self.assertEqual(hidden, "CUDA_VISIBLE_DEVICES is set, and empty: it hides every device")
        self.assertIn("is set to '7'", say(self.SEES, {"CUDA_VISIBLE_DEVICES": "7"}, [{}], True))
        self.assertIn("driver on your system is too old", say(self.OLD, {}, [{}], True))
        self.assertIn("PyTorch says: it is old", say({**self.SEES, "said": "it is old"}, {}, [{}], True))

    def test_an_old_c_library_is_named_with_both_versions(self):
        self.assertEqual(machine.old_c_library({"GLIBC": "2.34"}, "2.36"), "")
        self.assertEqual(machine.old_c_library({"GLIBC": "2.4"}, "2.31"), "")
        self.assertRegex(machine.old_c_library({"GLIBC": "2.34"}, "2.31"), "2.31.*2.34")


class ProcessTest(unittest.TestCase):
    def runs(self, process_id):
        try:
            state = pathlib.Path(f"/proc/{process_id}/stat").read_text().split()[2]
        except OSError:
            return False
        return state != "Z"

    def run_shell(self, text, seconds=20.0, **options):
        return process.run(["sh", "-c", text], Quiet(), time.monotonic() + seconds, **options)

    def test_output_and_status(self):
        lines = []
        ended = self.run_shell("echo one; echo two >&2; echo three; exit 3", on_line=lines.append)
        self.assertEqual((lines, ended.status, ended.timed_out), (["one", "three"], 3, False))
        self.assertIn("status 3", ended.why())

    def test_all_that_a_program_began_ends_with_its_time(self):
        lines = []
        begin = time.monotonic()
        ended = self.run_shell("trap '' INT; sleep 60 & echo $!; wait; wait", 0.6, grace=0.2,
                               on_line=lines.append)
        self.assertTrue(ended.timed_out)
        self.assertLess(time.monotonic() - begin, 5)
        while self.runs(lines[0]):  # gets SIGTERM, and also ends on a busy machine
            self.assertLess(time.monotonic() - begin, 10, "the sleep still runs")
            time.sleep(0.02)

    def test_what_a_killed_run_left_is_ended_by_its_mark(self):
        marked = [subprocess.Popen(["sleep", "60"], env={process.MARK: work})
                  for work in ("/a/folder", "/a/folder/other")]
        try:
            with unittest.mock.patch.dict("os.environ"):
                process.end_leftovers("/a/folder")
                self.assertEqual(os.environ[process.MARK], "/a/folder")
            self.assertEqual(marked[0].wait(10), -signal.SIGKILL)
            self.assertIsNone(marked[1].poll(), "that of another folder")
        finally:
            for each in marked:
                each.kill()
                each.wait()

    def test_a_program_that_is_not_there_is_one_line(self):
        ended = process.run(["/nowhere/at/all"], Quiet(), time.monotonic() + 5)
        self.assertRegex(ended.why(), "/nowhere/at/all: No such file")


class ResultsTest(Folder):
    SCRIPT = """
        import os, pathlib, signal, sys, types
        sys.dont_write_bytecode = True
        sys.path.insert(0, sys.argv[1])
        from gpu_run import budget, results, run
        from gpu_run.files import Problem
        out = pathlib.Path(sys.argv[2])
        state = types.SimpleNamespace(log=results.Log(out), results=results.Results(out),
                                      budget=budget.Budget(60))
        def fail(state, part, deadline):
            raise Problem("for a reason")
        def fault(state, part, deadline):
            return {}["nothing"]
        def die(state, part, deadline):
            part["rows"] = [1]
            state.results.save()
            os.kill(os.getpid(), signal.SIGKILL)
        run.do_part(state, "build", fail)
        run.do_part(state, "tests", fault)
        run.do_part(state, "compare", die)
        """

    def test_what_was_known_stays_when_it_is_killed(self):
        ended = subprocess.run([sys.executable, "-c", textwrap.dedent(self.SCRIPT), HERE, self.folder],
                               stdout=subprocess.DEVNULL, check=False)
        self.assertEqual(ended.returncode, -signal.SIGKILL)
        parts = json.loads((self.folder / results.RESULTS).read_text())["parts"]
        self.assertEqual({name: part["status"] for name, part in parts.items()},
                         {"before": "not begun", "build": "failed", "tests": "failed",
                          "compare": "running", "train": "not begun"})
        self.assertEqual(parts["build"]["why"], "for a reason")
        self.assertEqual(parts["tests"]["why"], "KeyError: 'nothing'")
        self.assertEqual(parts["compare"]["rows"], [1])
        for part in parts.values():
            self.assertLessEqual({"status", "seconds", "share"}, part.keys())

    def test_an_earlier_calls_results_stay_until_they_are_taken_up(self):
        first = results.Results(self.folder)
        first.part("build")["status"] = "done"
        first.save()
        second = results.Results(self.folder)
        second.save()
        self.assertEqual(second.earlier()["parts"]["build"]["status"], "done")
        second.held = False
        second.keep(second.earlier())
        second.save()
        self.assertEqual(results.Results(self.folder).earlier()["parts"]["build"]["status"], "done")

    def test_damaged_results_are_not_used(self):
        for text in ("", "[]", "{", '{"format": 1, "parts": {}}'):
            (self.folder / results.RESULTS).write_text(text)
            self.assertIsNone(results.Results(self.folder).earlier())

    def test_a_write_leaves_nothing_beside_it(self):
        files.write_json(self.folder / "x.json", {"a": 1})
        self.assertEqual([path.name for path in self.folder.iterdir()], ["x.json"])


class SpeedTest(Folder):
    ROW = {"network": "8", "batch": 4, "precision": "tf32", "way": "asge", "images_per_second": 300.0,
           "step_seconds": 2.0, "floor_seconds": 1.0, "peak_bytes": 1 << 20, "phases": {"data": 1},
           "graph_launches": 1.0}

    def rows(self):
        return [speed.slim({**self.ROW, **changes}) for changes in (
            {}, {"way": "eager", "images_per_second": 100.0},
            {"way": "compiled", "images_per_second": 150.0},
            {"precision": "bfloat16", "images_per_second": 600.0})]

    def test_ratios_that_the_goals_name(self):
        found = {each["name"]: each["ratio"] for each in speed.ratios(self.rows())}
        self.assertEqual(found, {"asge / eager PyTorch, tf32": 3.0, "asge / torch.compile, tf32": 2.0,
                                 "asge, bfloat16 / TF32": 2.0})
        self.assertEqual(self.rows()[0]["floor_share"], 0.5)
        self.assertNotIn("phases", self.rows()[0])

    def test_only_what_is_missing_is_measured(self):
        plan = [("8", 4, "tf32", ["asge", "eager", "backprop"]), ("8", 4, "bfloat16", ["asge"])]
        self.assertEqual(speed.missing(plan, self.rows()), [("8", 4, "tf32", ["backprop"])])

    def test_rows_come_in_as_they_are_written(self):
        file = self.folder / "rows"
        part = {"rows": []}
        state = types.SimpleNamespace(results=types.SimpleNamespace(save=lambda: None))
        rows = speed.Rows(state, part, file)
        rows.take()
        line = json.dumps(self.ROW) + "\n"
        file.write_text(line + line[:20])
        rows.take()
        self.assertEqual(len(part["rows"]), 1)
        with open(file, "a", encoding="utf-8") as end:
            end.write(line[20:])
        rows.take()
        self.assertEqual(len(part["rows"]), 2)


class ChecksTest(unittest.TestCase):
    def test_a_test_that_dies_is_named(self):
        seen = checks.Seen()
        for line in ("[ RUN      ] Device.One", "[       OK ] Device.One (3 ms)",
                     "[ RUN      ] Device.Two", "[  SKIPPED ] Device.Two (0 ms)",
                     "[ RUN      ] Device.Three"):
            seen.line(line)
        self.assertEqual((seen.count("OK"), seen.count("SKIPPED"), seen.began),
                         (1, 1, "Device.Three"))

    def test_messages_are_the_reports_or_what_was_said(self):
        seen = checks.Seen()
        for line in ("[ RUN      ] A.x", "[  FAILED  ] A.x, where GetParam() = 3 (0 ms)",
                     "[ RUN      ] A.y", "f.cpp:2: Skipped", "no device", "[  SKIPPED ] A.y (0 ms)",
                     "[ RUN      ] A.z", "[       OK ] A.z (0 ms)"):
            seen.line(line)
        report = {"testsuites": [{"name": "A", "testsuite": [
            {"name": "x", "failures": [{"failure": "f.cpp:1\nwrong"}]}, {"name": "y"}]}]}
        self.assertEqual([tuple(row.values()) for row in checks.noted(seen, report)],
                         [("A.x", "failed", "f.cpp:1 wrong"),
                          ("A.y", "skipped", "f.cpp:2: Skipped no device")])


class TorchConfigTest(unittest.TestCase):
    TORCH = {"folder": "/t", "new_abi": True, "cuda": "13.0", "torch": "2.11.0+cu130"}

    def test_targets_that_the_build_asks_for(self):
        text = torch_config.text(self.TORCH, [pathlib.Path("/c")], "/lib/libcudart.so.13")
        for name in torch_config.LIBRARIES:
            self.assertIn(f'IMPORTED_LOCATION_RELEASE "/t/lib/lib{name}.so"', text)
        self.assertNotIn("torch_cuda", torch_config.text(self.TORCH, [], None))

    def test_an_old_abi_is_refused(self):
        with self.assertRaisesRegex(files.Problem, "old ABI"):
            torch_config.write_config({**self.TORCH, "new_abi": False}, pathlib.Path("/nowhere"), {})


class ReportTest(Folder):
    def printed(self, changes=None):
        empty = results.Results(self.folder)
        empty.all.update(changes or {})
        empty.held = False
        empty.save()
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            report.report(empty.path)
        return out.getvalue()

    def test_what_was_not_run_is_not_measured(self):
        text = self.printed({"device": "cuda", "card": "A card"})
        self.assertIn("| `128 256M 256 512M 512M 512M` | 128 | bfloat16 | not measured |", text)
        self.assertIn("Device tests: not measured", text)
        self.assertIn("| `published/fashion-mnist.json`, backprop | not measured |", text)
        self.assertNotIn("rehearsal", text)

    def test_a_rehearsal_says_so(self):
        text = self.printed({"device": "cpu", "rehearsal": True, "tiny": True})
        self.assertIn("**This is a rehearsal on a CPU, no measurement of a GPU.**", text)

    def test_figures(self):
        parts = results.Results(self.folder).all["parts"]
        parts["compare"]["rows"] = SpeedTest.rows(SpeedTest())
        parts["train"]["runs"] = {"fashion-mnist-asge": {
            "experiment": "published/fashion-mnist.json", "method": "asge", "seed": 1,
            "precision": "bfloat16", "epochs_planned": 2, "epochs": [
                {"epoch": 1, "last": 0.9, "fusion": 0.89, "best": 0.9, "images_per_second": 50.0,
                 "seconds": 61.0}]}}
        text = self.printed({"device": "cuda", "card": "A card", "date": "2026-01-02 03:04",
                             "parts": parts})
        self.assertIn("| `8` | 4 | tf32 | 300 | 100 | 150 | 3.00 | 2.00 | 50 | ? / ? / 1 / ? | 1 |",
                      text)
        self.assertIn("`published/fashion-mnist.json`, asge, 1 of 2 epochs | 90.00 | 89.00 | 90.00 |"
                      " 1 | 2026-01-02, A card, bfloat16, 1:01 of training time, 50 images/s |", text)

    def test_other_files_are_refused(self):
        (self.folder / "x").write_text("{}")
        with self.assertRaisesRegex(files.Problem, "is no results.json"):
            report.report(self.folder / "x")


if __name__ == "__main__":
    unittest.main()
