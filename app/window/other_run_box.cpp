// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/other_run_box.h"

#include "widgets/common/plain_text.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr int kMostNameLetters = 60;
constexpr int kListWidth = 320; // pixels; names are longer than the box

} // namespace

OtherRunBox::OtherRunBox(QWidget* parent) : QComboBox(parent) {
    setObjectName("otherRun");
    setAccessibleName(tr("Compare with"));
    setToolTip(tr("The run that Evidence, Inspector, Confusion, Margins, Ladder and Images show "
                  "as B beside the open run, A. Type a part of its number or name."));
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(12);
    view()->setMinimumWidth(kListWidth);
    completer()->setFilterMode(Qt::MatchContains);
    completer()->setCompletionMode(QCompleter::PopupCompletion);
    completer()->setCaseSensitivity(Qt::CaseInsensitive);
    completer()->popup()->setMinimumWidth(kListWidth);
    connect(this, &QComboBox::activated, this, &OtherRunBox::choose);
    fillWith({});
}

void OtherRunBox::setRuns(const std::vector<RunSummary>& runs) {
    runs_.clear();
    for (const RunSummary& run : runs) {
        if (run.epochsDone > 0) {
            runs_.push_back(
                {run.id,
                 QStringLiteral("%1 · %2").arg(
                     QString::number(run.id),
                     plain::line(QString::fromStdString(run.name)).left(kMostNameLetters))});
        }
    }
    isFilled_ = false;
    setEnabled(!runs_.empty());
    if (!hasFocus() && !view()->isVisible()) {
        setOther(other_);
    }
}

void OtherRunBox::setShown(RunId shown) {
    shown_ = shown;
    isFilled_ = false;
}

void OtherRunBox::setOther(RunId other) {
    other_ = other;
    isFilled_ = false;
    const auto found = std::find_if(runs_.begin(), runs_.end(),
                                    [other](const Run& each) { return each.id == other; });
    fillWith(found == runs_.end() ? std::vector<Run>() : std::vector<Run>{*found});
}

void OtherRunBox::fill() {
    if (!std::exchange(isFilled_, true)) {
        fillWith(runs_);
    }
}

void OtherRunBox::fillWith(const std::vector<Run>& runs) {
    const QSignalBlocker quiet(this);
    clear();
    addItem(tr("none"), qlonglong{0});
    for (const Run& run : runs) {
        if (run.id != shown_ || run.id == other_) {
            addItem(run.text, static_cast<qlonglong>(run.id));
        }
    }
    setCurrentIndex(std::max(findData(static_cast<qlonglong>(other_)), 0));
    lineEdit()->setCursorPosition(0); // the beginning of a long name is seen
}

void OtherRunBox::showPopup() {
    fill();
    QComboBox::showPopup();
}

void OtherRunBox::focusInEvent(QFocusEvent* event) {
    fill();
    QComboBox::focusInEvent(event);
}

void OtherRunBox::focusOutEvent(QFocusEvent* event) {
    QComboBox::focusOutEvent(event);
    if (!view()->isVisible() && !completer()->popup()->isVisible()) {
        setCurrentIndex(std::max(findData(static_cast<qlonglong>(other_)), 0));
        setEditText(currentText()); // what was typed and not chosen
    }
}

void OtherRunBox::choose(int index) {
    const RunId run = itemData(index).toLongLong();
    if (run != other_) {
        other_ = run;
        emit chosen(run);
    }
}

} // namespace asge
