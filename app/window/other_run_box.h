// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QComboBox>

#include <string>
#include <vector>

namespace asge {

/// Chooses the run that the shown run is compared with, B. Typing finds runs by any part of their
/// number or name. The list is filled when the user looks at it, since a store may hold thousands
/// of runs.
class OtherRunBox : public QComboBox {
    Q_OBJECT

  public:
    explicit OtherRunBox(QWidget* parent = nullptr);

    void setRuns(const std::vector<RunSummary>& runs);
    void setShown(RunId shown); ///< the shown run can't be chosen
    void setOther(RunId other); ///< shows a choice without a signal; 0 is none

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    void showPopup() override;

  signals:
    void chosen(asge::RunId run); ///< by the user; 0 is none

  protected:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    struct Run {
        RunId id;
        std::string name;

        QString text() const; ///< "12 · wide layers"
    };

    bool isUsed() const;
    std::vector<Run> onlyOther() const;
    void showOther();
    void showHelp();
    void fill();
    void fillWith(const std::vector<Run>& runs);
    void choose(RunId run);
    void chooseTyped();

    std::vector<Run> runs_; ///< newest first
    RunId shown_ = 0;
    RunId other_ = 0;
    bool isFilled_ = false;
};

} // namespace asge
