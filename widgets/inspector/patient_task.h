// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/inspection.h"

#include <QPointer>
#include <QString>
#include <QWidget>

class QProgressBar;
class QPushButton;
class QStackedLayout;

namespace asge {

/// A patient question to Inspection with its controls: a button that begins it, its progress, and a
/// button that stops it. The page asks automatically unless the user has stopped it.
class PatientTask : public QWidget {
    Q_OBJECT

  public:
    /// `name` is the topic, and the buttons' object names begin with it.
    PatientTask(const QString& name, const QString& title, const QString& explanation,
                QWidget* parent = nullptr);

    void setInspection(Inspection* inspection);
    /// Whether the page asks without being told to: until the user stops it.
    bool isAutomatic() const { return isAutomatic_; }
    void setAutomatic(bool isAutomatic) { isAutomatic_ = isAutomatic; }
    /// Asks; a question that waits or runs is dropped.
    void ask(const InspectedState& state, Inspection::Work work, Inspection::Failed failed);
    /// Drops the question.
    void cancel();
    bool waits() const { return waits_; }
    /// Why there is nothing to compute now; empty if there is.
    void setIdle(const QString& why);

  signals:
    void requested(); ///< the user wants the answer
    void stopped();   ///< the user has stopped it

  private:
    void setWaiting(bool waits);
    void showProgress(const QString& topic, const QString& what, double fraction);

    const QString topic_;
    QPointer<Inspection> inspection_;
    QPushButton* compute_;
    QPushButton* stop_;
    QStackedLayout* buttons_;
    QProgressBar* progress_;
    bool isAutomatic_ = true;
    bool waits_ = false;
};

} // namespace asge
