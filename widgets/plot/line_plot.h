// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/line_panel.h"
#include "widgets/plot/line_scene.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_pacer.h"

#include <QDeadlineTimer>
#include <QVariantMap>
#include <QWidget>

#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

class QBoxLayout;

namespace asge {

class PlotRow;

/// Line plots side by side and their legend, which is below them if it would take more than a third
/// of the width or more than the height. All of it is seen: the view scrolls as a whole if it has
/// less room. It draws what it is given at the pace that PlotPacer
/// allows, reads it out under the cursor, zooms all plots' x axes together, exports and copies. It
/// knows nothing about what the lines mean.
class LinePlot : public QWidget {
    Q_OBJECT

  public:
    /// Fills in the whole scene. It returns false if the deadline was too short; it is then called
    /// again. Points are shared, so a scene is cheap to describe.
    using Describe = std::function<bool(PlotScene& scene, const QDeadlineTimer& deadline)>;

    /// `canvases` are the object names of the plots. If a scene has fewer panels, the last plots
    /// are hidden.
    LinePlot(const QStringList& canvases, Describe describe, QWidget* parent = nullptr);

    void change();     ///< data have changed: draws when the pacer allows
    void changeSoon(); ///< the same for a change that the user waits for
    /// For a change by the user: draws at once or, if the plot is hidden, when it is shown. A
    /// drawing that may take long (`large`) is done in parts and lets events through.
    void changeNow(bool large);
    /// Draws all pending changes, even if the plot is hidden.
    void flush() { pacer_.flush(); }
    void showAutomatic(); ///< shows every plot as before the user has zoomed
    /// Draws pending changes and zooms all plots to an x range.
    void showX(double lower, double upper);
    bool isEmpty() const; ///< true if no line of the last drawing has a point

    /// Writes all plots side by side with their legend, or the result of `csv`, as exportPlot does.
    bool exportTo(const ExportTarget& target, const std::function<QByteArray()>& csv,
                  QString* reason);
    /// What exportTo writes, for pictures of which it is a part. After it was painted, the canvases
    /// must be drawn anew: painting lays out the axes for the picture's size.
    PlotPicture figure(const ExportTarget& target);

    std::vector<PlotCanvas*> canvases() const;

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;
    /// Whether plots are higher than they have to be, in a page that scrolls anyway.
    void setRoomy(bool roomy);
    /// How much of the least height is for that; negative if plots are lower than usual.
    int roomyHeight() const;
    /// Lets plots be lower than usual by that many pixels, instead of roomy.
    void setLower(int pixels);
    int rows() const; ///< of plots
    /// The least height follows from the current width, for splitters too.
    bool hasHeightForWidth() const override { return false; }

    QToolButton* makeResetButton(const QString& objectName);
    /// Makes an export button for this plot in `view`.
    QToolButton* makeExportButton(QWidget* view, const QString& suggestedName,
                                  const std::function<QByteArray()>& csv);

  signals:
    /// indices of the hidden entries, after a change by the user
    void hiddenChanged(const std::set<int>& entries);
    void viewReset();
    void laidOut(); ///< a new scene has been taken over
    void message(const QString& text);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    bool draw();
    void arrangeLegend();
    void setLeastRow(int height);
    int widthBeside(int width) const;
    int heightBeside(int width) const;
    int heightBelow(int width) const;
    void take(PlotScene scene);
    QMargins commonMargins() const;
    int titleLines(std::size_t place, int columns, int width = 0) const;
    void alignPanel(std::size_t place);
    void alignOthers();
    int shownPanels() const;
    static std::optional<QCPRange> keysOf(const PlotScene& scene, std::size_t panel);
    void connectCanvas(PlotCanvas* canvas);
    std::vector<LegendKey::Style> keyStyles() const;
    void showKey();
    void highlight();
    std::vector<PlotLegendEntry> exportLegend() const;
    PlotPicture picture(QSize one, int columns);
    void paintPanels(QCPPainter& painter, QSize one, int columns, int top);
    void replotSoon();

    Describe describe_;
    PlotRow* row_;
    std::vector<LinePanel> panels_;
    PlotLegend* legend_;
    QBoxLayout* body_;                      ///< plots and legend
    PlotScene scene_;                       ///< the latest scene, without its panels
    QSize least_;                           ///< as the layout knows it
    std::pair<QSize, std::size_t> belowIn_; ///< size and entries with which the legend is below
    int hovered_ = -1;                      ///< entry of the legend under the mouse
    bool laidOut_ = false;                  ///< the panels show the latest scene
    std::vector<LinePanel*> stale_;         ///< panels that have not been drawn since
    PlotPacer pacer_;
};

} // namespace asge
