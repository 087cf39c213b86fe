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

/// Saves pictures of the window: FOLDER/window.png, and one with each view in front, named after
/// the view. If runs are compared, there is also one for each part of the comparison, and
/// FOLDER/runGroups.png if some of them differ only in their seed. The pictures show a stored run
/// or a training. A training is held in the middle of its middle epoch, between two batches, until
/// all pictures are saved, and then trains to its end. If that point is not reached within five
/// minutes, the pictures are taken then and the training is stopped.
class Grab : public QObject {
    Q_OBJECT

  public:
    Grab(MainWindow& window, QString folder, QObject* parent = nullptr);

    void ofRun(std::optional<RunId> id); ///< none: the newest run, or the empty window
    /// Takes the pictures of the next training, of the experiment in this file.
    void ofTraining(const Experiment& experiment, const QString& file);

  signals:
    void taken(const QString& file);
    void done(int exitStatus);

  private:
    void endTraining(const QString& error, bool badInput);
    /// A picture to take: a tab of the window, or something that is shown in it for the picture.
    struct Page {
        int view;
        QString name;
        std::function<void()> show = {}; ///< may be empty, like `hide`
        std::function<void()> hide = {};
    };

    void openUnlisted(RunId id);
    void open(RunId id);
    void takeAll();
    void listPages(bool compares);
    void addParts(int view);
    void addRuns();
    void addPlaces();
    void takeWhenSettled(int rounds);
    bool isDrawing() const;
    void takeNext();
    void take(const QString& name);
    void finish();

    MainWindow& window_;
    QString folder_;
    QString file_; ///< file of the experiment that is trained
    QTimer timeLimit_;
    std::vector<Page> pages_;
    std::size_t page_ = 0; ///< the next page
    bool taken_ = false;
    int status_ = 0; ///< exit status so far
    bool stopAfterwards_ = false;
};

} // namespace asge
