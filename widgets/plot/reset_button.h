// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPointer>
#include <QToolButton>

#include <vector>

namespace asge {

class PlotCanvas;

/// Shows everything of some plots again; disabled while they show everything.
class ResetButton : public QToolButton {
    Q_OBJECT

  public:
    ResetButton(const QString& text, const QString& tip, QWidget* parent);

    void watch(PlotCanvas* plot); ///< adds a plot, which may be destroyed before the button

  private:
    void showWhetherUsable();
    void resetPlots();

    std::vector<QPointer<PlotCanvas>> plots_;
};

} // namespace asge
