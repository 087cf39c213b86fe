// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

#include <functional>

class QAction;
class QActionGroup;
class QDockWidget;
class QKeySequence;
class QMenu;
class QMenuBar;
class QToolButton;

namespace asge {

class ExportActions;
class FileActions;
class HelpActions;
class LinearProbeTrainer;
class MainWindow;
class OpenPages;
class Perspectives;
class QueueView;
class Session;
class ThemeChoice;
class TransportBar;
class ViewArea;

/// What the menus show and change.
struct MenuParts {
    MainWindow& window;
    FileActions& files;
    ExportActions& exports;
    HelpActions& help;
    ViewArea& views;
    OpenPages& pages;
    Perspectives& perspectives;
    ThemeChoice& theme;
    Session& session;
    TransportBar& transport;
    QueueView& queue;
    LinearProbeTrainer& linearProbes;
    QDockWidget& runs;
    QDockWidget& experiment;
    QDockWidget& layers;
};

/// The window's menus. Every action has a name by which settings and the list of commands know it.
class MainMenus : public QObject {
    Q_OBJECT

  public:
    MainMenus(QMenuBar& bar, const MenuParts& parts, QObject* parent = nullptr);

    /// The menu of a view: what is in its Export menu, its actions, and where the view is shown.
    void showViewMenu(QWidget* view, const QPoint& globalPosition);

  private:
    QAction* add(QMenu& menu, const char* name, const QString& text, const QKeySequence& key,
                 const std::function<void()>& action);
    void addFileMenu(QMenuBar& bar);
    void addEditMenu(QMenuBar& bar);
    void find();
    void addHistory(QMenu& edit);
    void addTrainingMenu(QMenuBar& bar);
    void addViewMenu(QMenuBar& bar);
    void addGoTo(QMenu& menu);
    void addViews(QMenu& menu);
    void addHelpMenu(QMenuBar& bar);
    void addPlaces(QMenu& menu, QWidget* view);
    void fillRecent(QMenu& menu);
    void addPerspectives(QMenu& menu);
    void showPerspectives(QMenu& menu, QActionGroup& group, QAction& remove);
    void addThemes(QMenu& menu);
    void savePerspective();

    MenuParts parts_;
    QToolButton* own_ = nullptr;         ///< the user's perspectives, beside those built in
    QAction* ownShown_ = nullptr;        ///< whether that button is shown
    QAction* ownPerspectives_ = nullptr; ///< the line behind the user's perspectives
};

} // namespace asge
