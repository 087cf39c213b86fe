// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPointer>
#include <QToolButton>

#include <vector>

namespace asge {

class PlotCanvas;

/// Shows everything of some plots again or, if they show it, leaves out outliers again; disabled
/// while they show everything and there are none.
class ResetButton : public QToolButton {
    Q_OBJECT

  public:
    ResetButton(const QString& text, const QString& tip, QWidget* parent);

    void watch(PlotCanvas* plot); ///< adds a plot, which may be destroyed before the button

  private:
    bool isAny(bool (*holds)(const PlotCanvas&)) const;
    bool isAnyLeft() const;
    void showWhetherUsable();
    void resetPlots();

    const QString tip_;
    std::vector<QPointer<PlotCanvas>> plots_;
};

} // namespace asge
