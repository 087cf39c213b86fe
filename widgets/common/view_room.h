// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QPointer>
#include <QSize>

class QWidget;

namespace asge {

/// The room that a view has in the window. A view that is higher than its room scrolls as a whole;
/// then no part of it should scroll too, since two scroll bars beside each other confuse.
class ViewRoom : public QObject {
    Q_OBJECT

  public:
    explicit ViewRoom(QWidget* view); ///< the view owns it

    /// The viewport of the scroll area that the view is in; without one, more than any view needs.
    QSize size() const;

  signals:
    void changed(); ///< after the view has been laid out

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void findArea();

    QWidget* view_;
    QPointer<QWidget> viewport_;
};

} // namespace asge
