// SPDX-License-Identifier: GPL-3.0-or-later

// Files that the user opens or drops on the window.
#include "core/control/engine.h"
#include "core/experiment/experiment_json.h"
#include "core/store/run_export.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/common/file_dialog.h"
#include "widgets/form/experiment_form.h"

#include <QAction>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

namespace asge {
namespace {

class Files : public test::WindowTest {
  protected:
    std::filesystem::path write(const char* name, const std::string& text) {
        const auto file = path() / name;
        std::ofstream(file) << text;
        return file;
    }
    const Experiment experiment() { return window_->training().experiment(); }
};

TEST_F(Files, AnExperimentFillsTheForm) {
    experiment_.train.epochs = 17;
    const auto file = write("seventeen.txt", toJson(experiment_)); // the ending does not matter
    open();
    drop(file);
    ASSERT_TRUE(QTest::qWaitFor([&] { return experiment().train.epochs == 17; }));
    EXPECT_EQ(child<ExperimentForm>("experimentForm").runName(), "seventeen");
    window_->close();
    window_.reset();
    open();
    for (QMenu* menu : window_->findChildren<QMenu*>()) {
        if (menu->title() == "Open &recent") {
            emit menu->aboutToShow();
            ASSERT_FALSE(menu->isEmpty());
            EXPECT_EQ(menu->actions().front()->text().toStdString(), file.string());
        }
    }
}

TEST_F(Files, AFolderBecomesTheData) {
    open();
    window_->training().setExperiment(experiment_, "tiny");
    drop(path() / "data");
    EXPECT_TRUE(QTest::qWaitFor([&] { return message().contains("reads its images from"); }));
    EXPECT_EQ(experiment().data.path, (path() / "data").string());
}

TEST_F(Files, ASweepJoinsTheQueue) {
    write("base.json", toJson(experiment_));
    const auto sweep = write("sweep.json", R"({"base": "base.json", "seeds": [1, 2, 3]})");
    open();
    drop(sweep);
    EXPECT_TRUE(QTest::qWaitFor([&] {
        return message() == "3 experiments added to the queue. Training › Run queue starts it.";
    })) << message().toStdString();
}

TEST_F(Files, RunsOfAStoreAreImported) {
    const auto other = path() / "exported";
    {
        RunWriter writer(other);
        TrainingControl control;
        SessionListener listener;
        Experiment experiment = experiment_;
        experiment.train.epochs = 1;
        loadEngine().train(experiment, "far away", writer, control, listener);
    }
    open();
    for (const char* said : {"1 run imported.", "are in this store."}) {
        drop(other);
        const auto question = [&] { return window_->findChild<QMessageBox*>("storeQuestion"); };
        ASSERT_TRUE(QTest::qWaitFor([&] { return question() != nullptr; }));
        child<QPushButton>("storeImport").click();
        EXPECT_TRUE(QTest::qWaitFor([&] { return message().contains(said); }, 60000))
            << message().toStdString();
        ASSERT_TRUE(QTest::qWaitFor([&] { return question() == nullptr; }));
    }
    EXPECT_EQ(storedRuns().size(), 1U);
}

TEST_F(Files, WhatCannotBeOpenedIsNamed) {
    const auto broken = write("broken.json", "{\"train\": {\"epochs\": -3}}");
    const auto noise = write("noise.bin", std::string(1000, '\xff'));
    open();
    const Experiment before = experiment();
    for (const auto& [file, said] :
         {std::pair(broken, "train.epochs"), std::pair(noise, "noise.bin"),
          std::pair(path() / "missing.json", "missing.json")}) {
        drop(file);
        EXPECT_TRUE(QTest::qWaitFor([&, said = said] { return message().contains(said); }))
            << message().toStdString();
    }
    EXPECT_EQ(toJson(experiment()), toJson(before));
}

TEST_F(Files, BytesThatAreNoStoreAreNamedAsThat) {
    open();
    drop(write("noise.asge", std::string("\x93\xfa\x00\x01\xff bytes", 11)));
    EXPECT_TRUE(QTest::qWaitFor([&] {
        return message().contains("noise.asge is no store: it does not begin");
    })) << message().toStdString();
}

TEST_F(Files, OpenAsksForAFile) {
    experiment_.train.epochs = 19;
    const auto file = write("nineteen.json", toJson(experiment_));
    open();
    child<QAction>("openFile").trigger();
    auto& dialog = child<QFileDialog>("openDialog");
    emit dialog.fileSelected(QString::fromStdString(file.string()));
    EXPECT_TRUE(QTest::qWaitFor([&] { return experiment().train.epochs == 19; }));
    dialog.close();
    child<QAction>("newExperiment").trigger();
    EXPECT_NE(experiment().train.epochs, 19);
    EXPECT_EQ(experiment().data.name, "fashion-mnist");
}

/// The POSIX locks of this process on the store's files.
int locksOn(const std::filesystem::path& store) {
    std::set<std::string> numbers;
    for (const char* ending : {"", "-shm"}) {
        struct stat status = {};
        if (stat((store.string() + ending).c_str(), &status) == 0) {
            numbers.insert(std::to_string(status.st_ino));
        }
    }
    // "1: POSIX ADVISORY READ 4711 fe:00:12345 123 123"
    std::ifstream all("/proc/locks");
    int found = 0;
    for (std::string line; std::getline(all, line);) {
        std::istringstream words(line);
        std::string number, kind, strictness, access, process, file;
        words >> number >> kind >> strictness >> access >> process >> file;
        found += process == std::to_string(getpid()) &&
                         numbers.contains(file.substr(file.rfind(':') + 1))
                     ? 1
                     : 0;
    }
    return found;
}

/// Closing a file drops all locks of the process on it, also if another part of it opened the file.
TEST_F(Files, TheOpenStoreKeepsItsLocks) {
    open();
    trainToTheEnd(1);
    const int before = locksOn(store());
    if (before == 0) {
        GTEST_SKIP() << "the system does not list locks";
    }
    drop(store());
    EXPECT_TRUE(
        QTest::qWaitFor([&] { return message().contains("belongs to the store that is open"); }));
    child<QAction>("openFile").trigger();
    auto* dialog = window_->findChild<FileDialog*>();
    ASSERT_NE(dialog, nullptr);
    dialog->setDirectory(QString::fromStdString(path().string()));
    QTest::keyClicks(dialog->findChild<QLineEdit*>(), QString::fromStdString(path() / "r"));
    QTest::qWait(300);
    dialog->reject();
    EXPECT_GE(locksOn(store()), before);
}

} // namespace
} // namespace asge
