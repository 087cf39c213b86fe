// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace asge {

/// An experiment's JSON, which can be edited. What is wrong with the text is shown in one line that
/// names the setting, or the line and column.
class JsonPanel : public QWidget {
    Q_OBJECT

  public:
    explicit JsonPanel(QWidget* parent = nullptr);

    /// Shows an experiment, unless the text already says the same.
    void setExperiment(const Experiment& experiment);
    bool isValid() const { return isValid_; }

  signals:
    void edited(const asge::Experiment& experiment); ///< the user changed the text to a valid one
    void validChanged();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void read();
    void setProblem(const QString& what);
    void updateLook();

    QPlainTextEdit* text_;
    QLabel* problem_;
    Experiment shown_;
    bool isValid_ = true;
};

} // namespace asge
