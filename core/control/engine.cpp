// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/engine.h"

#include "core/base/affinity.h"
#include "core/base/cores.h"
#include "core/base/error.h"
#include "core/base/memory.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace asge {

namespace {

/// The path of the engine's library, which is in the same folder as the library that holds this
/// function, both in the build and when installed. (A bare name would be searched for in the
/// caller's RUNPATH, which is hidden when a sanitizer intercepts dlopen.)
std::filesystem::path enginePath() {
    Dl_info here{};
    dladdr(reinterpret_cast<const void*>(&loadEngine), &here);
    // Absolute, because a name without a slash would be searched for in other folders.
    const auto engine = std::filesystem::absolute(here.dli_fname).parent_path() / ASGE_ENGINE;
    return engine.lexically_normal(); // removes the ".." of "bin/../lib" for messages
}

[[noreturn]] void throwLoadError() {
    const char* reason = dlerror();
    throw Error(std::string("LibTorch can't be loaded: ") +
                (reason != nullptr ? reason : "unknown reason"));
}

/// The address space that LibTorch and its threads need before anything is computed; with less, its
/// initialisation or its threads end the process.
constexpr std::int64_t kLeastAddressSpace = std::int64_t{1300} << 20U;

void requireAddressSpace() {
    if (const auto limit = addressSpaceLimit(); limit && *limit < kLeastAddressSpace) {
        throw Error("memory: the limit of the address space (ulimit -v) allows " +
                    memoryText(static_cast<double>(*limit)) + ", and LibTorch needs " +
                    memoryText(static_cast<double>(kLeastAddressSpace)) + "; raise it");
    }
}

/// The number of iterations of libgomp's waiting loop. Its default of 300,000 occupies a core that
/// the BLAS library's threads or another program could use: with other work on two cores, one
/// training took 2.2 to 3 times as long as with 0, two at once 3.7 times; 1000 was no better than
/// 0.
const char* const kSpins = "0";

} // namespace

void prepareThreads() {
    processAffinity().applyTo(); // libgomp may have been loaded already, and have bound this thread
    // Otherwise LibTorch, OpenMP and the BLAS libraries would use the number of the machine's
    // processors.
    setenv("OMP_NUM_THREADS", std::to_string(threadCount()).c_str(), /*overwrite=*/0);
    if (std::getenv("OMP_WAIT_POLICY") == nullptr) {
        setenv("GOMP_SPINCOUNT", kSpins, /*overwrite=*/0);
    }
}

const Engine& loadEngine() {
    requireAddressSpace();
    // A repeated dlopen only increments a counter. RTLD_NOW resolves all symbols, so that a library
    // that lacks one fails here and not during a training. RTLD_NODELETE is needed because
    // LibTorch's threads never end. OpenMP may bind the thread that loads it, and BLAS libraries
    // start threads, hence loadUnbound.
    void* library = nullptr;
    loadUnbound(
        [&] { library = dlopen(enginePath().c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE); });
    if (library == nullptr) {
        throwLoadError();
    }
    using Factory = const Engine* (*)();
    const auto engine = reinterpret_cast<Factory>(dlsym(library, "asgeEngine"));
    if (engine == nullptr) {
        throwLoadError();
    }
    return *engine();
}

} // namespace asge
