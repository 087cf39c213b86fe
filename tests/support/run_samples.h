// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>
#include <vector>

namespace asge::test {

/// A finished run with results.
inline RunSummary makeRun(RunId id, const std::string& name, double fusion) {
    RunSummary run;
    run.id = id;
    run.name = name;
    run.created = "2026-01-0" + std::to_string(id % 9 + 1) + "T12:00:00Z";
    run.status = RunStatus::finished;
    run.method = "asge";
    run.dataName = "fashion-mnist";
    run.networkLayers = "32 64M 128M";
    run.device = "cuda:0";
    run.epochs = 10;
    run.epochsDone = 10;
    run.values.set(MetricId::accuracy, Split::test,
                   Accuracies{fusion - 0.01, fusion, fusion - 0.02});
    run.imagesPerSecond = 1000;
    run.seconds = 600;
    return run;
}

/// A run without a finished epoch.
inline RunSummary makeEmptyRun(RunId id, const std::string& name, RunStatus status) {
    RunSummary run = makeRun(id, name, 0);
    run.status = status;
    run.epochsDone = 0;
    run.values = {};
    run.imagesPerSecond = 0;
    run.seconds = 0;
    return run;
}

} // namespace asge::test
