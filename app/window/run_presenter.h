#pragma once

#include "app/window/store_client.h"
#include "app/window/training_job.h"
#include "core/store/run_reader.h"
#include "widgets/common/run_data.h"
#include "widgets/compare/compare_view.h"

#include <QObject>

#include <optional>

namespace asge {

class ChannelsView;
class CurvesView;
class GoodnessView;

/// Puts one run into the views: the one that trains here, fed by its news, or one of the store.
/// Which run is shown is kept here and nowhere else.
class RunPresenter : public QObject {
    Q_OBJECT

  public:
    RunPresenter(StoreClient& store, CurvesView& curves, GoodnessView& goodness,
                 ChannelsView& channels, QObject* parent = nullptr);

    void show(RunId id);
    void clear();
    RunId shownRun() const { return shown_; }
    /// The run that trains in this window, 0 where none does.
    RunId trainingRun() const { return live_ ? live_->curves.id : 0; }

    /// A stored run is about to train on in this window: what its first news brings needn't be
    /// loaded. 0 for none.
    void expect(RunId id) { expected_ = id; }
    void addNews(const TrainingNews& news);
    void trainingEnded(RunStatus status);
    /// Clears the views where the shown run has been deleted.
    void storeChanged(const std::vector<RunSummary>& runs);
    /// Follows a run that another process trains.
    void storeTouched();

  signals:
    void shownChanged(asge::RunId id);
    /// The views have all that is known of the shown run.
    void filled(asge::RunId id);

  private:
    /// All that the views show of a run.
    struct Record {
        RunCurves curves;
        ProbeImages images;
        std::vector<std::string> classNames;
        std::vector<EpochChannels> channels; ///< whole epochs
        ProbeSnapshotPtr maps;               ///< the newest; null for a stored run
    };

    /// `past` is null but for a run that goes on.
    void begin(RunId id, const NewRun& description, const RunDetail* past);
    /// Of the epochs before a resume, which the store has.
    void fetchEarlierChannels(RunId id);
    void addEpoch(const EpochEvent& event, const ProbeSnapshotPtr& maps);
    void addMaps(const ProbeSnapshotPtr& maps);
    void load(RunId id);
    void loadIfLive(RunId id);
    void fill(Record record, bool live);
    void takeProgress(const RunProgress& progress);
    void requestMaps(int epoch);
    void setShown(RunId id);

    StoreClient& store_;
    CurvesView& curves_;
    GoodnessView& goodness_;
    ChannelsView& channels_;
    std::optional<Record> live_;
    RunId shown_ = 0;
    RunId expected_ = 0;
    // Of the shown run where it is a stored one:
    bool follows_ = false; ///< another process trains it, as far as is known
    int lastEpoch_ = 0;    ///< that is shown
    std::int64_t lastStep_ = 0;
};

/// The parts of a stored run that plots need.
RunCurves curvesOf(const RunDetail& detail);
/// What a comparison needs of one.
ComparedRun comparedRun(const RunReader& reader, RunId id);

} // namespace asge
