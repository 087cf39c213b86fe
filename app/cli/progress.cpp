#include "app/cli/progress.h"

#include "app/cli/output.h"
#include "core/experiment/text.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace asge::cli {

namespace {

/// The one escape sequence that this program prints.
constexpr const char* kClearLine = "\r\033[K";
constexpr int kBarCells = 24;
constexpr std::size_t kWidestShownName = 60; // characters
constexpr double kSmoothing = 0.05;

std::string bar(double share, int cells) {
    const int full = static_cast<int>(std::floor(share * cells));
    std::string text;
    for (int i = 0; i < cells; ++i) {
        text += i < full ? "█" : "░";
    }
    return text;
}

/// Whether the terminal of the output is for another job at the moment: a bar would be drawn over
/// what that job shows, and with `stty tostop` drawing would stop this one.
bool isInBackground() {
    const pid_t foreground = tcgetpgrp(STDOUT_FILENO);
    return foreground != -1 && foreground != getpgrp();
}

int terminalWidth() {
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string percentages(const std::vector<double>& accuracies) {
    std::string text;
    for (const double accuracy : accuracies) {
        const double percent = 100 * accuracy;
        // "100.0" would be the one that doesn't fit where four layers have 80 columns.
        text += format(percent < 99.95 ? "%s%.1f" : "%s%.0f", text.empty() ? "" : " ", percent);
    }
    return text;
}

} // namespace

std::string clockText(double seconds) {
    const auto whole = static_cast<long>(std::max(0.0, std::round(seconds)));
    const long hours = whole / 3600;
    return hours > 0 ? format("%ld:%02ld:%02ld", hours, whole / 60 % 60, whole % 60)
                     : format("%ld:%02ld", whole / 60, whole % 60);
}

std::string progressLine(const std::string& epoch, double share, const std::string& speed,
                         const std::string& layers, int width) {
    const std::string begin = "epoch " + epoch + ' ';
    const std::string end =
        format(" %3.0f %%  ", 100 * share) + speed + "  layers " + layers + " %";
    // All of it is ASCII but the bar, so that bytes are columns.
    const int room = width - static_cast<int>(begin.size() + end.size());
    return elided(begin + bar(share, std::clamp(room, 0, kBarCells)) + end,
                  static_cast<std::size_t>(std::max(width, 1)));
}

Progress::Progress(std::ostream& out, bool terminal, std::string place)
    : out_(out), terminal_(terminal), place_(std::move(place)) {}

Progress::~Progress() {
    clearBar();
    out_.flush();
}

void Progress::onStarted(RunId run, const NewRun& description) {
    epochs_ = description.epochs;
    batch_ = description.batch;
    firstStep_ = 0;
    scale_ = description.scale();
    begin_ = Clock::now();
    if (!place_.empty()) {
        return;
    }
    (Output(out_) << "run " << run << ": " << elided(oneLine(description.name), kWidestShownName)
                  << ", " << description.dataName << ", " << description.layers.size()
                  << " layers, " << description.parameters << " weights, " << description.device
                  << '\n')
        .flush();
}

void Progress::onStep(const StepEvent& event) {
    if (!terminal_) {
        return;
    }
    if (firstStep_ == 0) {
        firstStep_ = event.step;
        lastSeconds_ = event.step > 1 ? event.seconds : 0;
    }
    // Epochs' evaluations lie between two steps' times, hence the bound on what counts as a step.
    const double passed = event.seconds - lastSeconds_;
    lastSeconds_ = event.seconds;
    pace_ = pace_ == 0 ? passed : pace_ + kSmoothing * (std::min(passed, 4 * pace_) - pace_);
    accuracy_.resize(event.layers.size(), 0);
    // Debiased at the start by a plain mean over the first batches.
    const double weight =
        std::max(kSmoothing, 1.0 / static_cast<double>(event.step - firstStep_ + 1));
    for (std::size_t i = 0; i < accuracy_.size(); ++i) {
        accuracy_[i] += weight * (event.layers[i].accuracy - accuracy_[i]);
    }
    if (pace_ > 0 && Clock::now() - drawn_ >= std::chrono::milliseconds(100) && !isInBackground()) {
        draw(event);
    }
}

void Progress::draw(const StepEvent& event) {
    drawn_ = Clock::now();
    const double done = scale_.at(event.step) / epochs_;
    const double trained = scale_.at(event.step) - scale_.at(firstStep_ - 1);
    const double left = epochs_ - scale_.at(event.step);
    const double elapsed = std::chrono::duration<double>(drawn_ - begin_).count();
    const std::string speed =
        format("%.0f img/s  ETA %s", batch_ / pace_, clockText(elapsed / trained * left).c_str());
    const std::string place = place_.empty() ? "" : place_ + "  ";
    const int room = terminalWidth() - 1 - static_cast<int>(place.size());
    out_ << kClearLine;
    (Output(out_) << place
                  << progressLine(format("%d/%d", event.epoch, epochs_), done, speed,
                                  percentages(accuracy_), room))
        .flush();
    barShown_ = true;
}

void Progress::clearBar() {
    if (barShown_) {
        out_ << kClearLine;
        barShown_ = false;
    }
}

void Progress::onEpoch(const EpochEvent& event, ProbeSnapshotPtr) {
    clearBar();
    if (!place_.empty()) {
        return;
    }
    std::vector<double> layers;
    for (const LayerScore& score : event.test) {
        layers.push_back(score.accuracy);
    }
    const Accuracies& accuracy = event.accuracy;
    (Output(out_) << format(
                         "epoch %d/%d  test: last %.2f %%  fusion %.2f %%  best %.2f %% (layer %d)"
                         "  layers ",
                         event.epoch, epochs_, 100 * accuracy.last, 100 * accuracy.fusion,
                         100 * accuracy.best, event.bestLayer + 1)
                  << percentages(layers)
                  << format(" %%  %.0f img/s  wait %.1f %%  %s", event.imagesPerSecond,
                            100 * event.waitShare, clockText(event.seconds).c_str())
                  << '\n')
        .flush();
}

void Progress::onIntervention(const Intervention&) {
    clearBar(); // what is said next stands on a line of its own
}

void JsonLines::onEpoch(const EpochEvent& event, ProbeSnapshotPtr) {
    Output(out_).json(toJson(event)).flush();
}

} // namespace asge::cli
