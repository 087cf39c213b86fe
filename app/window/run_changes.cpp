// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_changes.h"

#include "app/window/bin_dialog.h"
#include "app/window/store_client.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/pin_note_dialog.h"
#include "widgets/runs/runs_view.h"

#include <QAbstractButton>
#include <QMessageBox>

#include <functional>
#include <utility>
#include <vector>

namespace asge {

namespace {

using Ids = QList<RunId>;

/// Writes a change of each run, all of them in one request.
void writeEach(RunsView& table, StoreClient& store, const Ids& ids,
               std::function<void(RunWriter&, RunId)> change) {
    store.write(&table, [ids, change = std::move(change)](RunWriter& writer) {
        for (const RunId id : ids) {
            change(writer, id);
        }
    });
}

std::vector<std::string> texts(const QStringList& list) {
    std::vector<std::string> texts;
    for (const QString& text : list) {
        texts.push_back(text.toStdString());
    }
    return texts;
}

} // namespace

void writeForRuns(RunsView& table, StoreClient& store) {
    const auto each = [&table, &store](const Ids& ids,
                                       std::function<void(RunWriter&, RunId)> change) {
        writeEach(table, store, ids, std::move(change));
    };
    QObject::connect(&table, &RunsView::deleteRequested, &table, [each](const Ids& ids) {
        each(ids, [](RunWriter& writer, RunId id) { writer.discard(id); });
    });
    QObject::connect(&table, &RunsView::restoreRequested, &table, [each](const Ids& ids) {
        each(ids, [](RunWriter& writer, RunId id) { writer.restore(id); });
    });
    QObject::connect(
        &table, &RunsView::archiveRequested, &table, [each](const Ids& ids, bool archived) {
            each(ids,
                 [archived](RunWriter& writer, RunId id) { writer.setArchived(id, archived); });
        });
    QObject::connect(&table, &RunsView::colorRequested, &table,
                     [each](const Ids& ids, const QString& color) {
                         each(ids, [text = color.toStdString()](RunWriter& writer, RunId id) {
                             writer.setColor(id, text);
                         });
                     });
    QObject::connect(&table, &RunsView::tagsRequested, &table,
                     [each](const Ids& ids, const QStringList& added, const QStringList& removed) {
                         each(ids,
                              [on = texts(added), off = texts(removed)](
                                  RunWriter& writer, RunId id) { writer.changeTags(id, on, off); });
                     });
    QObject::connect(&table, &RunsView::notesRequested, &table,
                     [each](RunId id, const QString& before, const QString& after) {
                         each({id}, [from = before.toStdString(),
                                     to = after.toStdString()](RunWriter& writer, RunId run) {
                             writer.changeNotes(run, from, to);
                         });
                     });
    QObject::connect(&table, &RunsView::renameRequested, &table,
                     [each](RunId id, const QString& name) {
                         each({id}, [text = name.toStdString()](RunWriter& writer, RunId run) {
                             writer.rename(run, text);
                         });
                     });
}

void readForRuns(RunsView& table, StoreClient& store) {
    QObject::connect(
        &table, &RunsView::historiesRequested, &table, [&table, &store](const Ids& ids) {
            store.read(
                &table,
                [wanted = std::vector<RunId>(ids.begin(), ids.end())](const RunReader& reader) {
                    return reader.accuracyHistories(wanted);
                },
                [&table](std::vector<AccuracyHistory> histories) {
                    table.setHistories(std::move(histories));
                });
        });
}

void askToRestore(QWidget& window, StoreClient& store, RunsView& table) {
    const auto runsOf = [](const RunReader& reader) { return reader.bin(); };
    store.read(&window, runsOf, [&window, &table](const std::vector<RunSummary>& runs) {
        if (runs.empty()) {
            emit table.message(BinDialog::tr("The bin is empty."));
            return;
        }
        auto* dialog = new BinDialog(runs, &window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        QObject::connect(dialog, &BinDialog::restoreRequested, &table, &RunsView::restore);
        dialog->open();
    });
}

void askToEmptyBin(QWidget& window, StoreClient& store) {
    const auto countOf = [](const RunReader& reader) {
        return static_cast<int>(reader.bin().size());
    };
    store.read(&window, countOf, [&window, &store](int runs) {
        auto* question =
            new QMessageBox(runs == 0 ? QMessageBox::Information : QMessageBox::Question,
                            QMessageBox::tr("Empty the bin"),
                            runs == 0 ? QMessageBox::tr("The bin is empty.")
                                      : QMessageBox::tr("Permanently delete the %1 in the bin?")
                                            .arg(countedText(runs, "run")),
                            runs == 0 ? QMessageBox::Close : QMessageBox::Cancel, &window);
        question->setObjectName(QStringLiteral("binQuestion"));
        question->setAttribute(Qt::WA_DeleteOnClose);
        if (runs > 0) {
            question->addButton(QMessageBox::tr("Delete"), QMessageBox::DestructiveRole);
            QObject::connect(question, &QMessageBox::buttonClicked, &window,
                             [&window, &store, question](QAbstractButton* button) {
                                 if (question->buttonRole(button) == QMessageBox::DestructiveRole) {
                                     store.write(&window,
                                                 [](RunWriter& writer) { writer.emptyBin(); });
                                 }
                             });
        }
        question->open();
    });
}

void askForNote(const RunSummary& run, std::int64_t step, std::int64_t lastStep, RunsView& table) {
    auto* dialog =
        new PinNoteDialog(QString::fromStdString(run.name), step, lastStep, table.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &PinNoteDialog::pinned, &table,
                     [&table, id = run.id](const PinnedNote& note) { table.pinNote(id, note); });
    dialog->open();
}

} // namespace asge
