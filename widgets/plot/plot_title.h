// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <qcustomplot.h>

namespace asge {

/// The title of a plot. It is broken into lines where the plot is too narrow for it.
class PlotTitle : public QCPTextElement {
    Q_OBJECT

  public:
    explicit PlotTitle(QCustomPlot* plot); ///< the plot owns it

    void setTitle(const QString& title) { title_ = title; }
    void update(UpdatePhase phase) override;

  private:
    QString title_;
};

} // namespace asge
