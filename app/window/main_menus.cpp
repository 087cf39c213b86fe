// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/main_menus.h"

#include "app/window/dock_content.h"
#include "app/window/export_actions.h"
#include "app/window/file_actions.h"
#include "app/window/help_actions.h"
#include "app/window/linear_probe_trainer.h"
#include "app/window/main_window.h"
#include "app/window/open_pages.h"
#include "app/window/perspectives.h"
#include "app/window/theme_choice.h"
#include "app/window/transport_bar.h"
#include "app/window/trials_controller.h"
#include "app/window/view_area.h"
#include "widgets/common/find_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/run_page.h"
#include "widgets/common/undo_history.h"
#include "widgets/queue/queue_view.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QInputDialog>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>
#include <QTableView>
#include <QToolBar>
#include <QToolButton>

namespace asge {

namespace {

constexpr int kMostNumberKeys = 9; ///< views that have Ctrl and a digit

/// Gives the keyboard to a part of the window: to the part itself or, if it takes no keys, to its
/// first widget that does.
void giveFocus(QWidget& part) {
    if (part.focusProxy() != nullptr || part.focusPolicy() != Qt::NoFocus) {
        part.setFocus(Qt::ShortcutFocusReason);
        return;
    }
    for (QWidget* each = part.nextInFocusChain(); each != &part; each = each->nextInFocusChain()) {
        if (part.isAncestorOf(each) && each->isVisible() && each->isEnabled() &&
            (each->focusPolicy() & Qt::TabFocus) != 0) {
            each->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    }
}

void goTo(QDockWidget& dock) {
    dock.show();
    dock.raise();
    giveFocus(*contentOf(dock));
}

} // namespace

MainMenus::MainMenus(QMenuBar& bar, const MenuParts& parts, QObject* parent)
    : QObject(parent), parts_(parts) {
    addFileMenu(bar);
    addEditMenu(bar);
    addTrainingMenu(bar);
    addViewMenu(bar);
    addHelpMenu(bar);
}

QAction* MainMenus::add(QMenu& menu, const char* name, const QString& text, const QKeySequence& key,
                        const std::function<void()>& action) {
    QAction* added = menu.addAction(text);
    added->setObjectName(QLatin1String(name));
    added->setShortcut(key);
    connect(added, &QAction::triggered, &parts_.window, action);
    return added;
}

void MainMenus::addFileMenu(QMenuBar& bar) {
    QMenu& file = *bar.addMenu(tr("&File"));
    MainWindow* window = &parts_.window;
    FileActions* files = &parts_.files;
    ExportActions* exports = &parts_.exports;
    add(file, "newExperiment", tr("&New experiment"), QKeySequence::New,
        [=] { files->newExperiment(); });
    add(file, "openFile", tr("&Open…"), QKeySequence::Open, [=] { files->choose(); });
    QMenu* recent = file.addMenu(tr("Open &recent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(*recent); });
    add(file, "saveExperiment", tr("&Save experiment…"), QKeySequence::Save,
        [=] { files->saveExperiment(); });
    file.addSeparator();
    add(file, "exportView", tr("&Export view…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
        [=] { exports->showMenu(); });
    add(file, "printView", tr("&Print view…"), QKeySequence::Print,
        [=] { exports->press("Print"); });
    file.addSeparator();
    add(file, "restoreRuns", tr("Res&tore runs from the bin…"), {},
        [=] { window->restoreFromBin(); });
    add(file, "emptyBin", tr("Empty the &bin…"), {}, [=] { window->emptyBin(); });
    file.addSeparator();
    add(file, "quit", tr("&Quit"), QKeySequence::Quit, [=] { window->close(); });
}

void MainMenus::fillRecent(QMenu& menu) {
    menu.clear();
    for (const QString& path : parts_.session.recentFiles()) {
        connect(menu.addAction(plain::button(path)), &QAction::triggered, &parts_.window,
                [this, path] { parts_.files.open(path); });
    }
    if (menu.isEmpty()) {
        menu.addAction(tr("No files yet"))->setEnabled(false);
    }
}

void MainMenus::addEditMenu(QMenuBar& bar) {
    QMenu& edit = *bar.addMenu(tr("&Edit"));
    ExportActions* exports = &parts_.exports;
    HelpActions* help = &parts_.help;
    addHistory(edit);
    edit.addSeparator();
    add(edit, "copyPicture", tr("&Copy picture"), {}, [=] { exports->press("Copy"); });
    add(edit, "copyValues", tr("Copy all &values"), {}, [=] { exports->press("CopyValues"); });
    edit.addSeparator();
    add(edit, "find", tr("&Find"), QKeySequence::Find, [this] { find(); });
    add(edit, "pinNote", tr("&Pin a note…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P),
        [this] { parts_.window.pinNote(qobject_cast<RunPage*>(parts_.views.current())); });
    edit.addSeparator();
    add(edit, "commands", tr("&All commands…"), QKeySequence(Qt::CTRL | Qt::Key_K),
        [=] { help->showCommands(); });
    add(edit, "shortcuts", tr("&Keyboard shortcuts…"), {}, [=] { help->showShortcuts(); });
}

/// Goes to the field in which the part with the keyboard finds things; elsewhere, to that for
/// settings.
void MainMenus::find() {
    if (QLineEdit* field = findFieldOf(QApplication::focusWidget())) {
        goToField(*field);
    } else {
        parts_.window.findChild<QAction*>("findSetting")->trigger();
    }
}

void MainMenus::addHistory(QMenu& edit) {
    UndoHistory* history = &parts_.window.history();
    QAction* undo = add(edit, "undo", tr("&Undo"), QKeySequence::Undo, [=] { history->undo(); });
    QAction* redo = add(edit, "redo", tr("&Redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z),
                        [=] { history->redo(); });
    const auto show = [=] {
        const auto describe = [](QAction* action, const QString& title, const QString& step) {
            action->setEnabled(!step.isEmpty());
            action->setText(step.isEmpty() ? title : tr("%1: %2").arg(title, plain::button(step)));
        };
        describe(undo, tr("&Undo"), history->undoText());
        describe(redo, tr("&Redo"), history->redoText());
    };
    connect(history, &UndoHistory::changed, this, show);
    show();
}

void MainMenus::addTrainingMenu(QMenuBar& bar) {
    QMenu& training = *bar.addMenu(tr("&Training"));
    for (const char* name : {"trainAction", "pauseAction", "stepAction", "epochAction",
                             "stopAction", "checkpointAction"}) {
        training.addAction(parts_.transport.findChild<QAction*>(name));
    }
    training.addSeparator();
    training.addActions(parts_.queue.menuActions());
    add(training, "trainLinearProbes", tr("Train &linear probes"), {},
        [this] { parts_.linearProbes.trainShown(); });
    add(training, "newSweep", tr("New s&weep…"), {}, [this] { parts_.window.trials().newSweep(); });
}

void MainMenus::addViewMenu(QMenuBar& bar) {
    QMenu& menu = *bar.addMenu(tr("&View"));
    MainWindow* window = &parts_.window;
    addViews(menu);
    menu.addSeparator();
    add(menu, "nextView", tr("&Next view"), QKeySequence(Qt::CTRL | Qt::Key_PageDown),
        [this] { parts_.views.showNext(1); });
    add(menu, "previousView", tr("&Previous view"), QKeySequence(Qt::CTRL | Qt::Key_PageUp),
        [this] { parts_.views.showNext(-1); });
    add(menu, "secondView", tr("&Second view"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N),
        [this] { parts_.pages.openSecond(parts_.views.current()); });
    add(menu, "tearOff", tr("Own &window for the view"), {}, [this] {
        if (QWidget* view = parts_.views.current()) {
            parts_.views.tearOff(view);
        }
    });
    add(menu, "closeView", tr("&Close view"), QKeySequence(Qt::CTRL | Qt::Key_W), [this] {
        if (QWidget* view = parts_.views.current()) {
            parts_.views.setOpen(view, false);
        }
    });
    menu.addSeparator();
    for (const auto& [dock, name] :
         {std::pair(&parts_.runs, "showRuns"), std::pair(&parts_.experiment, "showExperiment"),
          std::pair(&parts_.layers, "showLayers")}) {
        QAction* toggle = dock->toggleViewAction();
        toggle->setObjectName(QLatin1String(name));
        menu.addAction(toggle);
    }
    addGoTo(*menu.addMenu(tr("&Go to")));
    addPerspectives(*menu.addMenu(tr("Pe&rspective")));
    addThemes(*menu.addMenu(tr("&Theme")));
    QAction* full = add(menu, "fullScreen", tr("&Full screen"), QKeySequence(Qt::Key_F11), [=] {
        window->setWindowState(window->windowState() ^ Qt::WindowFullScreen);
    });
    full->setCheckable(true);
    connect(&menu, &QMenu::aboutToShow, full, [=] { full->setChecked(window->isFullScreen()); });
}

/// Moves the keyboard between the parts of the window.
void MainMenus::addGoTo(QMenu& menu) {
    add(menu, "goToRuns", tr("&Runs"), QKeySequence(Qt::CTRL | Qt::Key_R),
        [this] { goTo(parts_.runs); });
    add(menu, "goToExperiment", tr("&Experiment"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F),
        [this] { goTo(parts_.experiment); });
    add(menu, "findSetting", tr("&Find a setting"), {}, [this] {
        goTo(parts_.experiment);
        giveFocus(*parts_.experiment.findChild<QWidget*>("formSearch"));
    });
    add(menu, "goToLayers", tr("&Layers"), QKeySequence(Qt::CTRL | Qt::Key_L),
        [this] { parts_.window.focusLayers(); });
    add(menu, "goToView", tr("&View"), QKeySequence(Qt::CTRL | Qt::Key_0), [this] {
        if (QWidget* view = parts_.views.current()) {
            giveFocus(*view);
        }
    });
}

/// An entry for each view, which opens it if it is closed and raises it.
void MainMenus::addViews(QMenu& menu) {
    for (int i = 0; i < parts_.views.count(); ++i) {
        QWidget* view = parts_.views.view(i);
        const QKeySequence key =
            i < kMostNumberKeys
                ? QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i))
                : QKeySequence(Qt::CTRL | Qt::SHIFT |
                               static_cast<Qt::Key>(Qt::Key_1 + i - kMostNumberKeys));
        add(menu, qPrintable(QStringLiteral("view.") + view->objectName()),
            parts_.views.title(view), key, [this, view] {
                parts_.views.showView(view);
                giveFocus(*view);
            });
    }
}

void MainMenus::addPerspectives(QMenu& menu) {
    auto* group = new QActionGroup(&menu);
    auto* bar = new QToolBar(&parts_.window);
    bar->setObjectName("perspectives");
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    int key = Qt::Key_1;
    for (const QString& name : Perspectives::builtIn()) {
        QAction* action =
            add(menu, qPrintable(QStringLiteral("perspective.") + name), Perspectives::title(name),
                QKeySequence(Qt::CTRL | Qt::ALT | static_cast<Qt::Key>(key++)),
                [this, name] { parts_.perspectives.show(name); });
        action->setToolTip(tr("Arrange the window for: %1").arg(Perspectives::title(name)));
        action->setCheckable(true);
        group->addAction(action);
        bar->addAction(action);
    }
    own_ = new QToolButton(bar);
    own_->setObjectName("ownPerspectives");
    own_->setPopupMode(QToolButton::InstantPopup);
    own_->setToolTip(tr("Your perspectives"));
    own_->setMenu(new QMenu(own_));
    ownShown_ = bar->addWidget(own_);
    ownPerspectives_ = menu.addSeparator();
    add(menu, "savePerspective", tr("&Save as…"), {}, [this] { savePerspective(); });
    add(menu, "resetPerspective", tr("&Reset"), {}, [this] { parts_.perspectives.reset(); });
    QAction* remove = add(menu, "deletePerspective", tr("&Delete"), {},
                          [this] { parts_.perspectives.remove(parts_.perspectives.current()); });
    parts_.window.menuBar()->setCornerWidget(bar);
    const auto show = [this, &menu, group, remove] { showPerspectives(menu, *group, *remove); };
    connect(&parts_.perspectives, &Perspectives::changed, this, show);
    show();
}

/// Lists the user's perspectives behind those built in, and checks the current one.
void MainMenus::showPerspectives(QMenu& menu, QActionGroup& group, QAction& remove) {
    const QString current = parts_.perspectives.current();
    const bool isBuiltIn = Perspectives::builtIn().contains(current);
    for (QAction* action : group.actions()) {
        if (action->objectName().isEmpty()) {
            delete action;
        } else {
            action->setChecked(action->objectName() == QStringLiteral("perspective.") + current);
        }
    }
    const QStringList own = parts_.perspectives.names().mid(Perspectives::builtIn().size());
    for (const QString& name : own) {
        auto* action = new QAction(plain::button(name), &group);
        action->setCheckable(true);
        action->setChecked(name == current);
        menu.insertAction(ownPerspectives_, action);
        own_->menu()->addAction(action);
        connect(
            action, &QAction::triggered, &parts_.perspectives,
            [this, name] { parts_.perspectives.show(name); }, Qt::QueuedConnection);
    }
    remove.setEnabled(!isBuiltIn);
    // One button for all of them, since beside the menus there is no room for many names.
    constexpr int kNameWidth = 140; // pixels
    ownShown_->setVisible(!own.isEmpty());
    parts_.window.menuBar()->setCornerWidget(own_->parentWidget()); // it has another width now
    own_->setText(isBuiltIn ? tr("Own")
                            : plain::button(own_->fontMetrics().elidedText(current, Qt::ElideRight,
                                                                           kNameWidth)));
    QFont font = parts_.window.font();
    font.setBold(!isBuiltIn); // it is shown now
    own_->setFont(font);
}

void MainMenus::savePerspective() {
    auto* dialog = new QInputDialog(&parts_.window);
    dialog->setObjectName("perspectiveName");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save the perspective"));
    dialog->setLabelText(tr("Name of the perspective"));
    connect(dialog, &QInputDialog::textValueSelected, &parts_.window, [this](const QString& name) {
        if (const QString problem = parts_.perspectives.saveAs(name); !problem.isEmpty()) {
            parts_.window.showMessage(problem);
        }
    });
    dialog->open();
}

void MainMenus::addThemes(QMenu& menu) {
    auto* group = new QActionGroup(&menu);
    const QStringList titles{tr("&Light"), tr("&Dark"), tr("&System")};
    for (qsizetype i = 0; i < titles.size(); ++i) {
        const QString name = ThemeChoice::names()[i];
        QAction* action = add(menu, qPrintable(QStringLiteral("theme_") + name), titles[i], {},
                              [this, name] { parts_.theme.choose(name); });
        action->setCheckable(true);
        const auto check = [this, action, name] {
            action->setChecked(parts_.theme.name() == name);
        };
        check();
        connect(&parts_.theme, &ThemeChoice::changed, action, check);
        group->addAction(action);
    }
}

void MainMenus::addHelpMenu(QMenuBar& bar) {
    QMenu& menu = *bar.addMenu(tr("&Help"));
    MainWindow* window = &parts_.window;
    HelpActions* help = &parts_.help;
    add(menu, "help", tr("&Method and views"), QKeySequence::HelpContents,
        [=] { help->showHelp("method"); });
    add(menu, "helpPlots", tr("&Plots, tabs, commands"), {}, [=] { help->showHelp("plots"); });
    add(menu, "helpFilters", tr("&Filter of runs"), {}, [=] { help->showHelp("filters"); });
    add(menu, "helpShortcuts", tr("&Keyboard shortcuts"), {}, [=] { help->showHelp("shortcuts"); });
    menu.addSeparator();
    add(menu, "startPageAction", tr("&Start page"), {}, [=] { window->showStartPage(); });
    add(menu, "about", tr("&About"), {}, [=] { help->showAbout(); });
}

namespace {

/// The actions of the table of a view that is at a place of the screen, such as copying its rows.
QList<QAction*> tableActionsAt(const QWidget& view, const QPoint& place) {
    const QWidget* part = view.childAt(view.mapFromGlobal(place));
    while (part != nullptr && part != &view && qobject_cast<const QTableView*>(part) == nullptr) {
        part = part->parentWidget();
    }
    return part == nullptr || part == &view ? QList<QAction*>() : part->actions();
}

} // namespace

void MainMenus::showViewMenu(QWidget* view, const QPoint& globalPosition) {
    QMenu menu(view);
    menu.setObjectName("viewMenu");
    if (const auto* page = qobject_cast<RunPage*>(view); page != nullptr && page->pointedStep()) {
        menu.addAction(tr("Pin a note at step %1…")
                           .arg(QLocale().toString(static_cast<qlonglong>(*page->pointedStep()))),
                       &parts_.window, [this, page] { parts_.window.pinNote(page); });
        menu.addSeparator();
    }
    if (const auto actions = tableActionsAt(*view, globalPosition); !actions.isEmpty()) {
        menu.addActions(actions);
        menu.addSeparator();
    }
    if (const QToolButton* button = ExportActions::buttonOf(view)) {
        menu.addActions(button->menu()->actions());
        menu.addSeparator();
    }
    if (!view->actions().isEmpty()) {
        menu.addActions(view->actions());
        menu.addSeparator();
    }
    addPlaces(menu, view);
    menu.exec(globalPosition);
}

void MainMenus::addPlaces(QMenu& menu, QWidget* view) {
    ViewArea* views = &parts_.views;
    if (qobject_cast<RunPage*>(view) != nullptr) {
        menu.addAction(tr("Second view"), view, [this, view] { parts_.pages.openSecond(view); });
    }
    if (views->isTornOff(view)) {
        menu.addAction(tr("Back into the window"), view,
                       [=] { views->dockOf(view)->setFloating(false); });
    } else {
        menu.addAction(tr("Own window for the view"), view, [=] { views->tearOff(view); });
    }
    menu.addAction(tr("Close view"), view, [=] { views->setOpen(view, false); });
}

} // namespace asge
