// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/line_panel.h"
#include "widgets/plot/line_scene.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_pacer.h"

#include <QDeadlineTimer>
#include <QWidget>

#include <functional>
#include <set>
#include <vector>

class QBoxLayout;

namespace asge {

/// Line plots beside one another and their legend: draws what it is described, at the pace that
/// PlotPacer allows, reads it out under the cursor, zooms all plots' x axes together, exports and
/// copies them. It knows nothing of what the lines mean.
class LinePlot : public QWidget {
    Q_OBJECT

  public:
    /// Describes the whole scene; false if the time was too short and it is to be called
    /// again. Points are shared, so a scene is cheap to describe.
    using Describe = std::function<bool(PlotScene& scene, const QDeadlineTimer& deadline)>;

    /// `canvases` are the plots' object names; a scene has as many panels.
    LinePlot(const QStringList& canvases, Describe describe, QWidget* parent = nullptr);

    void change();     ///< there is more to draw: paced
    void changeSoon(); ///< the same for what the user waits for
    /// The user has changed what is drawn: drawn at once, or if the plot is hidden when it shows. A
    /// drawing that may take long (`large`) is done in parts and lets events through.
    void changeNow(bool large);
    /// Draws all that is due; also if the plot is hidden.
    void flush() { pacer_.flush(); }
    void resetView();     ///< shows all of every plot
    bool isEmpty() const; ///< no line of the last drawing has a point

    /// Writes all plots side by side with their legend, or what `csv` gives, as exportPlot does.
    bool exportTo(const QString& file, const std::function<QByteArray()>& csv, QString* reason);
    /// The same as wide as a paper's column is.
    bool exportFor(const PaperFormat& format, const QString& file,
                   const std::function<QByteArray()>& csv, QString* reason);
    void copyPicture(); ///< to the clipboard

    QToolButton* makeResetButton(const QString& objectName);
    /// makeExportButton for this plot in `view`, with an entry (and Ctrl+C) that copies a picture.
    QToolButton* makeExportButton(QWidget* view, const QString& suggestedName,
                                  const std::function<QByteArray()>& csv, bool forPapers);

  signals:
    void hiddenChanged(const std::set<int>& entries); ///< of the legend, by the user
    void laidOut();                                   ///< a scene has been taken over
    void message(const QString& text);

  private:
    bool draw();
    void take(const PlotScene& scene);
    void connectCanvas(PlotCanvas* canvas);
    void highlight();
    std::vector<PlotLegendEntry> exportLegend() const;
    PlotPicture picture(QSize one, const QFont& font);
    PlotPicture screenPicture();
    void replotSoon();

    Describe describe_;
    std::vector<LinePanel> panels_;
    PlotLegend* legend_;
    PlotScene scene_;               ///< without its panels
    int hovered_ = -1;              ///< entry of the legend under the mouse
    bool laidOut_ = false;          ///< the panels show the latest scene
    std::vector<LinePanel*> stale_; ///< of these the ones that have not been drawn since
    PlotPacer pacer_;
};

} // namespace asge
