# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line."""
import argparse
import os
import pathlib
import sys

from .files import Problem


def parser(text):
    top = argparse.ArgumentParser(prog="gpu", description=text,
                                  formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="command", required=True)
    prepare = commands.add_parser("prepare", help="gather what a bare CUDA machine lacks")
    prepare.add_argument("folder", type=pathlib.Path)
    prepare.add_argument("--cifar", type=pathlib.Path, metavar="TARBALL",
                         help="CIFAR-10 as {train,test}/CLASS/NNNN.jpg")
    prepare.add_argument("--reference", type=pathlib.Path, metavar="SCRIPT",
                         help="the PyTorch script (default: as 'compare' has it)")
    run = commands.add_parser("run", help="build, test, measure and train")
    run.add_argument("folder", type=pathlib.Path, help="what 'prepare' made")
    run.add_argument("out", type=pathlib.Path, help="folder for results.json, the log and the runs")
    run.add_argument("--budget", type=float, default=480, metavar="SECONDS",
                     help="for all of it (default: %(default)s)")
    run.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    run.add_argument("--tiny", action="store_true", help="tiny networks and few images: a rehearsal")
    run.add_argument("--python", default=sys.executable, help="Python with torch (default: this one)")
    run.add_argument("--work", type=pathlib.Path, help="for what is built (default: FOLDER/work)")
    report = commands.add_parser("report", help="results as rows of Markdown")
    report.add_argument("results", type=pathlib.Path)
    return top


def main(text):
    words = sys.argv[1:]
    if words[:1] == ["--report"]:
        words[0] = "report"
    options = parser(text).parse_args(words)
    try:
        if options.command == "prepare":
            from .prepare import prepare
            return prepare(options)
        if options.command == "run":
            from .run import run
            options.words = [os.path.basename(sys.argv[0]), *words]
            return run(options)
        from .report import report
        return report(options.results)
    except Problem as problem:
        print(f"gpu: {problem}", file=sys.stderr)
        return 2
