// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/runs_show_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/command.h"
#include "core/run/epoch_progress.h"
#include "core/store/location.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

namespace asge::cli {

namespace {

using Metrics = std::vector<MetricId>;

/// By so much "best layer %" is wider than a percentage.
constexpr std::size_t kBestLayerRoom = 6;

/// Those of last, fusion and best beside their accuracies that an epoch has.
Metrics furtherMetrics(const std::vector<EpochEvent>& epochs) {
    Metrics metrics = predictedMetrics();
    std::erase_if(metrics, [&](MetricId metric) {
        return metric == MetricId::accuracy ||
               std::none_of(epochs.begin(), epochs.end(), [metric](const EpochEvent& epoch) {
                   return epoch.values.predictions(metric).has_value();
               });
    });
    return metrics;
}

bool isShownInPercent(MetricId metric) {
    return rowOf(metric).unit == MetricUnit::fraction;
}

/// "top-5: last %  fus. %  best layer %  "
std::string furtherTitles(const Metrics& metrics) {
    std::string titles;
    for (const MetricId metric : metrics) {
        const char* unit = isShownInPercent(metric) ? "%" : " ";
        titles += std::string(rowOf(metric).shortName) +
                  format(": last %s  fus. %s  best layer %s  ", unit, unit, unit);
    }
    return titles;
}

/// As wide as their titles.
std::string furtherColumns(const Metrics& metrics, const MetricValues& values,
                           const ScoreFacts& facts) {
    std::string columns;
    for (const MetricId metric : metrics) {
        std::size_t width = rowOf(metric).shortName.size() + 8;
        for (const Place prediction : kPredictionPlaces) {
            const double* value = facts.isTrained(prediction)
                                      ? values.find(metric, Split::test, prediction)
                                      : nullptr;
            width += prediction == kBestPlace ? kBestLayerRoom : 0;
            columns += value != nullptr ? format("%*.2f  ", static_cast<int>(width),
                                                 (isShownInPercent(metric) ? 100 : 1) * *value)
                                        : std::string(width - 1, ' ') + "–  ";
            width = 6;
        }
    }
    return columns;
}

/// `further` are the metrics that have columns, also for an epoch without them.
void printEpoch(const EpochEvent& event, const Metrics& further, const ScoreFacts& facts) {
    std::string layers;
    Place layer = 0;
    for (const LayerScore& score : event.test()) {
        layers += ' ' + resultText(score.accuracy, facts.isTrained(layer++));
    }
    const Accuracies accuracy = event.accuracy();
    out() << format("%5d  %9s  ", event.epoch, durationText(event.seconds).c_str())
          << percentText(accuracy.last) << ' '
          << resultText(accuracy.fusion, facts.isTrained(kFusionPlace)) << ' '
          << std::string(kBestLayerRoom, ' ')
          << resultText(accuracy.best, facts.isTrained(kBestPlace)) << "  "
          << furtherColumns(further, event.values, facts) << percentText(event.waitShare()) << "  "
          << layers << '\n';
}

/// "linear probes of epoch 4, test %: 86.90  86.01" for each epoch that has them.
void printProbes(const std::vector<EpochEvent>& epochs) {
    for (const EpochEvent& event : epochs) {
        const std::size_t layers = event.values.layers(linearProbeMetric(), Split::test);
        std::string texts;
        for (std::size_t layer = 0; layer < layers; ++layer) {
            texts += ' ' + percentText(event.values.at(linearProbeMetric(), Split::test,
                                                       static_cast<Place>(layer)));
        }
        if (layers > 0) {
            out() << "linear probes of epoch " << event.epoch << ", layers, test %: " << texts
                  << '\n';
        }
    }
}

Json describe(const RunDetail& detail, const std::vector<CheckpointInfo>& checkpoints) {
    Json json = toJson(detail.summary);
    json["uid"] = detail.summary.uid;
    json["notes"] = detail.summary.notes;
    json["software"] = detail.software;
    json["parameters"] = detail.parameters;
    json["experiment"] = Json::parse(detail.summary.experimentJson);
    json["history"] = Json::array();
    const ScoreFacts facts = scoreFactsOf(detail.summary);
    for (const EpochEvent& event : detail.epochs) {
        json["history"].push_back(toJson(event, facts));
    }
    json["lineage"] = detail.summary.lineage ? toJson(*detail.summary.lineage) : Json(nullptr);
    json["events"] = Json::array();
    for (const Intervention& event : detail.interventions) {
        json["events"].push_back(toJson(event));
    }
    json["segments"] = Json::array();
    for (const Segment& segment : detail.segments) {
        json["segments"].push_back({{"first_step", segment.firstStep},
                                    {"started", segment.started},
                                    {"device", segment.device},
                                    {"software", segment.software}});
    }
    json["checkpoints"] = Json::array();
    for (const CheckpointInfo& checkpoint : checkpoints) {
        json["checkpoints"].push_back({{"epoch", checkpoint.epoch},
                                       {"step", checkpoint.step},
                                       {"bytes", checkpoint.size},
                                       {"best", checkpoint.best},
                                       {"kept", checkpoint.kept},
                                       {"sha256", checkpoint.sha256}});
    }
    return json;
}

void printLineage(const Lineage& lineage) {
    out() << "branch    of "
          << (lineage.parent != 0 ? "run " + std::to_string(lineage.parent)
                                  : "a run that is not in this store, " + lineage.parentUid)
          << " (" << lineage.parentName << "), after epoch " << lineage.epoch << ", step "
          << lineage.step << '\n';
    for (const SettingChange& change : lineage.changes) {
        out() << "          " << change.path << ": " << change.before << " -> " << change.after
              << '\n';
    }
}

void printSegment(const Segment& segment) {
    out() << "segment   from step " << segment.firstStep << ", " << segment.started << ", "
          << segment.device << ", " << segment.software << '\n';
}

/// "event     step 412, terminal: rate 2 0.5"
void printEvent(const Intervention& event) {
    const auto kind = findCommand(event.kind);
    out() << "event     step " << event.step << (event.source.empty() ? "" : ", " + event.source)
          << ": " << (kind ? toText({*kind, event.layer, event.value}) : event.kind)
          << (event.text.empty() ? "" : ": " + oneLine(event.text, 300)) << '\n';
}

void printCheckpoint(const CheckpointInfo& checkpoint) {
    out() << "kept at   epoch " << checkpoint.epoch << ", step " << checkpoint.step << ", "
          << counted(checkpoint.size, "byte") << (checkpoint.best ? ", best" : "")
          << (checkpoint.kept ? ", kept" : "") << '\n';
}

/// Prints each line of the notes in the column of the values.
void printNotesOf(const std::string& notes) {
    std::istringstream lines(notes);
    bool first = true;
    for (std::string line; std::getline(lines, line);) {
        out() << (std::exchange(first, false) ? "notes     " : "          ") << line << '\n';
    }
}

/// Says why the table has no numbers for some readouts.
void printUntrained(const ScoreFacts& facts) {
    if (facts.untrained > 0) {
        out() << "–: the readouts of the first " << counted(facts.untrained, "layer")
              << " never learned, so their accuracies are no results\n";
    }
}

void printHead(const RunDetail& detail, const std::vector<CheckpointInfo>& checkpoints) {
    const RunSummary& run = detail.summary;
    out() << "run " << run.id << ": " << run.name << "\nuid       " << run.uid << "\nstatus    "
          << toString(run.status) << (run.reason.empty() ? "" : ": " + run.reason)
          << (run.archived ? " (archived)" : "") << "\ntags      " << tagsText(run) << '\n';
    printNotesOf(run.notes);
    out() << "created   " << run.created << "\ndevice    " << run.device << "\nsoftware  "
          << detail.software << "\nweights   " << detail.parameters << "\nepochs    "
          << progressText(run) << '\n';
    if (run.lineage) {
        printLineage(*run.lineage);
    }
    for (const Segment& segment : detail.segments) {
        printSegment(segment);
    }
    for (const CheckpointInfo& checkpoint : checkpoints) {
        printCheckpoint(checkpoint);
    }
    for (const Intervention& event : detail.interventions) {
        printEvent(event);
    }
    (out() << '\n').lines(run.experimentJson) << "\n\n";
}

} // namespace

int showRun(const RunsOptions& options) {
    const auto store = readExisting(options.store);
    if (!store) {
        noSuchRun(options.run, options.store);
    }
    const RunDetail detail = store->detail(options.run);
    const auto checkpoints = store->checkpoints(options.run);
    if (options.json) {
        out().json(describe(detail, checkpoints));
        return ok;
    }
    printHead(detail, checkpoints);
    const Metrics further = furtherMetrics(detail.epochs);
    const ScoreFacts facts = scoreFactsOf(detail.summary);
    printUntrained(facts);
    out() << format("%5s  %9s  %6s %6s %12s  %s%6s   %s", "epoch", "time", "last %", "fus. %",
                    "best layer %", furtherTitles(further).c_str(), "wait %", "layers, test %")
          << '\n';
    for (const EpochEvent& event : detail.epochs) {
        printEpoch(event, further, facts);
    }
    printProbes(detail.epochs);
    return ok;
}

} // namespace asge::cli
