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

/// The engine's library lies beside the one that holds this function, in the build's folder and in
/// an installed one. (A bare name would be looked for along the caller's RUNPATH, which sanitizers
/// hide when they step between.)
std::filesystem::path enginePath() {
    Dl_info here{};
    dladdr(reinterpret_cast<const void*>(&loadEngine), &here);
    // Absolute: a name with no slash in it would be looked for in other folders.
    const auto engine = std::filesystem::absolute(here.dli_fname).parent_path() / ASGE_ENGINE;
    return engine.lexically_normal(); // "bin/../lib" reads badly in a message
}

[[noreturn]] void complain() {
    const char* reason = dlerror();
    throw Error(std::string("LibTorch can't be loaded: ") +
                (reason != nullptr ? reason : "unknown reason"));
}

/// LibTorch and its threads take so much address space before anything is computed; with less, its
/// initialisation ends the process, or its threads do.
constexpr std::int64_t kLeastAddressSpace = std::int64_t{1300} << 20U;

void requireAddressSpace() {
    if (const auto limit = addressSpaceLimit(); limit && *limit < kLeastAddressSpace) {
        throw Error("memory: the limit of the address space (ulimit -v) allows " +
                    memoryText(static_cast<double>(*limit)) + ", and LibTorch needs " +
                    memoryText(static_cast<double>(kLeastAddressSpace)) + "; raise it");
    }
}

/// Turns of libgomp's waiting loop. Its own 300,000 keep a core busy that the BLAS library's
/// threads or another program could use: with other work on two cores, one training took 2.2 to 3
/// times as long as with none, two at once 3.7 times; 1000 came out no better than none.
const char* const kSpins = "0";

} // namespace

void prepareThreads() {
    processAffinity().applyTo(); // libgomp may be loaded already, and have bound this thread
    // LibTorch, OpenMP and the BLAS libraries would count the machine's processors by themselves.
    setenv("OMP_NUM_THREADS", std::to_string(threadCount()).c_str(), /*overwrite=*/0);
    if (std::getenv("OMP_WAIT_POLICY") == nullptr) {
        setenv("GOMP_SPINCOUNT", kSpins, /*overwrite=*/0);
    }
}

const Engine& loadEngine() {
    requireAddressSpace();
    // Loading it again only counts; all symbols now, so that a library that lacks one is refused
    // here and not in the middle of a training. It stays: LibTorch's threads never end.
    // OpenMP may bind the thread that loads it, and BLAS libraries start theirs.
    void* library = nullptr;
    loadUnbound(
        [&] { library = dlopen(enginePath().c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE); });
    if (library == nullptr) {
        complain();
    }
    using Factory = const Engine* (*)();
    const auto engine = reinterpret_cast<Factory>(dlsym(library, "asgeEngine"));
    if (engine == nullptr) {
        complain();
    }
    return *engine();
}

} // namespace asge
