// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <qcustomplot.h>

#include <vector>

namespace asge {

/// Places texts of equal height along a line, each as near to its wish as possible, without an
/// overlap and between 0 and `length`. `wishes` are the centres, ascending; so are the results.
/// There must be room for all.
std::vector<double> placedApart(const std::vector<double>& wishes, double height, double length);

/// Short names of lines beside the right end of a plot, each directly behind the end of its line. A
/// name that had to be moved has a pale line to its place: in front of a number, a line looks like
/// a minus sign. Within the axes it is dotted.
class EndLabels : public QCPAbstractItem {
    Q_OBJECT

  public:
    struct Label {
        QString text;
        QPointF end; ///< of the line, in the axes' coordinates
        QColor color;
        bool faded = false;
    };

    explicit EndLabels(QCustomPlot* plot); ///< the plot owns it

    void setLabels(std::vector<Label> labels) { labels_ = std::move(labels); }
    /// The labels that have room, from top to bottom.
    std::vector<Label> shown() const;
    /// A label where it is drawn, in pixels.
    struct Place {
        Label label;
        QRectF text;
        QLineF
            inside; ///< from the end of the line to the border of the axes; null if there is none
        QLineF beside; ///< from there to the text; null if the text was not moved
    };
    std::vector<Place> places() const;
    /// The width that labels with these texts need beside the axes.
    static int widthOf(const QStringList& texts, const QFont& font);

    double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override;

  private:
    double lineHeight() const;
    void drawLabel(QCPPainter& painter, const Place& place) const;

    std::vector<Label> labels_;
};

} // namespace asge
