// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

class QDockWidget;
class QMainWindow;
class QSettings;

namespace asge {

class ViewArea;

/// What perspectives arrange.
struct ArrangedParts {
    QMainWindow& window;
    ViewArea& views;
    QDockWidget& runs;
    QDockWidget& experiment;
    QDockWidget& layers;
};

/// Named arrangements of docks and views. Three are built in: Train, Look and Compare; the user can
/// save others. What the user changes in a perspective belongs to it and is there next time, until
/// it is reset.
class Perspectives : public QObject {
    Q_OBJECT

  public:
    /// `settings` must outlive it.
    Perspectives(QSettings& settings, const ArrangedParts& parts, QObject* parent = nullptr);

    static QStringList builtIn(); ///< keys: "train", "look", "compare"
    QStringList names() const;    ///< those built in, and the user's in the order of saving
    /// What a list shows: "Train" for "train"; the user's perspectives are shown by their names.
    static QString title(const QString& name);
    const QString& current() const { return current_; }

    /// Arranges the window as it was left last time. Call it when all docks and views exist.
    void restore();
    /// Keeps the arrangement in the current perspective.
    void save();
    /// Keeps the current perspective and shows another one.
    void show(const QString& name);
    /// Arranges the current perspective as it was at first; one of the user's as it was saved.
    void reset();
    /// Saves the arrangement under a new name, which becomes the current perspective. Returns why
    /// it can't: the name is empty, too long or taken by a built-in one.
    QString saveAs(const QString& name);
    /// Forgets one of the user's perspectives; Train is shown if it was the current one.
    void remove(const QString& name);

  signals:
    void changed(); ///< the list, or the current one

  private:
    bool apply(const QString& name, const QString& version);
    void raiseKeptView(const QString& name, const QString& version);
    void keep(const QString& name, const QString& version);
    void arrange(const QString& name);

    QSettings& settings_;
    ArrangedParts parts_;
    QString current_;
};

} // namespace asge
