// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/closing.h"

#include "app/window/training_controller.h"

#include <QApplication>
#include <QMainWindow>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace asge {

Closing::Closing(QMainWindow& window, TrainingController& training, std::function<void(Save)> save,
                 QObject* parent)
    : QObject(parent), window_(window), training_(training), save_(std::move(save)) {
    connect(&training, &TrainingController::ended, this, &Closing::trainingEnded);
    connect(qApp, &QGuiApplication::commitDataRequest, this, &Closing::endSession,
            Qt::DirectConnection);
}

bool Closing::mayClose() {
    if (!training_.isRunning() || qApp->isSavingSession()) {
        save_(Save::soon);
        return true;
    }
    if (!closing_) {
        ask();
    }
    return false;
}

void Closing::ask() {
    if (window_.findChild<QMessageBox*>("closeQuestion") != nullptr) {
        return;
    }
    auto* question =
        new QMessageBox(QMessageBox::Question, tr("A run is training"),
                        tr("A run is training. Stop it and close?\nIts progress is kept."),
                        QMessageBox::Cancel, &window_);
    question->setObjectName("closeQuestion");
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* stop = question->addButton(tr("Stop and close"), QMessageBox::AcceptRole);
    stop->setObjectName("stopAndClose");
    // Enter must not end a training by accident.
    question->setDefaultButton(QMessageBox::Cancel);
    connect(question, &QMessageBox::accepted, this, [this] {
        closing_ = true;
        if (training_.isRunning()) {
            training_.stop();
        } else {
            window_.close(); // the training ended while the question was open
        }
    });
    question->open();
}

void Closing::end(const std::string& cause, int status) {
    status_ = status;
    if (training_.isRunning()) {
        training_.stop(cause);
    } else {
        saveAndQuit();
    }
}

void Closing::trainingEnded() {
    if (status_) {
        saveAndQuit();
    } else if (closing_) {
        window_.close();
    }
}

void Closing::saveAndQuit() {
    save_(Save::soon);
    QApplication::exit(*status_);
}

/// The session manager waits for this function and ends the program soon afterwards.
void Closing::endSession() {
    TrainingJob::stopAllAndWait("the end of the session");
    save_(Save::now);
}

} // namespace asge
