// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/other_run_box.h"

#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QFocusEvent>
#include <QLineEdit>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyleOptionFrame>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr int kMostNameLetters = 60;
constexpr int kListWidth = 320; // pixels; names are longer than the box
constexpr int kLeastLetters = 12;
constexpr int kMostLetters = 30;
constexpr int kBesideText = 2; ///< pixels that a line edit keeps free on each side

/// Shows both ends of a name without room, since names of runs differ at their ends. What is being
/// typed is shown from the cursor, as usual.
class NameEdit : public QLineEdit {
  public:
    using QLineEdit::QLineEdit;

    QRect textRoom() const {
        QStyleOptionFrame option;
        initStyleOption(&option);
        return style()
            ->subElementRect(QStyle::SE_LineEditContents, &option, this)
            .adjusted(kBesideText, 0, -kBesideText, 0);
    }
    bool isCut() const { return fontMetrics().horizontalAdvance(text()) > textRoom().width(); }

  protected:
    void paintEvent(QPaintEvent* event) override {
        if (hasFocus() || !isCut()) {
            QLineEdit::paintEvent(event);
            return;
        }
        QStyleOptionFrame option;
        initStyleOption(&option);
        QPainter painter(this);
        style()->drawPrimitive(QStyle::PE_PanelLineEdit, &option, &painter, this);
        const QRect room = textRoom();
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         fontMetrics().elidedText(text(), Qt::ElideMiddle, room.width()));
    }
};

} // namespace

OtherRunBox::OtherRunBox(QWidget* parent) : QComboBox(parent) {
    setObjectName("otherRun");
    setAccessibleName(tr("Compare with"));
    setEditable(true);
    setLineEdit(new NameEdit(this)); // the box owns it
    setInsertPolicy(QComboBox::NoInsert);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(kLeastLetters);
    view()->setMinimumWidth(kListWidth);
    completer()->setFilterMode(Qt::MatchContains);
    completer()->setCompletionMode(QCompleter::PopupCompletion);
    completer()->setCaseSensitivity(Qt::CaseInsensitive);
    completer()->popup()->setMinimumWidth(kListWidth);
    connect(this, &QComboBox::activated, this,
            [this](int index) { choose(itemData(index).toLongLong()); });
    // Connected after the box's own slot, which takes only a whole text.
    connect(lineEdit(), &QLineEdit::returnPressed, this, &OtherRunBox::chooseTyped);
    fillWith({});
}

/// As wide as the chosen run's text, within bounds; the least width is that of few letters.
QSize OtherRunBox::sizeHint() const {
    const QFontMetrics metrics = fontMetrics();
    const int letter = metrics.horizontalAdvance(u'X'); // by which the box counts its least width
    const int text = metrics.horizontalAdvance(itemText(currentIndex())) + 2 * kBesideText + 1;
    const int least = kLeastLetters * letter;
    return QComboBox::sizeHint() + QSize(std::clamp(text, least, kMostLetters * letter) - least, 0);
}

QSize OtherRunBox::minimumSizeHint() const {
    return QComboBox::sizeHint();
}

/// The tool tip has all of a name that is cut, or says why there is nothing to choose.
void OtherRunBox::showHelp() {
    const QString help = tr(
        "The run that Evidence, Inspector, Confusion, Margins, Ladder and Images show as B "
        "beside the open run, A. Type a part of its number or name.\nCompare shows the runs that "
        "were selected in Runs instead.");
    const bool isCut = static_cast<const NameEdit*>(lineEdit())->isCut();
    setToolTip(isCut ? plain::block(itemText(currentIndex()) + u'\n' + help) : help);
    setUsable(*this, runs_.empty() ? tr("No run has finished an epoch yet.") : QString());
}

void OtherRunBox::resizeEvent(QResizeEvent* event) {
    QComboBox::resizeEvent(event);
    showHelp();
}

QString OtherRunBox::Run::text() const {
    return QStringLiteral("%1 · %2").arg(QString::number(id),
                                         plain::line(name).left(kMostNameLetters));
}

void OtherRunBox::setRuns(const std::vector<RunSummary>& runs) {
    runs_.clear();
    for (const RunSummary& run : runs) {
        if (run.epochsDone > 0) {
            runs_.push_back({run.id, run.name});
        }
    }
    isFilled_ = false;
    showHelp();
    if (!isUsed()) {
        fillWith(onlyOther());
    }
}

void OtherRunBox::setShown(RunId shown) {
    shown_ = shown;
    isFilled_ = false;
}

void OtherRunBox::setOther(RunId other) {
    other_ = other;
    if (findData(static_cast<qlonglong>(other)) < 0) {
        isFilled_ = false;
        fillWith(onlyOther());
    }
    showOther();
}

/// The user is choosing: the entries must stay.
bool OtherRunBox::isUsed() const {
    return hasFocus() || view()->isVisible() || completer()->popup()->isVisible();
}

std::vector<OtherRunBox::Run> OtherRunBox::onlyOther() const {
    const auto found = std::find_if(runs_.begin(), runs_.end(),
                                    [this](const Run& each) { return each.id == other_; });
    return found == runs_.end() ? std::vector<Run>() : std::vector<Run>{*found};
}

void OtherRunBox::showOther() {
    const QSignalBlocker quiet(this);
    setCurrentIndex(std::max(findData(static_cast<qlonglong>(other_)), 0));
    setEditText(currentText());       // instead of what was typed and not chosen
    lineEdit()->setCursorPosition(0); // the beginning of a long name is seen
    updateGeometry();
    showHelp();
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
            addItem(run.text(), static_cast<qlonglong>(run.id));
        }
    }
    showOther();
}

void OtherRunBox::showPopup() {
    fill();
    QComboBox::showPopup();
}

void OtherRunBox::focusInEvent(QFocusEvent* event) {
    if (event->reason() != Qt::PopupFocusReason) { // else a choice is being made
        fill();
    }
    QComboBox::focusInEvent(event);
}

void OtherRunBox::focusOutEvent(QFocusEvent* event) {
    QComboBox::focusOutEvent(event);
    if (!isUsed()) {
        showOther();
    }
}

void OtherRunBox::choose(RunId run) {
    if (run != other_) {
        setOther(run);
        emit chosen(run);
    }
}

/// Takes the run with the typed number, or the first one whose text has what was typed; or shows
/// again what was chosen before.
void OtherRunBox::chooseTyped() {
    const QString typed = lineEdit()->text().trimmed();
    const auto matches = [&](const Run& each) {
        return each.id != shown_ && each.text().contains(typed, Qt::CaseInsensitive);
    };
    auto found = std::find_if(runs_.begin(), runs_.end(), [&](const Run& each) {
        return each.id != shown_ && (each.text() == typed || QString::number(each.id) == typed);
    });
    if (found == runs_.end() && !typed.isEmpty()) {
        found = std::find_if(runs_.begin(), runs_.end(), matches);
    }
    if (typed.isEmpty() || typed == itemText(0)) {
        choose(0);
    } else if (found != runs_.end()) {
        choose(found->id);
    }
    showOther();
}

} // namespace asge
