# SPDX-License-Identifier: GPL-3.0-or-later

"""The libraries that a build needs, out of Debian's packages, as one archive."""
import os
import pathlib
import re
import shutil
import subprocess
import tarfile

from .files import ROOT, Problem, last_line, replace, temporary

# What is in packaging/dependencies for a build but comes with the machine, or is only for the window.
NOT_CARRIED = re.compile(r"g\+\+|cmake|ninja|torch|qt|qcustomplot")
# Of what packages depend on, the C library and the compiler's own come with the machine as well, and
# googletest holds the source of what libgtest-dev and libgmock-dev hold compiled.
CARRIED_DEPENDENCY = re.compile(r"(lib(?!c6|c-dev|gcc|stdc)|zlib)[a-z0-9.+-]+$")
# Headers, libraries and what finds them; the rest is for people to read.
KEPT = re.compile(r"usr/(include/|lib/|share/(cmake|pkgconfig)/)")
VERSION_NEEDED = re.compile(r"Name: (GLIBC|GLIBCXX|CXXABI)_([0-9.]+)")


def build_packages(text):
    """Of the text of packaging/dependencies."""
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
    """Carried packages in a Depends field, the first of alternatives."""
    names = [part.split("|")[0].split("(")[0].split(":")[0].strip() for part in field.split(",")]
    return [name for name in names if CARRIED_DEPENDENCY.match(name)]


def download(names, folder):
    """Downloads packages and what they depend on; their versions and files, by name."""
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
    """Puts /lib into /usr/lib, as the systems have it that merged the two."""
    if (tree / "lib").is_dir():
        shutil.copytree(tree / "lib", tree / "usr/lib", symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(tree / "lib")


def relative_links(tree):
    """Links from a root would lead out of the tree, wherever it is unpacked."""
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
    """The newest version of each library's symbols that outputs of 'readelf -V' ask for."""
    newest = {}
    for listing in listings:
        for library, version in VERSION_NEEDED.findall(listing):
            key = tuple(int(number) for number in version.split("."))
            newest[library] = max(newest.get(library, key), key)
    return {library: ".".join(map(str, key)) for library, key in newest.items()}


def shared_objects(tree):
    return [path for path in tree.rglob("*.so*") if path.is_file() and not path.is_symlink()]


def pack(tree, target):
    """Writes what a build needs of the tree as an archive."""
    new = temporary(target)
    with tarfile.open(new, "w:xz", preset=9) as archive:
        for path in sorted(tree.rglob("*")):
            name = path.relative_to(tree).as_posix()
            if (path.is_symlink() or not path.is_dir()) and KEPT.match(name):
                archive.add(path, name)
    replace(new, target)


def gather(target, scratch):
    """Makes the archive; the packages' versions, and the versions of symbols that they need."""
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
    """The folder of Fashion-MNIST's files: the installed package's, or a downloaded one's."""
    place = "usr/share/datasets/fashion-mnist"
    installed = pathlib.Path("/") / place
    if installed.is_dir():
        return installed
    _run(["apt-get", "download", "dataset-fashion-mnist"], cwd=scratch)
    file = next(scratch.glob("dataset-fashion-mnist*.deb"))
    _run(["dpkg-deb", "-x", str(file), str(scratch / "data")])
    return scratch / "data" / place
