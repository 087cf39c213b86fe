# SPDX-License-Identifier: GPL-3.0-or-later

"""Collects the libraries that a build needs from Debian's packages, as one archive."""
import os
import pathlib
import re
import shutil
import subprocess
import tarfile

from .files import ROOT, Problem, last_line, replace, temporary

# Packages in packaging/dependencies that the machine has, or that only the window needs.
NOT_CARRIED = re.compile(r"g\+\+|cmake|ninja|torch|qt|qcustomplot")
# Dependencies that are not carried: the C library and the compiler's libraries come with the machine, and
# googletest has the sources of libgtest-dev and libgmock-dev.
CARRIED_DEPENDENCY = re.compile(r"(lib(?!c6|c-dev|gcc|stdc)|zlib)[a-z0-9.+-]+$")
# Headers, libraries and the files that describe them; the rest is documentation.
KEPT = re.compile(r"usr/(include/|lib/|share/(cmake|pkgconfig)/)")
VERSION_NEEDED = re.compile(r"Name: (GLIBC|GLIBCXX|CXXABI)_([0-9.]+)")


def build_packages(text):
    """Returns the packages in the text of packaging/dependencies."""
    names = [line.split()[1] for line in text.splitlines() if line.startswith("build ")]
    return [name for name in names if not NOT_CARRIED.search(name)]


def _run(command, **options):
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    except FileNotFoundError:
        raise Problem(f"{command[0]} is not installed here") from None
    if ended.returncode != 0:
        raise Problem(f"{' '.join(command)}: {last_line(ended.stderr)}")
    return ended.stdout


def dependencies(field):
    """Returns the packages of a Depends field that are carried; of alternatives the first."""
    names = [part.split("|")[0].split("(")[0].split(":")[0].strip() for part in field.split(",")]
    return [name for name in names if CARRIED_DEPENDENCY.match(name)]


def download(names, folder):
    """Downloads packages and their dependencies. Returns their versions and files by name."""
    found = {}
    wanted = list(names)
    while wanted:
        _run(["apt-get", "download", *wanted], cwd=folder)
        for file in folder.glob("*.deb"):
            name, version = _run(["dpkg-deb", "-W", "--showformat", "${Package} ${Version}",
                                  str(file)]).split()
            found[name] = (version, file)
        needed = {name for _, file in found.values()
                  for name in dependencies(_run(["dpkg-deb", "-f", str(file), "Depends"]))}
        wanted = sorted(needed - found.keys())
    return found


def merge_roots(tree):
    """Moves /lib into /usr/lib, as on systems that have merged the two."""
    if (tree / "lib").is_dir():
        shutil.copytree(tree / "lib", tree / "usr/lib", symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(tree / "lib")


def relative_links(tree):
    """Makes absolute links relative, because they would lead out of the unpacked tree."""
    for link in [path for path in tree.rglob("*") if path.is_symlink()]:
        target = os.readlink(link)
        if not target.startswith("/"):
            continue
        inside = tree / target.lstrip("/")
        if target.startswith("/lib/"):
            inside = tree / "usr" / target.lstrip("/")
        link.unlink()
        link.symlink_to(os.path.relpath(inside, link.parent))


def newest_needed(listings):
    """Returns the newest symbol version per library in outputs of 'readelf -V'."""
    newest = {}
    for listing in listings:
        for library, version in VERSION_NEEDED.findall(listing):
            key = tuple(int(number) for number in version.split("."))
            newest[library] = max(newest.get(library, key), key)
    return {library: ".".join(map(str, key)) for library, key in newest.items()}


def shared_objects(tree):
    return [path for path in tree.rglob("*.so*") if path.is_file() and not path.is_symlink()]


def pack(tree, target):
    """Writes the parts of the tree that a build needs as an archive."""
    new = temporary(target)
    with tarfile.open(new, "w:xz", preset=9) as archive:
        for path in sorted(tree.rglob("*")):
            name = path.relative_to(tree).as_posix()
            if (path.is_symlink() or not path.is_dir()) and KEPT.match(name):
                archive.add(path, name)
    replace(new, target)


def gather(target, scratch):
    """Makes the archive. Returns the versions of the packages and of the symbols that they need."""
    names = build_packages((ROOT / "packaging/dependencies").read_text())
    downloads, tree = scratch / "packages", scratch / "tree"
    downloads.mkdir()
    packages = download(names, downloads)
    for _, file in packages.values():
        _run(["dpkg-deb", "-x", str(file), str(tree)])
    merge_roots(tree)
    relative_links(tree)
    needs = newest_needed(_run(["readelf", "-W", "-V", str(path)]) for path in shared_objects(tree))
    pack(tree, target)
    return {name: version for name, (version, _) in sorted(packages.items())}, needs


def fashion_mnist(scratch):
    """Returns the folder of Fashion-MNIST's files, of the installed package or of a downloaded one."""
    place = "usr/share/datasets/fashion-mnist"
    installed = pathlib.Path("/") / place
    if installed.is_dir():
        return installed
    _run(["apt-get", "download", "dataset-fashion-mnist"], cwd=scratch)
    file = next(scratch.glob("dataset-fashion-mnist*.deb"))
    _run(["dpkg-deb", "-x", str(file), str(scratch / "data")])
    return scratch / "data" / place
