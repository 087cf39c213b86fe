# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes files as a whole or not at all."""
import hashlib
import json
import os
import pathlib
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[3]
MIB = 1 << 20


class Problem(Exception):
    """Ends the command with a message of one line."""


def _sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(source, target):
    """Replaces target by source, on the same disk, so that a crash leaves one or the other."""
    with open(source, "rb") as file:
        os.fsync(file.fileno())
    os.replace(source, target)
    _sync_folder(target.parent)


def temporary(target):
    """Returns a temporary path for a file that becomes target, in the same folder."""
    return target.with_name(f".{target.name}.new")


def write(target, data):
    target.parent.mkdir(parents=True, exist_ok=True)
    new = temporary(target)
    new.write_bytes(data)
    replace(new, target)


def write_json(target, value):
    write(target, (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode())


def copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    new = temporary(target)
    shutil.copyfile(source, new)
    replace(new, target)


def sha256(file):
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while block := stream.read(MIB):
            digest.update(block)
    return digest.hexdigest()


def last_line(text, otherwise="no word why"):
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else otherwise


def photograph(name):
    """Returns ('train', CLASS, FILE) for a photograph in an archive, whatever its parent folders are; () for
    other members."""
    parts = pathlib.PurePosixPath(name).parts[-3:]
    known = len(parts) == 3 and parts[0] in ("train", "test") and parts[2].endswith(".jpg")
    return parts if known and ".." not in parts else ()
