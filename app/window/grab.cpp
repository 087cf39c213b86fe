// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/grab.h"

#include "app/window/main_window.h"
#include "app/window/perspectives.h"
#include "app/window/run_presenter.h"
#include "app/window/screen.h"
#include "app/window/view_area.h"
#include "core/experiment/experiment_json.h"
#include "core/query/run_groups.h"
#include "core/store/run_reader.h"
#include "widgets/common/run_page.h"
#include "widgets/plot/plot_pacer.h"
#include "widgets/runs/runs_view.h"

#include <QDir>
#include <QDockWidget>
#include <QItemSelectionModel>
#include <QTabWidget>
#include <QTableView>

#include <algorithm>
#include <filesystem>

namespace asge {

namespace {

constexpr int kLongestTraining = 5 * 60 * 1000;
// A view that becomes visible requests what it shows, may request more when that has arrived, and
// draws it.
constexpr int kRounds = 3;
constexpr int kRoundMilliseconds = 100; ///< for what follows an answer of the store
constexpr int kMostRounds = 300;        ///< most rounds to wait for a view to show everything
constexpr std::size_t kComparedRuns = 4;
constexpr int kRunsPercent = 60; ///< of the window's width, for the table of runs

/// The shown run and its B, the newest runs on the same data, and the newest others: runs on other
/// data have no images in common.
QList<RunId> comparedRuns(const std::vector<RunSummary>& runs, RunId shown, RunId other) {
    std::vector<const RunSummary*> candidates;
    for (const RunSummary& run : runs) {
        if (run.epochsDone > 0 || run.id == shown || run.id == other) {
            candidates.push_back(&run);
        }
    }
    const auto dataOf = [&](RunId id) {
        const auto found = std::find_if(candidates.begin(), candidates.end(),
                                        [id](const RunSummary* run) { return run->id == id; });
        return found == candidates.end() ? std::string() : (*found)->dataName;
    };
    const auto rank = [&, data = dataOf(shown)](const RunSummary* run) {
        return run->id == shown ? 0 : run->id == other ? 1 : run->dataName == data ? 2 : 3;
    };
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](const RunSummary* a, const RunSummary* b) { return rank(a) < rank(b); });
    QList<RunId> ids;
    for (std::size_t i = 0; i < std::min(candidates.size(), kComparedRuns); ++i) {
        ids.append(candidates[i]->id);
    }
    return ids;
}

} // namespace

Grab::Grab(MainWindow& window, QString folder, QObject* parent)
    : QObject(parent), window_(window), folder_(std::move(folder)) {
    timeLimit_.setSingleShot(true);
    connect(&timeLimit_, &QTimer::timeout, this, [this] {
        stopAfterwards_ = true;
        window_.training().job().holdAfter(0);
    });
}

void Grab::ofRun(std::optional<RunId> id) {
    const auto& runs = window_.runs();
    const auto listed = [&](RunId wanted) {
        return std::any_of(runs.begin(), runs.end(),
                           [&](const RunSummary& run) { return run.id == wanted; });
    };
    if (id && !listed(*id)) {
        openUnlisted(*id);
    } else if (!id && runs.empty()) {
        takeAll();
    } else {
        open(id ? *id : runs.front().id);
    }
}

/// The run is not in the list: either it does not exist, or it was left out because of a fault that
/// the store can name. In the latter case StoreClient::failed ends the program with that reason.
void Grab::openUnlisted(RunId id) {
    if (!std::filesystem::exists(window_.store().path())) {
        printError("run " + std::to_string(id) + ": no such run in " +
                   window_.store().path().string());
        emit done(2);
        return;
    }
    window_.store().read(
        this, [id](const RunReader& reader) { return reader.detail(id).summary.id; },
        [this](RunId found) { open(found); });
}

void Grab::open(RunId id) {
    connect(&window_.presenter(), &RunPresenter::filled, this, &Grab::takeAll,
            Qt::SingleShotConnection);
    window_.openRun(id);
}

void Grab::ofTraining(const Experiment& experiment, const QString& file) {
    file_ = file;
    window_.training().job().holdAfter(experiment.train.epochs / 2 + 0.5);
    connect(&window_.training().job(), &TrainingJob::held, this, [this] {
        timeLimit_.stop();
        takeAll();
    });
    connect(
        &window_.training(), &TrainingController::ended, this,
        [this](RunStatus, const QString& error, bool badInput) { endTraining(error, badInput); });
    timeLimit_.start(kLongestTraining);
}

void Grab::endTraining(const QString& error, bool badInput) {
    timeLimit_.stop();
    if (!error.isEmpty()) {
        printError(withPlace(error.toStdString(), file_.toStdString()));
        status_ = badInput ? 2 : 1;
    }
    if (taken_ || !error.isEmpty()) {
        emit done(status_);
    } else {
        takeAll(); // the user stopped it
    }
}

