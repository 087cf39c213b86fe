#include "core/train/captured_graph.h"

#ifdef ASGE_CUDA
#include <ATen/cuda/CUDAContext.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#endif

namespace asge {

#ifdef ASGE_CUDA

struct CapturedGraph::Recording {
    at::cuda::CUDAGraph graph;
    at::cuda::CUDAStream stream = at::cuda::getStreamFromPool();
};

CapturedGraph::CapturedGraph(const at::Device& device, std::function<void()> operations)
    : operations_(std::move(operations)) {
    if (!device.is_cuda()) {
        return;
    }
    // A capture needs a stream of its own, after all that was queued before.
    recording_ = std::make_unique<Recording>();
    at::cuda::getCurrentCUDAStream().synchronize();
    const c10::cuda::CUDAStreamGuard guard(recording_->stream);
    recording_->graph.capture_begin();
    operations_();
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
