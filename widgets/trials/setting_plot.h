// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/trials/trials_part.h"

#include <optional>
#include <vector>

class QCheckBox;
class QCPPainter;
class QCPScatterStyle;
class QLabel;

namespace asge {

class PlotCanvas;
class SteadyBox;

/// The accuracy of trials over one of their settings: a point for each run, or mean ± standard
/// deviation of the runs that differ only in their seed. Each data set has a mark, since accuracies
/// on different data do not compare.
class SettingPlot : public TrialsPart {
    Q_OBJECT

  public:
    explicit SettingPlot(QWidget* parent = nullptr);

    void setContent(TrialsContentPtr content) override;
    PlotPicture picture(const ExportTarget& target) override;
    ExportedTable table() const override;

    /// A drawn point.
    struct Point {
        double x = 0; ///< shifted a little where runs share a word
        double y = 0; ///< percent
        double deviation = 0;
        std::size_t row = 0;     ///< of the rows that are shown
        std::size_t dataSet = 0; ///< index in Trials::dataSets
        /// Rows that have the same point, from this one: they hide each other, so that the plot
        /// says how many there are. 0: an earlier row has the point.
        std::size_t same = 1;
    };
    const std::vector<Point>& points() const { return points_; }
    QString legendText() const;
    QString keyText() const; ///< empty without points
    /// A part of the key: the mark of a data set and its name, or a text.
    struct KeyEntry {
        std::optional<std::size_t> dataSet;
        QString text;
    };
    std::vector<KeyEntry> keyEntries() const;
    QCPScatterStyle markOf(std::size_t dataSet) const;

  private:
    class KeyStrip;
    class SameMarks;
    class WordTicker;

    const Trials& shown() const;
    const TrialSetting* setting() const; ///< null if there is none
    bool isVaried(const TrialSetting& setting) const;
    void fillSettings();
    void findPoints();
    void countSame();
    QString readoutOf(const Point& point) const;
    void draw();
    void addGraph(std::size_t dataSet);
    void setAxes();
    const Point* pointAt(double x, double y) const;
    PlotPicture emptyPicture(const QString& title) const;
    /// Returns the height of the key in that much room. Paints it if `painter` is set.
    int layOutKey(QCPPainter* painter, const QRect& room) const;

    TrialsContentPtr content_;
    std::vector<Point> points_;
    SteadyBox* settings_;
    QCheckBox* means_;
    KeyStrip* key_;
    PlotCanvas* canvas_;
    QLabel* empty_; ///< instead of the canvas, if trials differ in no setting
};

} // namespace asge
