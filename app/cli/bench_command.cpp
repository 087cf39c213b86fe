// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/bench_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/control/engine.h"
#include "core/data/experiment_source.h"
#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/query/time_estimate.h"

namespace asge::cli {

namespace {

Json resultJson(const BenchmarkResult& result) {
    Json phases = Json::object();
    for (const auto& [name, seconds] : result.phases) {
        phases[name] = seconds;
    }
    Json json = {{"images_per_second", result.imagesPerSecond},
                 {"step_seconds", result.stepSeconds},
                 {"floor_seconds", result.floorSeconds},
                 {"floor_layout", result.floorLayout},
                 {"peak_bytes", result.peakBytes},
                 {"parameter_bytes", result.parameterBytes},
                 {"phases", phases},
                 {"steps", result.steps},
                 {"batch", result.batch},
                 {"network", result.network},
                 {"device", result.device},
                 {"path", result.path},
                 {"precision", result.precision},
                 {"threads", result.threads},
                 {"threads_reason", result.threadsReason},
                 {"software", result.software}};
    if (result.calls) {
        json["kernels"] = result.calls->kernels;
        json["kernel_launches"] = result.calls->kernelLaunches;
        json["graph_launches"] = result.calls->graphLaunches;
        json["synchronizations"] = result.calls->synchronizations;
    }
    return json;
}

constexpr double kMilli = 1e3;
constexpr double kMebibyte = 1024.0 * 1024.0;

void printRow(const std::string& name, double seconds, double whole) {
    out() << "  " << column(name, 12)
          << format(" %9.2f ms  %5.1f %%", seconds * kMilli, 100 * seconds / whole) << '\n';
}

void printThreads(int threads, const std::string& reason) {
    out() << counted(threads, "thread") << ": " << reason << '\n';
}

void print(const BenchmarkResult& result) {
    out() << result.network << ", batch " << result.batch << ", " << result.device << ", "
          << result.precision << ", " << result.path << " path\n";
    printThreads(result.threads, result.threadsReason);
    out() << result.software << '\n'
          << format("%.0f images/s over ", result.imagesPerSecond) << counted(result.steps, "step")
          << '\n';
    printRow("step", result.stepSeconds, result.stepSeconds);
    for (const auto& [name, seconds] : result.phases) {
        printRow(name, seconds, result.stepSeconds);
    }
    out() << format("floor: %.2f ms for the convolutions alone (%s); a step is %.2f times that",
                    result.floorSeconds * kMilli, result.floorLayout.c_str(),
                    result.stepSeconds / result.floorSeconds)
          << '\n'
          << format("peak memory: %.0f MiB, of which parameters %.1f MiB",
                    static_cast<double>(result.peakBytes) / kMebibyte,
                    static_cast<double>(result.parameterBytes) / kMebibyte)
          << '\n';
    if (result.calls) {
        out() << format("calls per step: %.1f kernel launches, %.2f graph launches, %.2f waits for"
                        " the device; it runs %.1f kernels",
                        result.calls->kernelLaunches, result.calls->graphLaunches,
                        result.calls->synchronizations, result.calls->kernels)
              << '\n';
    }
}

/// What a training is estimated to need.
struct NeedsEstimate {
    MemoryEstimate memory;
    TimeEstimate time;
    std::vector<std::string> notes;
};

Json resultJson(const NeedsEstimate& needs) {
    const MemoryEstimate& estimate = needs.memory;
    const TimeEstimate& time = needs.time;
    return {{"network", estimate.network},
            {"batch", estimate.batch},
            {"device", estimate.device},
            {"threads", estimate.threads},
            {"threads_reason", estimate.threadsReason},
            {"parameter_bytes", estimate.parameters},
            {"optimizer_bytes", estimate.optimizer},
            {"good_state_bytes", estimate.goodState},
            {"activation_bytes_per_lane", estimate.activationsPerLane},
            {"lanes", estimate.lanes},
            {"data_bytes", estimate.dataSet},
            {"total_bytes", estimate.total},
            {"machine_bytes", estimate.machine},
            {"epoch_seconds", time.isKnown() ? Json(time.secondsPerEpoch) : Json()},
            {"training_seconds", time.isKnown() ? Json(time.seconds) : Json()},
            {"time_basis", basisText(time)}};
}

void printMemory(const std::string& name, std::int64_t bytes) {
    out() << "  " << column(name, 12) << memoryText(static_cast<double>(bytes)) << '\n';
}

void print(const NeedsEstimate& needs) {
    const MemoryEstimate& estimate = needs.memory;
    out() << estimate.network << ", batch " << estimate.batch << ", " << estimate.device << '\n';
    printThreads(estimate.threads, estimate.threadsReason);
    printMemory("parameters", estimate.parameters);
    printMemory("optimizer", estimate.optimizer);
    printMemory("good state", estimate.goodState);
    printMemory("activations", estimate.activationsPerLane * estimate.lanes);
    if (estimate.lanes > 1) {
        printMemory("  per lane", estimate.activationsPerLane);
    }
    printMemory("data set", estimate.dataSet);
    printMemory("total", estimate.total);
    out() << "estimated, in addition to the program itself; " << estimate.machineSource << ' '
          << memoryText(static_cast<double>(estimate.machine)) << '\n';
    const std::string basis = basisText(needs.time);
    out() << (needs.time.isKnown() ? "time: " + timeText(needs.time) + " (" + basis + ")"
                                   : timeText(needs.time) + ": " + basis)
          << '\n';
}

NeedsEstimate estimateNeeds(const Experiment& experiment, const std::string& store, LoadBar& bar) {
    NeedsEstimate needs;
    needs.memory = loadEngine().estimate(experiment, bar);
    needs.notes = needs.memory.notes;
    const auto reader = readExisting(store);
    needs.time = estimateTime(experiment, needs.memory.device,
                              reader ? reader->runs() : std::vector<RunSummary>{});
    return needs;
}

} // namespace

int bench(const BenchOptions& options) {
    requireExperiment(options.experiment, "asge bench");
    const Experiment experiment = loadExperiment(options.experiment, options.overrides);
    LoadBar bar;
    const auto show = [&](const auto& result) {
        bar.clear();
        printNotes(result.notes);
        if (options.json) {
            out().json(resultJson(result)).flush();
        } else {
            print(result);
        }
    };
    try {
        if (options.dryRun) {
            show(estimateNeeds(experiment, options.store, bar));
        } else {
            show(loadEngine().benchmark(experiment, options.steps, bar));
        }
    } catch (const BadInput& error) {
        throw BadInput(withPlace(error.what(), options.experiment, options.overrides));
    }
    return ok;
}

} // namespace asge::cli
