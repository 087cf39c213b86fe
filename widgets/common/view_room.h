// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QPointer>
#include <QSize>

#include <optional>

class QWidget;

namespace asge {

/// The room that a view has in the window. A view that is higher than its room scrolls as a whole;
/// then no part of it should scroll too, since two scroll bars beside each other confuse.
class ViewRoom : public QObject {
    Q_OBJECT

  public:
    explicit ViewRoom(QWidget* view); ///< the view owns it

    /// The size of the viewport of the scroll area that the view is in; nothing without one.
    std::optional<QSize> viewport() const;

  signals:
    /// The view or its viewport has another size. Parts of the view may not have followed yet.
    void changed();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void findArea();

    QWidget* view_;
    QPointer<QWidget> viewport_;
};

} // namespace asge
