// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/progress.h"

#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/text.h"
#include "core/run/command.h"

#include <unistd.h>

#include <algorithm>
#include <ostream>

namespace asge::cli {

namespace {

constexpr int kBarCells = 24;
constexpr std::size_t kWidestShownName = 60; // characters
constexpr double kSmoothing = 0.05;

/// "-" stands for a layer whose readout never learned.
std::string percentages(const std::vector<double>& accuracies, const ScoreFacts& facts) {
    std::string text;
    Place layer = 0;
    for (const double accuracy : accuracies) {
        const double percent = 100 * accuracy;
        text += text.empty() ? "" : " ";
        // "100.0" would not fit into 80 columns with four layers.
        text +=
            !facts.isTrained(layer++) ? "-" : format(percent < 99.95 ? "%.1f" : "%.0f", percent);
    }
    return text;
}

/// "layers 61.2 84.0 %", and which accuracy it is if it is not that of the epochs' lines.
std::string layersText(const std::vector<double>& accuracies, const ScoreFacts& facts) {
    const std::string which =
        facts.trainsOtherQuantity()
            ? std::string(facts.quantities(Split::train).accuracy.shortName) + ' '
            : "";
    return "layers " + which + percentages(accuracies, facts) + " %";
}

/// "91.24 %", or "–" without a result.
std::string predictionText(const MetricRow& row, double value, bool isTrained) {
    return isTrained ? valueText(row, value) : "–";
}

/// What was measured of last, fusion and best beside their accuracies: "top-5 last 99.80 %  …"
std::string furtherText(const MetricValues& values, const ScoreFacts& facts) {
    std::string text;
    for (const MetricId metric : predictedMetrics()) {
        const auto found = values.predictions(metric);
        if (metric == MetricId::accuracy || !found) {
            continue;
        }
        const MetricRow& row = rowOf(metric);
        text += std::string(row.shortName) + " last " + valueText(row, found->last) + "  fusion " +
                predictionText(row, found->fusion, facts.isTrained(kFusionPlace)) +
                "  best layer " + predictionText(row, found->best, facts.isTrained(kBestPlace)) +
                "  ";
    }
    return text;
}

ScoreFacts scoresOf(const NewRun& run) {
    return scoreFactsOf(run.method, run.experimentJson, run.classNames.size(), run.layers.size());
}

/// Reports what others than the user of this terminal did to the training.
void printIntervention(const Intervention& event) {
    if (event.source != source::kProgram && !event.source.empty()) {
        const auto kind = findCommand(event.kind);
        std::string what = kind ? toText({*kind, event.layer, event.value}) : std::string();
        what += what.empty() || event.text.empty() ? event.text : ": " + event.text;
        printNotes({"step " + std::to_string(event.step) + ", " + oneLine(event.source, 40) + ": " +
                    oneLine(what, 400)});
    }
}

void printPaused(bool paused) {
    if (paused) {
        printNotes({"the training is paused; 'asge control' lets it go on"});
    }
}

} // namespace

std::string resultsText(const EpochEvent& event, const ScoreFacts& facts) {
    const MetricRow& row = rowOf(MetricId::accuracy);
    const Accuracies accuracy = event.accuracy();
    const std::string layer =
        facts.isTrained(kBestPlace) ? format(" (layer %d)", event.bestLayer + 1) : "";
    return "test: last " + valueText(row, accuracy.last) + "  fusion " +
           predictionText(row, accuracy.fusion, facts.isTrained(kFusionPlace)) +
           "  best layer by validation " +
           predictionText(row, accuracy.best, facts.isTrained(kBestPlace)) + layer + "  ";
}

std::string progressLine(const std::string& epoch, double share, const std::string& speed,
                         const std::string& layers, int width) {
    const std::string begin = "epoch " + epoch + ' ';
    const std::string end = format(" %3.0f %%  ", 100 * share) + speed + "  " + layers;
    // Everything but the bar is ASCII, so bytes are columns.
    const int room = width - static_cast<int>(begin.size() + end.size());
    return elided(begin + barText(share, std::clamp(room, 0, kBarCells)) + end,
                  static_cast<std::size_t>(std::max(width, 1)));
}

Progress::Progress(std::ostream& out, bool terminal, std::string place)
    : out_(out), bar_(out, STDOUT_FILENO, terminal), loading_(out, bar_), place_(std::move(place)) {
}

Progress::~Progress() {
    clearBar();
    out_.flush();
}

void Progress::onNote(const std::string& note) {
    clearBar();
    printNotes({note});
}

void Progress::onStarted(RunId run, const NewRun& description) {
    timeLeft_.begin(description);
    facts_ = scoresOf(description);
    steps_ = 0;
    clearBar();
    if (!place_.empty()) {
        return;
    }
    (Output(out_) << "run " << run << ": " << elided(oneLine(description.name), kWidestShownName)
                  << ", " << description.dataName << ", "
                  << counted(description.layers.size(), "layer") << ", "
                  << counted(description.parameters, "weight") << ", " << description.device
                  << '\n')
        .flush();
}

void Progress::onStep(const StepEvent& event) {
    if (!bar_.isTerminal()) {
        return;
    }
    timeLeft_.add(event);
    ++steps_;
    accuracy_.resize(event.layers.size(), 0);
    // At the start this is the plain mean of the first batches, which avoids a bias towards 0.
    const double weight = std::max(kSmoothing, 1.0 / static_cast<double>(steps_));
    for (std::size_t i = 0; i < accuracy_.size(); ++i) {
        accuracy_[i] += weight * (event.layers[i].accuracy - accuracy_[i]);
    }
    if (timeLeft_.isKnown() && bar_.isDue()) {
        draw();
    }
}

void Progress::draw() {
    const int epochs = timeLeft_.epochs();
    const std::string speed = format("%.0f img/s  ETA %s", timeLeft_.imagesPerSecond(),
                                     durationText(timeLeft_.seconds()).c_str());
    const std::string place = place_.empty() ? "" : place_ + "  ";
    const int room = bar_.width() - static_cast<int>(place.size());
    bar_.draw(place + progressLine(format("%d/%d", timeLeft_.epoch(), epochs),
                                   timeLeft_.trainedEpochs() / epochs, speed,
                                   layersText(accuracy_, facts_), room));
}

void Progress::clearBar() {
    bar_.clear();
    loading_.clear();
}

void Progress::onEpoch(const EpochEvent& event, const EpochMeasurements&) {
    clearBar();
    if (!place_.empty()) {
        return;
    }
    std::vector<double> layers;
    for (const LayerScore& score : event.test()) {
        layers.push_back(score.accuracy);
    }
    (Output(out_) << format("epoch %d/%d  ", event.epoch, timeLeft_.epochs())
                  << resultsText(event, facts_) << furtherText(event.values, facts_) << "layers "
                  << percentages(layers, facts_)
                  << format(" %%  %.0f img/s  wait %.1f %%  %s", event.imagesPerSecond(),
                            100 * event.waitShare(), durationText(event.seconds).c_str())
                  << '\n')
        .flush();
}

void Progress::onIntervention(const Intervention& intervention) {
    clearBar();           // the next message gets its own line
    if (place_.empty()) { // in a series, the store has what happened to each training
        printIntervention(intervention);
    }
    if (intervention.kind == factsOf(CommandKind::epochs).key && intervention.value) {
        timeLeft_.setEpochs(static_cast<int>(*intervention.value));
    }
}

void Progress::onPaused(bool paused) {
    clearBar();
    printPaused(paused);
}

void JsonLines::onLoading(const LoadProgress& progress) {
    constexpr std::chrono::seconds kInterval(1);
    const auto now = std::chrono::steady_clock::now();
    told_ = told_.value_or(now);
    if (now - *told_ >= kInterval) {
        told_ = now;
        Output(out_)
            .json({{"loading", progress.what}, {"done", progress.done}, {"total", progress.total}})
            .flush();
    }
}

void JsonLines::onIntervention(const Intervention& intervention) {
    printIntervention(intervention);
}

void JsonLines::onPaused(bool paused) {
    printPaused(paused);
}

void JsonLines::onStarted(RunId, const NewRun& description) {
    facts_ = scoresOf(description);
}

void JsonLines::onEpoch(const EpochEvent& event, const EpochMeasurements&) {
    Output(out_).json(toJson(event, facts_)).flush();
}

} // namespace asge::cli
