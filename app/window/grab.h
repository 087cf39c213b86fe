// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/run/records.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>
#include <vector>

namespace asge {

class MainWindow;

/// Saves pictures of the window with each view in front: FOLDER/window.png and one named after each
/// view; where runs are compared, also one named after each other part of the comparison, and
/// FOLDER/runGroups.png where some of them differ in nothing but their seed. Of a
/// stored run, or of a training while it lives: in the middle of the epoch in its middle, where it
/// is held between two batches until all are taken, after which it trains to its end; or, where
/// that is further off, once it has trained for five minutes, after which it is stopped.
class Grab : public QObject {
    Q_OBJECT

  public:
    Grab(MainWindow& window, QString folder, QObject* parent = nullptr);

    void ofRun(std::optional<RunId> id); ///< none: the newest, or the empty window
    /// Of the training that is started next, of the experiment in this file.
    void ofTraining(const Experiment& experiment, const QString& file);

  signals:
    void taken(const QString& file);
    void done(int exitStatus);

  private:
    void endTraining(const QString& error, bool badInput);
    /// What a picture shows: a tab of the window, or something that is shown in it for that.
    struct Page {
        int view;
        QString name;
        std::function<void()> show = {}; ///< may be empty, as the next one
        std::function<void()> leave = {};
    };

    void openUnlisted(RunId id);
    void open(RunId id);
    void takeAll();
    void listPages(bool compares);
    void addParts(int view);
    void addGroups(int view);
    void takeWhenSettled(int rounds);
    bool isDrawing() const;
    void takeNext();
    void take(const QString& name);
    void finish();

    MainWindow& window_;
    QString folder_;
    QString file_; ///< of the experiment that is trained
    QTimer patience_;
    std::vector<Page> pages_;
    std::size_t page_ = 0; ///< that comes next, once the one before it is taken
    bool taken_ = false;
    int status_ = 0; ///< the exit status that it has come to
    bool stopAfterwards_ = false;
};

} // namespace asge
