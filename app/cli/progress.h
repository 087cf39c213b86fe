#pragma once

#include "app/cli/bar_line.h"
#include "app/cli/json_output.h"
#include "app/cli/load_bar.h"
#include "core/control/session.h"
#include "core/control/time_left.h"

#include <chrono>
#include <iosfwd>
#include <memory>
#include <optional>
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

    void onLoading(const LoadProgress& progress) override { loading_.onProgress(progress); }
    void onNote(const std::string& note) override;
    void onStarted(RunId run, const NewRun& description) override;
    void onStep(const StepEvent& event) override;
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) override;
    void onIntervention(const Intervention& intervention) override;
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
    std::int64_t steps_ = 0;       ///< that were told of
    std::vector<double> accuracy_; ///< exponential mean over batches, per layer
};

/// One JSON object a line for each epoch that is on disk; before them, if reading the data takes
/// long, once a second, how far that is: {"loading": "reading test images", "done": 12345, "total":
/// 60000}.
class JsonLines : public SessionListener {
  public:
    explicit JsonLines(std::ostream& out) : out_(out) {}
    void onLoading(const LoadProgress& progress) override;
    void onNote(const std::string& note) override { printNotes({note}); }
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) override;
    void onTrouble(const std::string& trouble) override { printTrouble(trouble); }
    void onGivenUp(const std::string& trouble) override { printGivenUp(trouble); }

  private:
    std::ostream& out_;
    std::optional<std::chrono::steady_clock::time_point> told_;
};

/// One line of at most `width` characters: epoch, bar, share done, `speed`, layers' percentages.
/// Where there is little room the bar gives way first.
std::string progressLine(const std::string& epoch, double share, const std::string& speed,
                         const std::string& layers, int width);

} // namespace asge::cli
