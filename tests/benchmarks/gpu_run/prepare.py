# SPDX-License-Identifier: GPL-3.0-or-later

"""Collects in one folder what a machine with CUDA, PyTorch and a compiler lacks."""
import os
import pathlib
import subprocess
import tarfile
import tempfile

from . import libraries
from .files import MIB, ROOT, Problem, copy, photograph, sha256, write_json

LARGEST = 55 * MIB
LIBRARIES = "libraries.tar.xz"
FASHION = "data/fashion-mnist"
CIFAR = "data/cifar10-jpeg.tar.gz"
REFERENCE = "asge_reference.py"
MANIFEST = "manifest.json"


def default_reference():
    return pathlib.Path(os.environ.get("ASGE_REFERENCE",
                                       ROOT / "../shared/reference/asge_reference.py"))


def commit():
    """Returns the checkout's commit, with '-changed' if files differ from it; empty without git."""
    try:
        ended = subprocess.run(["git", "describe", "--always", "--abbrev=12", "--exclude=*",
                                "--dirty=-changed"],
                               cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return ended.stdout.strip() if ended.returncode == 0 else ""


def check_cifar(tarball):
    """Checks that CIFAR-10 is {train,test}/CLASS/NNNN.jpg, so that a wrong archive is refused before the run."""
    try:
        with tarfile.open(tarball) as archive:
            splits = {photograph(member.name)[:1] for member in archive if member.isfile()}
    except (OSError, tarfile.TarError) as error:
        raise Problem(f"{tarball}: {error}") from None
    if not {("train",), ("test",)} <= splits:
        raise Problem(f"{tarball}: does not hold train/CLASS/*.jpg and test/CLASS/*.jpg")


def check_size(sizes, largest=LARGEST):
    if sum(sizes.values()) > largest:
        each = ", ".join(f"{name} {size / MIB:.1f}" for name, size in sizes.items())
        raise Problem(f"{sum(sizes.values()) / MIB:.1f} MiB are more than {largest / MIB:.0f} MiB:"
                      f" {each}")


def planned(options, source, reference):
    """Returns the source of each file that is copied."""
    files = {f"{FASHION}/{file.name}": file for file in sorted(source.glob("*.gz"))}
    if len(files) != 4:
        raise Problem(f"{source}: has {len(files)} .gz files, not Fashion-MNIST's four")
    if options.cifar:
        check_cifar(options.cifar)
        files[CIFAR] = options.cifar
    if reference.is_file():
        files[REFERENCE] = reference
    return files


def prepare(options):
    folder = options.folder
    reference = options.reference or default_reference()
    if options.reference and not reference.is_file():
        raise Problem(f"{reference}: no such file")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        files = planned(options, libraries.fashion_mnist(scratch), reference)
        packages, needs = libraries.gather(scratch / LIBRARIES, scratch)
        files = {LIBRARIES: scratch / LIBRARIES, **files}
        check_size({name: file.stat().st_size for name, file in files.items()})
        for name, file in files.items():
            copy(file, folder / name)
    # Files of an earlier call that this one does not carry.
    for name in (CIFAR, REFERENCE):
        if name not in files:
            (folder / name).unlink(missing_ok=True)
    manifest = {"commit": commit(), "packages": packages, "needs": needs, "files": {
        name: {"bytes": (folder / name).stat().st_size, "sha256": sha256(folder / name)}
        for name in files}}
    write_json(folder / MANIFEST, manifest)
    describe(manifest, folder, reference)
    return 0


def describe(manifest, folder, reference):
    for name, file in manifest["files"].items():
        print(f"{file['bytes'] / MIB:8.2f} MiB  {name}")
    print(f"{sum(file['bytes'] for file in manifest['files'].values()) / MIB:8.2f} MiB  in {folder},"
          f" of at most {LARGEST / MIB:.0f}")
    print("the carried libraries need " + ", ".join(
        f"{name} {version}" for name, version in sorted(manifest["needs"].items())))
    if REFERENCE not in manifest["files"]:
        print(f"{reference}: no such file; comparisons with PyTorch are left out")
    if CIFAR not in manifest["files"]:
        print("no CIFAR-10 is carried (--cifar TARBALL)")
