// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

class QKeyEvent;
class QWidget;

namespace asge {

/// The keys that a widget handles while it has the focus, each with what it does. They are handled
/// from this table, and the list of shortcuts shows it, so that the two can't differ. They go
/// before shortcuts of the window. A child of the widget.
class HandledKeys : public QObject {
    Q_OBJECT

  public:
    struct Use {
        QList<QKeySequence> keys;
        QString text; ///< "Zoom into a plot"
        std::function<bool()> act;
    };

    explicit HandledKeys(QWidget& widget);

    void add(const QList<QKeySequence>& keys, const QString& text,
             const std::function<void()>& act);
    /// `act` returns false if the key has no effect now; then others may take it.
    void addIf(const QList<QKeySequence>& keys, const QString& text, std::function<bool()> act);
    const std::vector<Use>& uses() const { return uses_; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    const Use* useOf(const QKeyEvent& event) const;

    std::vector<Use> uses_;
};

} // namespace asge
