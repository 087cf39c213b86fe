// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/export_target.h"
#include "widgets/common/image_query.h"
#include "widgets/common/run_state.h"

#include <QPointer>
#include <QString>
#include <QVariantMap>
#include <QWidget>

#include <cstdint>

namespace asge {

class Inspection;

/// A view of one run: a tab of the window. The window knows its pages only through the list in
/// app/window/run_pages.cpp.
class RunPage : public QWidget {
    Q_OBJECT

  public:
    using QWidget::QWidget;

    /// The page's title in the tab bar.
    virtual QString title() const = 0;
    /// Shows this run and follows its changes; null shows the empty state.
    void setRun(RunState* run);
    /// Shows a second run, B, beside the page's run, if the page can compare; null shows none.
    void setOther(RunState* other);
    /// Writes what the page shows: as an image if the file's name ends in .png (at 2× scale), .svg
    /// or .pdf, as numbers if it ends in .csv; or copies it to the clipboard. Returns false and
    /// sets `reason` if it fails.
    virtual bool exportTo(const ExportTarget& target, QString* reason = nullptr) const = 0;
    /// What the user arranged in the page, for the next session.
    virtual QVariantMap saveState() const { return {}; }
    virtual void restoreState(const QVariantMap&) {}
    /// What is about the shown run, or about runs of this store; it is kept for each store.
    /// These keep the places of the shown run (widgets/common/kept_places.h).
    virtual QVariantMap saveRunState() const;
    virtual void restoreRunState(const QVariantMap& state);
    /// Gives the page access to the networks of stored runs; null if there is none.
    virtual void setInspection(Inspection*) {}
    /// Whether the page shows what it has asked other threads for.
    virtual bool isSettled() const { return true; }
    /// Shows the surroundings of a step of the run; false if the page has no such view.
    virtual bool showStep(std::int64_t) { return false; }
    /// The step at which the cursor pointed last; nothing if the page has no steps.
    virtual std::optional<std::int64_t> pointedStep() const { return std::nullopt; }
    /// Shows these images; false if the page has no such view.
    virtual bool showImages(const ImageQuery&) { return false; }
    /// Shows what the network makes of an image of a split; false if the page has no such view.
    virtual bool showImage(Split, std::int64_t /*position*/) { return false; }

  signals:
    void message(const QString& text); ///< something the user should know
    void stepRequested(qint64 step);   ///< the user wants to see that step in another page
    void imagesRequested(const asge::ImageQuery& query); ///< the same for images
    void imageRequested(asge::Split split, qint64 position);

  protected:
    /// The run that is shown, or null.
    RunState* run() const { return run_; }
    /// Connects the page to the signals of a run; RunPage disconnects it.
    virtual void follow(RunState& run) = 0;
    /// Shows all of a run. It is also called whenever the run was reset.
    virtual void showAll(const RunState& run) = 0;
    virtual void showNone() = 0;
    /// The run that the page's run is compared with, B; null if there is none. It is never the
    /// page's run itself.
    RunState* other() const;
    /// The epoch of B that is compared with this epoch of the page's run: the same, or B's last one
    /// if it has fewer; 0 if B has none.
    int otherEpoch(int epoch) const;
    /// "A: run 7, narrow layers" and "B: run 12, wide layers", where both are shown.
    QString ownName() const;
    QString otherName() const;
    /// The title of an exported picture: "Channels · run 12, wide layers", and B's name if it is
    /// shown too.
    QString figureTitle(const QString& what, bool showsOther = false) const;
    /// Connects the page to the signals of B; RunPage disconnects it.
    virtual void followOther(RunState&) {}
    /// Shows B, or that there is none (other() is null). It is also called whenever B or the
    /// page's run was reset, after showAll.
    virtual void showOther() {}

    /// To be called when the page has made parts later than in showAll().
    void restorePlacesOfRun();

  private:
    void refresh();

    RunId keptRun_ = 0;      ///< of an earlier session
    QVariantMap keptPlaces_; ///< in that run, of parts that have not got theirs

    QPointer<RunState> run_;
    QPointer<RunState> other_;
};

} // namespace asge
