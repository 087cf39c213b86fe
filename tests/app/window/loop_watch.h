// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QString>
#include <QThread>

#include <algorithm>

namespace asge::test {

/// An application that measures how long each event blocks the GUI thread.
class WatchedApplication : public QApplication {
  public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        // Events of other threads do not block it, and nested events are part of the outer one.
        if (QThread::currentThread() != thread() || depth_ > 0) {
            return QApplication::notify(receiver, event);
        }
        const QString name = QString::fromLatin1(receiver->metaObject()->className());
        const int type = event->type();
        QElapsedTimer timer;
        timer.start();
        ++depth_;
        const bool handled = QApplication::notify(receiver, event);
        --depth_;
        if (const qint64 held = timer.elapsed(); held > longest_) {
            longest_ = held;
            culprit_ = QStringLiteral("%1, event %2").arg(name).arg(type);
        }
        return handled;
    }

    void reset() {
        longest_ = 0;
        culprit_.clear();
    }
    qint64 longestHold() const { return longest_; } ///< milliseconds
    QString culprit() const { return culprit_; }

  private:
    int depth_ = 0;
    qint64 longest_ = 0;
    QString culprit_;
};

} // namespace asge::test
