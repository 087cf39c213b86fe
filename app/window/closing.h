// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

#include <functional>
#include <optional>
#include <string>

class QMainWindow;

namespace asge {

class TrainingController;

/// Closes the window and ends the program. A training is stopped first, and what the user arranged
/// is saved.
class Closing : public QObject {
    Q_OBJECT

  public:
    enum class Save { soon, now }; ///< now: wait until it is on disk

    Closing(QMainWindow& window, TrainingController& training, std::function<void(Save)> save,
            QObject* parent = nullptr);

    /// Whether the window may close now. While a run trains, it may not, and the user is asked.
    bool mayClose();
    /// Ends the program with this status, without asking. `cause` is kept as the reason why a
    /// training was stopped.
    void end(const std::string& cause, int status);

  private:
    void ask();
    void trainingEnded();
    void endSession();
    void saveAndQuit();

    QMainWindow& window_;
    TrainingController& training_;
    std::function<void(Save)> save_;
    bool closing_ = false;      ///< the user confirmed: close when the training has ended
    std::optional<int> status_; ///< of the program, which ends when the training has ended
};

} // namespace asge
