// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/torch_threads.h"

#include "core/base/cores.h"
#include "core/learn/train/step_path.h"

#include <ATen/Parallel.h>

namespace asge {

void setTorchThreads(const Experiment& experiment, const Network& network) {
    // OpenMP's threads spin for a while after each operation, on the cores that the lanes need.
    const bool lanes =
        computesInLanes(methodNamed(experiment.method), experiment.compute.path, network);
    at::set_num_threads(lanes ? 1 : threadCount(experiment.threads));
}

} // namespace asge