void Grab::takeAll() {
    if (!QDir().mkpath(folder_)) {
        printError(folder_.toStdString() + ": can't be made a folder");
        status_ = 1;
        finish();
        return;
    }
    const RunPresenter& presenter = window_.presenter();
    const QList<RunId> compared =
        comparedRuns(window_.runs(), presenter.shownRun(), presenter.otherRun());
    if (compared.size() > 1) {
        window_.compare(compared);
    }
    listPages(compared.size() > 1);
    takeWhenSettled(kRounds);
}

void Grab::listPages(bool compares) {
    pages_.clear();
    page_ = 0;
    for (int view = 0; view < window_.views().count(); ++view) {
        pages_.push_back({view, window_.views().view(view)->objectName()});
        if (compares) {
            addParts(view);
        }
    }
    addRuns();
    addPlaces();
}

/// Adds the start page, and the perspective for looking at one view.
void Grab::addPlaces() {
    const int goodness = window_.views().indexOf(window_.views().findView("goodness"));
    pages_.push_back({goodness, QStringLiteral("start"), [this] { window_.showStartPage(); },
                      [this] { window_.views().showView(0); }});
    pages_.push_back({goodness, QStringLiteral("look"),
                      [this] { window_.perspectives().show("look"); },
                      [this] { window_.perspectives().show("train"); }});
}

void Grab::addParts(int view) {
    const QWidget* shown = window_.views().view(view);
    auto* parts = shown->findChild<QTabWidget*>(shown->objectName() + QStringLiteral("Tabs"));
    for (int part = 1; parts && part < parts->count(); ++part) {
        pages_.push_back({view, parts->widget(part)->objectName(),
                          [parts, part] { parts->setCurrentIndex(part); },
                          [parts] { parts->setCurrentIndex(0); }});
    }
}

/// Adds pages with the table of runs in a wide dock: as single runs, and, if some differ only in
/// their seed, as groups of which the first two are selected.
void Grab::addRuns() {
    const int view = window_.views().indexOf(window_.views().findView("compare"));
    auto* runs = window_.findChild<RunsView*>();
    const auto show = [this] {
        window_.perspectives().show("compare");
        window_.resizeDocks({window_.findChild<QDockWidget*>("runsDock")},
                            {window_.width() * kRunsPercent / 100}, Qt::Horizontal);
    };
    const auto hide = [this] { window_.perspectives().show("train"); };
    pages_.push_back({view, runs->objectName(), show, hide});

    auto* table = runs->findChild<QTableView*>(QStringLiteral("runsTable"));
    const QVariantMap single = runs->saveState();
    QVariantMap grouped = single;
    grouped[QStringLiteral("groupedBy")] = QStringList{QString::fromLatin1(kAllButSeed)};
    const int all = table->model()->rowCount();
    runs->restoreState(grouped);
    const bool any = table->model()->rowCount() < all;
    runs->restoreState(single);
    if (!any) {
        return;
    }
    pages_.push_back({view, QStringLiteral("runGroups"),
                      [runs, table, grouped, show] {
                          show();
                          runs->restoreState(grouped);
                          const QAbstractItemModel& rows = *table->model();
                          table->selectionModel()->select(
                              QItemSelection(rows.index(0, 0), rows.index(1, 0)),
                              QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
                      },
                      [runs, single, hide] {
                          runs->restoreState(single);
                          hide();
                      }});
}

/// The store answers requests in their order. Once it has answered this request, it has answered
/// all earlier ones of the view.
void Grab::takeWhenSettled(int rounds) {
    window_.store().settle(this, [this, rounds] {
        QTimer::singleShot(kRoundMilliseconds, this, [this, rounds] {
            const bool waits = isDrawing() && rounds > -kMostRounds;
            if (rounds > 1 || waits) {
                takeWhenSettled(rounds - 1);
            } else {
                takeNext();
            }
        });
    });
}

bool Grab::isDrawing() const {
    const auto* page = qobject_cast<const RunPage*>(window_.views().current());
    if (page != nullptr && !page->isSettled()) {
        return true;
    }
    const auto pacers = window_.findChildren<PlotPacer*>();
    return std::any_of(pacers.begin(), pacers.end(),
                       [](const PlotPacer* pacer) { return pacer->isPending(); });
}

void Grab::takeNext() {
    if (page_ > 0) {
        const Page& shown = pages_[page_ - 1];
        take(shown.name);
        if (page_ == 1) {
            take("window");
        }
        if (shown.hide) {
            shown.hide();
        }
    }
    if (page_ < pages_.size()) {
        const Page& next = pages_[page_++];
        window_.views().showView(next.view);
        if (next.show) {
            next.show();
        }
        takeWhenSettled(kRounds);
    } else {
        window_.views().showView(0);
        finish();
    }
}

void Grab::take(const QString& name) {
    const QString file = QDir(folder_).filePath(name + ".png");
    if (!window_.grab().save(file)) {
        printError(file.toStdString() + ": can't be written");
        status_ = 1;
    }
    emit taken(file);
}

void Grab::finish() {
    taken_ = true;
    if (!window_.training().job().isRunning()) {
        emit done(status_);
    } else if (stopAfterwards_) {
        window_.training().stop();
    } else {
        window_.training().job().release(); // to the end of the training, which ends the program
    }
}

} // namespace asge
