// How the window ends: closed by the user, with the session, or by a signal.
#include "app/window/main_window.h"
#include "app/window/transport_bar.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

namespace asge {

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!job_.isRunning() || qApp->isSavingSession()) {
        saveSession();
        event->accept();
        return;
    }
    event->ignore();
    if (!closing_) {
        askBeforeClosing();
    }
}

void MainWindow::askBeforeClosing() {
    if (findChild<QMessageBox*>("closeQuestion") != nullptr) {
        return;
    }
    auto* question =
        new QMessageBox(QMessageBox::Question, tr("Training is under way"),
                        tr("A run is training. Stop it and close?\nWhat it has reached is kept."),
                        QMessageBox::Cancel, this);
    question->setObjectName("closeQuestion");
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* stop = question->addButton(tr("Stop and close"), QMessageBox::AcceptRole);
    stop->setObjectName("stopAndClose");
    connect(question, &QMessageBox::accepted, this, [this] {
        closing_ = true;
        if (job_.isRunning()) {
            stopTraining();
        } else {
            close(); // it ended while the question stood there
        }
    });
    question->open();
}

void MainWindow::end(const std::string& cause, int status) {
    endStatus_ = status;
    if (job_.isRunning()) {
        job_.stop(cause);
        transport_->setState(TransportBar::State::stopping);
    } else {
        leave();
    }
}

void MainWindow::leave() {
    saveSession();
    QApplication::exit(*endStatus_);
}

/// The session manager waits for it, and ends the program soon afterwards.
void MainWindow::endSession() {
    TrainingJob::stopAllAndWait("the end of the session");
    saveSession();
    settings_.sync();
}

} // namespace asge
