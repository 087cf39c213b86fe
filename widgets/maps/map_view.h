// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/epoch_marks.h"
#include "widgets/common/epoch_timeline.h"
#include "widgets/common/export_target.h"
#include "widgets/maps/probe_scene.h"

#include <QVariantMap>
#include <QWidget>

#include <functional>
#include <utility>
#include <vector>

class QBoxLayout;
class QHBoxLayout;
class QSplitter;

namespace asge {

class MapCanvas;
class ProbeGallery;
class ReadoutLabel;
struct PlotPicture;

/// Adds a widget that is not wider than what is seen of its view if its greatest width is that.
/// Returns its row.
QHBoxLayout* addSeen(QBoxLayout& column, QWidget* widget, int place = -1);

/// A view of maps of probe images: a gallery to pick images from, the picture of the maps, and the
/// slider of the epochs that have maps.
class MapView : public QWidget {
    Q_OBJECT

  public:
    /// Shows a run: its probe images and layers, without maps. If the images are those of the
    /// previous run, the picked ones stay.
    void setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                const std::vector<LayerInfo>& layers);
    void clear() { setRun({}, {}, {}); }
    /// The title of exported pictures, "what · run 12, wide layers", as a function of what, and of
    /// whether a second run is shown.
    using FigureTitle = std::function<QString(const QString& what, bool showsOther)>;
    void setFigureTitle(FigureTitle title) { figureTitle_ = std::move(title); }

    /// Sets the epochs with stored maps, ascending. They are the stops of the slider.
    void setEpochs(const std::vector<int>& epochs);
    void addEpoch(int epoch);
    /// Says that `last` is the last finished epoch, which ended with `step`, and in `kept` of which
    /// epochs there are maps if not of all.
    void setFinished(int last, std::int64_t step, const QString& kept);
    /// Says whether the run is training; the slider then has 'live' as its last stop.
    void setLive(bool live);
    /// The size of the area through which the view is seen (ViewRoom). In a small one the view is
    /// scrolled as a whole, and the picture is not.
    void setRoom(const QSize& room) {
        room_ = room;
        fitRoom();
    }
    /// Whether it shows only a sentence: there are no maps to choose from.
    virtual bool isBare() const;
    /// Marks the run's interventions on the slider.
    void setMarks(std::vector<EpochMark> marks);

    /// Sets the newest maps of the training run. They are shown while the slider is at 'live'.
    void setLiveMaps(ProbeSnapshotPtr maps);
    /// The answer to mapsRequested. It is only kept if the slider has moved on.
    void setEpochMaps(int epoch, ProbeSnapshotPtr maps);

    /// Writes the picture as .png (at 2× scale), .svg or .pdf, or the shown values as .csv. Returns
    /// false and sets `reason` if it fails.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr);

    /// Which images are picked, by their positions in the probe batch. Restored ones are picked in
    /// the run that is shown or, if there is none, in the next one.
    virtual QVariantMap saveState() const;
    virtual void restoreState(const QVariantMap& state);

  signals:
    void mapsRequested(int epoch); ///< the maps of a stored epoch are needed
    void message(const QString& text);
    void bareChanged(); ///< see isBare

  protected:
    using Stop = EpochTimeline::Stop;

    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

    /// The scene is a member of the derived view. The object names of the child widgets begin with
    /// `name`. The constructor of the derived view calls arrange().
    MapView(ProbeScene& scene, const QString& name, QWidget* parent);
    void arrange(QWidget* tools, MapCanvas* canvas);
    /// The button that exports the picture, with the name of the file that it suggests.
    QWidget* makeExport();

    /// Forgets what belongs to the previous run; the scene has the next one.
    virtual void forget() = 0;
    virtual void picksChanged() = 0; ///< of the scene
    /// Keeps the maps of an epoch; null if it has none.
    virtual void keepMaps(int epoch, const ProbeSnapshotPtr& maps) = 0;
    /// Shows the maps of the slider's stop, or requests them.
    virtual void showStop() = 0;
    virtual void stopChanged() { showStop(); }
    virtual void showLive() { showStop(); }  ///< new maps have come while the slider is at 'live'
    virtual void lacksMaps(int /*epoch*/) {} ///< the stop's epoch has none
    /// Why there is no picture; empty if there is one.
    virtual QString sentence() const = 0;
    /// What the picture shows, for those who can't see it.
    virtual QString pictureText() const { return {}; }
    virtual bool hasMaps() const = 0; ///< the stop's maps are shown, or a sentence in their place
    /// What the picture says of the epoch, if the slider says `epoch`.
    virtual QString fullCaption(const QString& epoch) const { return epoch; }
    virtual void flush() {} ///< draws what waits to be drawn
    /// Why nothing can be exported; empty if something can.
    virtual QString hindrance() const = 0;
    virtual QString pictureTitle() const = 0;
    virtual bool showsOther() const { return false; } ///< whether a second run is shown
    virtual QByteArray csv() const = 0;

    void updateCaption();
    void updateSentence();
    void setWaiting(bool waits) { waits_ = waits; }
    bool waits() const { return waits_; }
    void pick(const std::vector<int>& samples);

    ProbeGallery& gallery() const { return *gallery_; }
    MapCanvas& canvas() const { return *canvas_; }
    EpochTimeline& timeline() const { return *timeline_; }
    const ProbeSnapshotPtr& liveMaps() const { return live_; }
    const QString& epochText() const { return epochText_; }
    const QString& keptText() const { return kept_; } ///< see setFinished
    /// Why the run has no probe images that can be shown; empty if it has some, and without a run.
    const QString& noImagesText() const { return noImages_; }
    /// Messages about faulty maps are left out while the view is hidden.
    bool isQuietIfHidden_ = false;

  private:
    bool isNarrow() const;
    void fitRoom();
    void fitGallery();
    void placeTools();
    void updateBare();
    bool accept(const ProbeSnapshotPtr& maps, const QString& whose);
    std::vector<int> picksFor(const ProbeImages& images);
    PlotPicture picture(const ExportTarget& target) const;
    QString tooLarge(const ExportTarget& target) const;

    ProbeScene& scene_;
    QString name_;
    ProbeGallery* gallery_;
    MapCanvas* canvas_ = nullptr;
    QWidget* tools_ = nullptr;        ///< above it
    QHBoxLayout* toolsRow_ = nullptr; ///< has the tools
    QWidget* main_ = nullptr;         ///< the picture and what is beside the images with it
    QWidget* export_ = nullptr;
    ReadoutLabel* readout_;
    QSplitter* splitter_; ///< the gallery and the picture
    bool isSplitByUser_ = false;
    QSize room_; ///< see setRoom; none: the view is seen as a whole
    EpochTimeline* timeline_;

    FigureTitle figureTitle_;
    QString epochText_; ///< of the stop: "epoch 3 of 12"
    ProbeSnapshotPtr live_;
    std::vector<int> restored_;     ///< picks of an earlier session, until a run is shown
    int finished_ = 0;              ///< the last finished epoch
    std::int64_t finishedStep_ = 0; ///< its last step
    QString kept_;                  ///< says of which epochs there are maps; empty: of all
    bool waits_ = false;            ///< what is shown belongs to another stop of the slider
    QString noImages_;              ///< see noImagesText
    QString lastComplaint_; ///< keeps a stream of faulty maps from repeating the same message
};

} // namespace asge
