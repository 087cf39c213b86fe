#pragma once

#include "app/cli/json_output.h"
#include "core/session/session.h"
#include "core/train/time_left.h"

#include <chrono>
#include <iosfwd>
#include <memory>
#include <string>

namespace asge::cli {

/// Shows a training on a stream; output that is lost is no reason to end the training, so a stream
/// that fails is left as it is, for the program's end to report. On a terminal a bar with epoch,
/// images/s, time left and each layer's running accuracy, which is redrawn in place; elsewhere a
/// line an epoch. Of many trainings in a row, each has its `place` ("cell 5 of 27") before the bar,
/// and epochs have no lines.
class Progress : public SessionListener {
  public:
    Progress(std::ostream& out, bool terminal, std::string place = {});
    ~Progress() override; ///< leaves no bar behind, whatever ended the training

    void onNote(const std::string& note) override { printNotes({note}); }
    void onStarted(RunId run, const NewRun& description) override;
    void onStep(const StepEvent& event) override;
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) override;
    void onIntervention(const Intervention& intervention) override;
    void onTrouble(const std::string& trouble) override { printTrouble(trouble); }
    void onGivenUp(const std::string& trouble) override { printGivenUp(trouble); }

  private:
    using Clock = std::chrono::steady_clock;

    void draw();
    void clearBar();

    std::ostream& out_;
    bool terminal_;
    std::string place_;
    TimeLeft timeLeft_;
    std::int64_t steps_ = 0; ///< that were told of
    Clock::time_point drawn_;
    std::vector<double> accuracy_; ///< exponential mean over batches, per layer
    bool barShown_ = false;
};

/// One JSON object a line for each epoch that is on disk.
class JsonLines : public SessionListener {
  public:
    explicit JsonLines(std::ostream& out) : out_(out) {}
    void onNote(const std::string& note) override { printNotes({note}); }
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) override;
    void onTrouble(const std::string& trouble) override { printTrouble(trouble); }
    void onGivenUp(const std::string& trouble) override { printGivenUp(trouble); }

  private:
    std::ostream& out_;
};

/// One line of at most `width` characters: epoch, bar, share done, `speed`, layers' percentages.
/// Where there is little room the bar gives way first.
std::string progressLine(const std::string& epoch, double share, const std::string& speed,
                         const std::string& layers, int width);

} // namespace asge::cli
