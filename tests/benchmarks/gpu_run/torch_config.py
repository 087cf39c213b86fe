# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes a small CMake package for PyTorch's LibTorch. The package of a CUDA build requires nvcc and the whole
toolkit, and runs test programs. This project compiles no CUDA code; it needs some headers and one library,
which PyTorch's own packages have as well."""
import os
import pathlib
import re
import shutil

from .files import Problem, write

HEADER = "cuda_runtime_api.h"
INNER = "crt/host_defines.h"  # included by HEADER, and in a package of its own
OWN_TARGET = pathlib.Path(__file__).resolve().with_name("host_target.h")
LIBRARIES = ("c10", "torch_cpu", "torch", "c10_cuda", "torch_cuda")


def toolkits(environment):
    """Returns folders where a CUDA toolkit may be."""
    named = [environment.get(name) for name in ("CUDA_HOME", "CUDA_PATH")]
    compiler = shutil.which("nvcc", path=environment.get("PATH"))
    if compiler:
        named.append(pathlib.Path(compiler).resolve().parents[1])
    usual = [pathlib.Path("/usr/local/cuda"), *sorted(pathlib.Path("/usr/local").glob("cuda-*"))]
    return [pathlib.Path(path) for path in [*named, *usual] if path and pathlib.Path(path).is_dir()]


def version_in(include):
    """Returns the CUDA version of headers, such as 13.0; None if they have none."""
    try:
        found = re.search(r"#define\s+CUDART_VERSION\s+(\d+)", (include / HEADER).read_text())
    except OSError:
        return None
    return f"{int(found[1]) // 1000}.{int(found[1]) % 1000 // 10}" if found else None


def is_of(include, major):
    return (version_in(include) or "").split(".")[0] == major


def wheel_includes(torch, major):
    """Returns the folders of the headers in PyTorch's own packages: all headers are in one folder (CUDA 13) or
    in one per library (CUDA 12), of which that of the runtime comes first."""
    folders = [path for wheel in torch["wheels"]
               for path in sorted(pathlib.Path(wheel).glob("*/include"))]
    runtime = [path for path in folders if is_of(path, major)]
    if not runtime or (runtime[0] / "cublas_v2.h").is_file():
        return runtime[:1]
    return runtime[:1] + [path for path in folders if not (path / HEADER).is_file()]


def link(target, source):
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.symlink_to(source)


def complete(work, places):
    """Returns folders with the headers that PyTorch's packages include and lack, linked from the first place
    that has them. Only these are linked, since other headers there may have another version."""
    folder = work / "cuda"
    found = next((place / "crt" for place in places if (place / INNER).is_file()), None)
    if not found:
        return []
    link(folder / "crt", found)
    # Since CUDA 13 toolkits keep it in a folder of its own.
    targets = [place / inner / "nv" for place in places for inner in ("", "cccl")]
    whole_target = next((path for path in targets if (path / "target").is_file()), None)
    if whole_target:
        link(folder / "toolkit/nv", whole_target)
        return [folder, folder / "toolkit"]
    link(folder / "own/nv/target", OWN_TARGET)
    return [folder, folder / "own"]


def cuda_includes(torch, work, environment):
    """Returns the folders of CUDA's headers, of the major version that PyTorch was built with."""
    major = torch["cuda"].split(".")[0]
    kits = [kit / "include" for kit in toolkits(environment)]
    kits = [path for path in kits if is_of(path, major)]
    wheels = wheel_includes(torch, major)
    if wheels:
        triton = pathlib.Path(torch["triton"]) / "backends/nvidia/include"
        rest = complete(work, [*wheels, *kits, triton])
        if rest:
            return [*wheels, *rest]
    if kits:
        return kits[:1]
    raise Problem(f"no headers of CUDA {major} ({HEADER} and {INNER}): neither beside PyTorch nor in a"
                  " toolkit (CUDA_HOME, nvcc, /usr/local/cuda)")


