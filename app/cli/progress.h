// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/bar_line.h"
#include "app/cli/json_output.h"
#include "app/cli/load_bar.h"
#include "core/control/session.h"
#include "core/control/time_left.h"
#include "core/run/score_facts.h"

#include <chrono>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

namespace asge::cli {

/// Shows a training on a stream: on a terminal a bar with epoch, images/s, time left and each
/// layer's running accuracy, redrawn in place; otherwise one line per epoch. In a series of
/// trainings `place` ("cell 5 of 27") precedes the bar, and epochs have no lines. A stream that
/// fails does not end the training; the program reports it at its end.
class Progress : public SessionListener {
  public:
    Progress(std::ostream& out, bool terminal, std::string place = {});
    ~Progress() override; ///< clears the bar, whatever ended the training

    void onLoading(const LoadProgress& progress) override { loading_.onProgress(progress); }
    void onNote(const std::string& note) override;
    void onStarted(RunId run, const NewRun& description) override;
    void onStep(const StepEvent& event) override;
    void onEpoch(const EpochEvent& event, const EpochMeasurements&) override;
    void onIntervention(const Intervention& intervention) override;
    void onPaused(bool paused) override;
    void onTrouble(const std::string& trouble) override { printTrouble(trouble); }
    void onGivenUp(const std::string& trouble) override { printGivenUp(trouble); }

  protected:
    void clearBar();

  private:
    void draw();

    std::ostream& out_;
    BarLine bar_;
    LoadBar loading_;
    std::string place_;
    TimeLeft timeLeft_;
    ScoreFacts facts_;             ///< of the run that trains
    std::int64_t steps_ = 0;       ///< steps since the start
    std::vector<double> accuracy_; ///< exponential mean over batches, per layer
};

/// Prints one JSON object per line for each epoch that is on disk. If reading the data takes long,
/// its progress comes first, once a second: {"loading": "reading test images", "done": 12345,
/// "total": 60000}.
class JsonLines : public SessionListener {
  public:
    explicit JsonLines(std::ostream& out) : out_(out) {}
    void onLoading(const LoadProgress& progress) override;
    void onNote(const std::string& note) override { printNotes({note}); }
    void onStarted(RunId run, const NewRun& description) override;
    void onEpoch(const EpochEvent& event, const EpochMeasurements&) override;
    void onIntervention(const Intervention& intervention) override;
    void onPaused(bool paused) override;
    void onTrouble(const std::string& trouble) override { printTrouble(trouble); }
    void onGivenUp(const std::string& trouble) override { printGivenUp(trouble); }

  private:
    std::ostream& out_;
    ScoreFacts facts_; ///< of the run that trains
    std::optional<std::chrono::steady_clock::time_point> told_;
};

/// "test: last 91.24 %  fusion 91.50 %  best layer by validation 91.30 % (layer 3)  "
std::string resultsText(const EpochEvent& event, const ScoreFacts& facts);

/// One line of at most `width` characters: epoch, bar, share done, `speed`, `layers` with their
/// percentages. If there is too little room, the bar is shortened first.
std::string progressLine(const std::string& epoch, double share, const std::string& speed,
                         const std::string& layers, int width);

} // namespace asge::cli
