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
    /// Whether a view that is at least that high scrolls. A few pixels are taken from it instead.
    bool isTooLowFor(int least) const;
    /// Whether a line of the view, in pixels from its upper edge, is in sight.
    bool isSeen(int y) const;
    void show(int y); ///< scrolls the area to that line
    /// By how many pixels each of so many rows of plots should be lower than usual if the view then
    /// needs no scroll bar: it would move the view by a few pixels only. `missing` is by how many
    /// the view is higher than its room with rows of the usual height; 0 if that does not suffice.
    static int yieldOf(int rows, int missing);
    /// The same for rows that are lower by that many pixels now.
    int yieldNow(int rows, int lower) const;

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
