// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/captured_graph.h"

#ifdef ASGE_CUDA
#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>

#include <map>
#include <mutex>
#endif

namespace asge {

#ifdef ASGE_CUDA

namespace {

using Pool = decltype(at::cuda::graph_pool_handle());

/// One stream for all recordings on a device, because cuBLAS keeps a workspace for each stream that
/// it has been used with.
at::cuda::CUDAStream recordingStream(c10::DeviceIndex device) {
    static std::map<c10::DeviceIndex, at::cuda::CUDAStream> streams;
    const auto found = streams.find(device);
    return found != streams.end()
               ? found->second
               : streams.emplace(device, at::cuda::getStreamFromPool(false, device)).first->second;
}

/// Ends a failed recording, so that the stream and the memory can be used again.
void abandon(at::cuda::CUDAGraph& graph, c10::DeviceIndex device, const Pool& pool) {
    try {
        graph.capture_end();
    } catch (const c10::Error&) {
        // capture_end() throws before it releases the pool.
        c10::cuda::CUDACachingAllocator::endAllocateToPool(device, pool);
    }
    cudaGetLastError(); // else LibTorch's next call would report the error
}

} // namespace

struct CapturedGraph::Recording {
    at::cuda::CUDAGraph graph;
};

CapturedGraph::CapturedGraph(const at::Device& device, std::function<void()> operations)
    : operations_(std::move(operations)) {
    if (!device.is_cuda()) {
        return;
    }
    static std::mutex recording; // one recording at a time in a process
    const std::lock_guard lock(recording);
    const c10::cuda::CUDAGuard onDevice(device);
    at::cuda::getCurrentCUDAStream(device.index()).synchronize();
    // A recording allocates memory of its own, and cached memory can't be freed during it.
    c10::cuda::CUDACachingAllocator::emptyCache();
    recording_ = std::make_unique<Recording>();
    const c10::cuda::CUDAStreamGuard onStream(recordingStream(device.index()));
    const Pool pool = at::cuda::graph_pool_handle();
    // Thread-local mode lets other threads use the device meanwhile: another training in this
    // process, or LibTorch's autograd thread.
    recording_->graph.capture_begin(pool, cudaStreamCaptureModeThreadLocal);
    try {
        operations_();
    } catch (...) {
        abandon(recording_->graph, device.index(), pool);
        throw;
    }
    recording_->graph.capture_end();
}

void CapturedGraph::run() {
    if (recording_) {
        recording_->graph.replay();
    } else {
        operations_();
    }
}

#else

struct CapturedGraph::Recording {};

CapturedGraph::CapturedGraph(const at::Device&, std::function<void()> operations)
    : operations_(std::move(operations)) {}

void CapturedGraph::run() {
    operations_();
}

#endif

CapturedGraph::~CapturedGraph() = default;

} // namespace asge
