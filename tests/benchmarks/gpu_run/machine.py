# SPDX-License-Identifier: GPL-3.0-or-later

"""Describes the machine, and says why it has no GPU if it has none."""
import json
import os
import pathlib
import platform
import subprocess
import time

from .files import last_line

SECONDS = 90  # a first import of PyTorch from a cold disk
ASK_TORCH = r"""
import json, os, pathlib, sys, sysconfig, warnings
answer = {"python": sys.version.split()[0]}
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import torch
    answer.update(torch=torch.__version__, cuda=torch.version.cuda,
                  folder=str(pathlib.Path(torch.__file__).resolve().parent),
                  new_abi=bool(torch._C._GLIBCXX_USE_CXX11_ABI),
                  available=torch.cuda.is_available(), devices=[])
    if answer["available"]:
        for index in range(torch.cuda.device_count()):
            each = torch.cuda.get_device_properties(index)
            answer["devices"].append({"name": each.name, "bytes": each.total_memory,
                                      "capability": f"{each.major}.{each.minor}"})
    else:
        # Only an operation on the device reports what is wrong with it.
        try:
            torch.cuda.init()
        except Exception as error:
            answer["said"] = " ".join(str(error).split())
    try:
        import nvidia
        answer["wheels"] = [str(pathlib.Path(path).resolve()) for path in nvidia.__path__]
    except ImportError:
        answer["wheels"] = []
    try:
        import triton
        answer["triton"] = str(pathlib.Path(triton.__file__).resolve().parent)
    except ImportError:
        answer["triton"] = ""
answer["warnings"] = [" ".join(str(each.message).split()) for each in caught]
print(json.dumps(answer))
"""


def ask_torch(python):
    """Returns what PyTorch says about itself and the devices; {"why": …} without PyTorch."""
    try:
        ended = subprocess.run([python, "-c", ASK_TORCH], capture_output=True, text=True,
                               check=False, timeout=SECONDS)
    except FileNotFoundError:
        return {"why": f"{python}: no such program"}
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"why": f"{python}: {error}"}
    if ended.returncode != 0:
        return {"why": f"{python} has no PyTorch: {last_line(ended.stderr)}"}
    return json.loads(ended.stdout.strip().splitlines()[-1])


def ask_smi():
    """Returns name and driver of each card; [] if there is no nvidia-smi or it finds none."""
    try:
        ended = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version,memory.total",
                                "--format=csv,noheader"], capture_output=True, text=True,
                               check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return []
    if ended.returncode != 0:
        return []
    rows = [[word.strip() for word in line.split(",")] for line in ended.stdout.splitlines()]
    return [dict(zip(("name", "driver", "memory"), row)) for row in rows if len(row) == 3]


def has_device_files():
    return any(pathlib.Path("/dev").glob("nvidia[0-9]*"))


def no_device(torch, environment, smi, files):
    """Returns why PyTorch sees no CUDA device, in one line; "" if it sees one."""
    if torch.get("available"):
        return ""
    if "why" in torch:
        return torch["why"]
    if not torch.get("cuda"):
        return f"PyTorch {torch['torch']} is built without CUDA"
    warned = next((text for text in torch["warnings"] if "CUDA" in text), "")
    words = torch.get("said") or warned
    said = f"; PyTorch says: {words}" if words else ""
    visible = environment.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        what = f"is set to '{visible}'" if visible.strip() else "is set, and empty: it"
        hides = "hides every device" if not visible.strip() else "and PyTorch sees no such device"
        beside = "" if smi or files else "; nor is there a GPU (no /dev/nvidia0, no nvidia-smi)"
        return f"CUDA_VISIBLE_DEVICES {what} {hides}{beside}"
    if not smi and not files:
        said = "" if "no NVIDIA driver" in words else said
        return f"there is no GPU (no /dev/nvidia0, no nvidia-smi){said}"
    return f"there is a GPU, but PyTorch sees none{said}"


def processor():
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def cores():
    return len(os.sched_getaffinity(0))


def c_library():
    return platform.libc_ver()[1]


def older(version, needed):
    def numbers(text):
        return [int(part) for part in text.split(".")]
    return numbers(version) < numbers(needed)


def old_c_library(needs, version):
    """Returns a message if the carried libraries need a newer C library than this; otherwise ""."""
    needed = needs.get("GLIBC", "0")
    if not version:
        return "this system has no GNU C library, which the carried libraries need"
    if older(version, needed):
        return (f"the C library here is {version}, the carried libraries need {needed};"
                " use a newer system or carry libraries of an older one")
    return ""


def describe(python):
    """Returns all facts about the machine; "no_device" says why there is no device."""
    torch, smi = ask_torch(python), ask_smi()
    return {"processor": processor(), "cores": cores(), "c_library": c_library(),
            "system": platform.platform(), "cards": smi, "torch": torch,
            "date": time.strftime("%Y-%m-%d %H:%M:%S %z"),
            "no_device": no_device(torch, os.environ, smi, has_device_files())}
