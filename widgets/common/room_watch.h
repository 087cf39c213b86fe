// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QPointer>
#include <QSize>
#include <QWidget>

#include <functional>

namespace asge {

/// Tells a page how much of it can be seen at once. In a small window a page is larger than that,
/// and is scrolled as a whole; then its parts should not scroll too.
class RoomWatch : public QObject {
    Q_OBJECT

  public:
    /// `changed` is called when the size changes, and when the page gets another parent.
    RoomWatch(QWidget* page, std::function<void()> changed);

    /// The size of the area through which the page is seen, or that of the page.
    QSize room() const;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void follow();

    QWidget* const page_;
    const std::function<void()> changed_;
    QPointer<QWidget> viewport_; ///< of a scroll area around the page
};

} // namespace asge
