// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <qcustomplot.h>

#include <QStringList>

namespace asge {

/// The title of a plot. It is broken into lines where the plot is too narrow for it.
class PlotTitle : public QCPTextElement {
    Q_OBJECT

  public:
    explicit PlotTitle(QCustomPlot* plot); ///< the plot owns it

    void setTitle(const QString& title) { title_ = title; }
    /// The lines that the title has in a plot of that width.
    int linesIn(int width) const { return static_cast<int>(linesOf(width).size()); }
    /// Has room for that many lines at least, as the titles of the plots beside it.
    void setLeastLines(int lines) { leastLines_ = lines; }
    int leastLines() const { return leastLines_; }
    void update(UpdatePhase phase) override;

  private:
    QStringList linesOf(int width) const;

    QString title_;
    int leastLines_ = 0;
};

} // namespace asge
