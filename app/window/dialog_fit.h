// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

class QApplication;

namespace asge {

/// Makes every dialog of the application fit on its screen when it is shown: desktops don't shrink
/// a window that is larger than the screen, so that its buttons could not be reached.
class DialogFit : public QObject {
    Q_OBJECT

  public:
    explicit DialogFit(QApplication& app, QObject* parent = nullptr);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace asge
