#pragma once

#include "core/store/records.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>

namespace asge {

class MainWindow;

/// Saves pictures of the window with each view in front: FOLDER/window.png and one named after each
/// view. Of a stored run, or of a training while it lives: in the middle of its last epoch (at the
/// end where there are no more than two), after which it trains to its end; or, where that is
/// further off, once it has trained for five minutes, after which it is stopped.
class Grab : public QObject {
    Q_OBJECT

  public:
    Grab(MainWindow& window, QString folder, QObject* parent = nullptr);

    void ofRun(std::optional<RunId> id); ///< none: the newest, or the empty window
    void ofTraining(int epochs);         ///< of the training that has just been started

  signals:
    void done(int exitStatus);

  private:
    void watch();
    void takeAll();
    void takeNext();
    void take(const QString& name);
    void finish();

    MainWindow& window_;
    QString folder_;
    QTimer watch_;
    QElapsedTimer clock_;
    int view_ = 0;
    int epochs_ = 0;
    bool taken_ = false;
    bool failed_ = false;
    bool stopAfterwards_ = false;
};

} // namespace asge