def runtime_library(torch, environment):
    major = torch["cuda"].split(".")[0]
    places = [path for wheel in torch["wheels"] for path in pathlib.Path(wheel).glob("*/lib")]
    places += [pathlib.Path(torch["folder"]) / "lib"]
    places += [kit / name for kit in toolkits(environment) for name in ("lib64", "lib")]
    for place in places:
        for file in sorted(place.glob(f"libcudart*.so.{major}*")):
            return file
    raise Problem(f"no libcudart.so.{major}: neither beside PyTorch nor in a toolkit")


def quoted(paths):
    return '"' + ";".join(str(path) for path in paths) + '"'


def imported(name, file, links, includes):
    return f"""add_library({name} SHARED IMPORTED)
set_target_properties({name} PROPERTIES
  IMPORTED_CONFIGURATIONS RELEASE
  IMPORTED_LOCATION_RELEASE "{file}"
  INTERFACE_INCLUDE_DIRECTORIES {quoted(includes)}
  INTERFACE_LINK_LIBRARIES "{';'.join(links)}")
"""


def whole(name):
    """Links a library even if none of its symbols is used, because it registers its functions when loaded."""
    return f"-Wl,--no-as-needed,$<TARGET_FILE:{name}>,--as-needed"


def text(torch, cuda, cudart):
    """Returns the text of the package's file, for the headers and libraries of torch."""
    folder = pathlib.Path(torch["folder"])
    includes = [folder / "include", folder / "include/torch/csrc/api/include"]
    links = {"c10": [], "torch_cpu": ["c10"], "c10_cuda": ["c10"], "torch_cuda": ["torch_cpu"],
             "torch": [whole("torch_cpu"), "torch_cpu"]}
    names = LIBRARIES if cuda else LIBRARIES[:3]
    if cuda:
        links["c10_cuda"] += [str(cudart)]
        links["torch_cuda"] += ["c10_cuda"]
        links["torch"] += [whole("torch_cuda"), "torch_cuda"]
    targets = [imported(name, folder / f"lib/lib{name}.so", links[name],
                        includes + (list(cuda) if "cuda" in name else [])) for name in names]
    abi = f"-D_GLIBCXX_USE_CXX11_ABI={int(torch['new_abi'])}"
    return f"""# Made by tests/benchmarks/gpu.
if(TARGET torch)
  return()
endif()
set(TORCH_INCLUDE_DIRS {quoted(includes)})
set(TORCH_LIBRARIES torch)
set(TORCH_CXX_FLAGS "{abi}")
{''.join(targets)}set_property(TARGET c10 PROPERTY INTERFACE_COMPILE_OPTIONS "{abi}")
set(TORCH_LIBRARY "{folder / 'lib/libtorch.so'}")
set(Torch_FOUND TRUE)
"""


def write_config(torch, work, environment=os.environ):
    """Writes the package. Returns its folder, for Torch_DIR, and the origin of CUDA's headers."""
    if not torch["new_abi"]:
        raise Problem(f"PyTorch {torch['torch']} is built with the old ABI of the C++ library;"
                      " the carried libraries have the new one")
    cuda = cuda_includes(torch, work, environment) if torch["cuda"] else []
    cudart = runtime_library(torch, environment) if torch["cuda"] else None
    folder = work / "torch"
    version = torch["torch"].split("+")[0]
    files = {"TorchConfig.cmake": text(torch, cuda, cudart), "TorchConfigVersion.cmake":
             f'set(PACKAGE_VERSION "{version}")\nset(PACKAGE_VERSION_COMPATIBLE TRUE)\n'}
    for name, wanted in files.items():
        # An unchanged file is not written, so that nothing is rebuilt.
        if not (folder / name).is_file() or (folder / name).read_text() != wanted:
            write(folder / name, wanted.encode())
    return folder, [str(path) for path in cuda]
