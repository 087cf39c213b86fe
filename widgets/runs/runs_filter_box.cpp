// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_filter_box.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/form/form_colors.h"
#include "widgets/runs/runs_text.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace asge {
namespace {

constexpr int kErrorDelay = 900; ///< milliseconds
constexpr int kNoteRole = Qt::UserRole;
constexpr int kPartialRole = Qt::UserRole + 1;
constexpr int kNoteIndent = 190; ///< pixels from a suggestion to its description

/// Draws a suggestion on the left and its description on the right.
class SuggestionDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyledItemDelegate::paint(painter, option, index);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const int text = option.fontMetrics.horizontalAdvance(index.data().toString()) + 24;
        const QRect rest = option.rect.adjusted(std::max(kNoteIndent, text), 0, -6, 0);
        painter->save();
        painter->setPen(selected ? option.palette.color(QPalette::HighlightedText)
                                 : theme::plotColors(option.palette).faint);
        painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
                          option.fontMetrics.elidedText(index.data(kNoteRole).toString(),
                                                        Qt::ElideRight, rest.width()));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index)
            .expandedTo({0, option.fontMetrics.height() + 6});
    }
};

QString nameOf(const QVariant& saved) {
    return saved.toList().value(0).toString();
}

QString textOf(const QVariant& saved) {
    return saved.toList().value(1).toString();
}

/// Converts a range of bytes in a text's UTF-8 into a range of QChars: position and length.
std::pair<int, int> characters(const QString& text, std::size_t position, std::size_t length) {
    const std::string bytes = text.toStdString();
    const auto count = [](const std::string& part) {
        return static_cast<int>(QString::fromStdString(part).size());
    };
    return {count(bytes.substr(0, position)), count(bytes.substr(position, length))};
}

} // namespace

void UnderlinedEdit::underline(int position, int length) {
    position_ = position;
    length_ = length;
    update();
}

void UnderlinedEdit::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    if (length_ == 0) {
        return;
    }
    // The cursor's position reveals how far the text is scrolled.
    const QFontMetrics metrics = fontMetrics();
    const int shift =
        cursorRect().center().x() - metrics.horizontalAdvance(displayText().left(cursorPosition()));
    const int left = shift + metrics.horizontalAdvance(displayText().left(position_));
    const int right = shift + metrics.horizontalAdvance(displayText().left(position_ + length_));
    const double y = cursorRect().center().y() + metrics.height() / 2.0 - metrics.descent() + 3;
    QPainterPath wave(QPointF(left, y));
    bool up = true;
    for (double x = left; x < std::max(right, left + 6); x += 2, up = !up) {
        wave.lineTo(x + 2, y + (up ? -2 : 0));
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(rect().adjusted(4, 0, -24, 0)); // leaves out the clear button
    painter.setPen(QPen(errorColor(palette()), 1.2));
    painter.drawPath(wave);
}

RunsFilterBox::RunsFilterBox(QWidget* parent)
    : QWidget(parent), edit_(new UnderlinedEdit(this)), savedButton_(new QToolButton(this)),
      error_(new PlainLabel(this)), completer_(new QCompleter(this)),
      suggestions_(new QStandardItemModel(this)) {
    setObjectName(QStringLiteral("runsFilterBox"));
    edit_->setObjectName(QStringLiteral("runsFilter"));
    edit_->setAccessibleName(RunsText::tr("Filter runs"));
    edit_->setPlaceholderText(RunsText::tr("Filter: fusion > 90%"));
    edit_->setClearButtonEnabled(true);
    edit_->setToolTip(RunsText::tr(
        "Words that must all occur, or comparisons:\nfusion > 0.9    last >= 85%    layer3 > 85    "
        "best_epoch < 20\ntrain.batch >= 32    seed = 1    network.goodness = sum\nduration < "
        "1h30m    age < 7d    created > 2026-11-01\nname ~ wide    tag:baseline    is:archived    "
        "has:notes\nCombine them with and, or, not and brackets. Ctrl+Space shows suggestions. "
        "Press Ctrl+F, or / in the table, to come here."));
    edit_->installEventFilter(this);
    savedButton_->setObjectName(QStringLiteral("runsSavedFilters"));
    savedButton_->setText(RunsText::tr("Saved") + QString(2, QChar::Nbsp)); // room for the arrow
    savedButton_->setToolTip(RunsText::tr("Saved filters"));
    savedButton_->setPopupMode(QToolButton::InstantPopup);
    savedButton_->setFocusPolicy(Qt::TabFocus);
    savedButton_->setMenu(new QMenu(savedButton_));
    error_->setObjectName(QStringLiteral("runsFilterError"));
    error_->setWordWrap(true);
    error_->hide();

    completer_->setModel(suggestions_);
    completer_->setWidget(edit_);
    completer_->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    completer_->setMaxVisibleItems(12);
    completer_->popup()->setItemDelegate(new SuggestionDelegate(completer_));
    completer_->popup()->setObjectName(QStringLiteral("runsFilterSuggestions"));

    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(edit_, 1);
    row->addWidget(savedButton_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(row);
    column->addWidget(error_);

    errorTimer_.setSingleShot(true);
    errorTimer_.setInterval(kErrorDelay);
    connect(&errorTimer_, &QTimer::timeout, this, &RunsFilterBox::explain);
    connect(edit_, &QLineEdit::textChanged, this, &RunsFilterBox::read);
    connect(edit_, &QLineEdit::textEdited, this, &RunsFilterBox::suggest);
    // An open completion list handles Enter itself and bypasses this object's event filter.
    connect(edit_, &QLineEdit::returnPressed, this, [this] {
        if (!completer_->popup()->currentIndex().isValid()) {
            leaveFilter();
        }
    });
    connect(completer_, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            &RunsFilterBox::accept);
    connect(savedButton_->menu(), &QMenu::aboutToShow, this, &RunsFilterBox::fillSavedMenu);
}

void RunsFilterBox::setSources(FilterSources sources) {
    const bool news = sources_.settings != sources.settings;
    sources_ = std::move(sources);
    if (news && problem_) { // a restored text may name a field that is known only now
        read();
    }
}

void RunsFilterBox::read() {
    const RunFilter filter(edit_->text().toStdString(), sources_.settings);
    problem_ = problemOf(filter);
    if (!problem_) {
        apply(filter);
    } else if (problem_->incomplete) {
        edit_->underline(0, 0);
        errorTimer_.start();
    } else {
        explain();
    }
}

void RunsFilterBox::apply(const RunFilter& filter) {
    applied_ = edit_->text().trimmed();
    errorTimer_.stop();
    explain();
    emit filterChanged(filter);
}

/// What keeps a filter from being applied: an error, or that its last word looks like the beginning
/// of a comparison and would hide all runs.
std::optional<FilterError> RunsFilterBox::problemOf(const RunFilter& filter) const {
    const std::string text = edit_->text().toStdString();
    if (filter.error() || !matchesAny_ || matchesAny_(filter) || !mayBeUnfinished(text, sources_)) {
        return filter.error();
    }
    const QString word = edit_->text().trimmed().section(u' ', -1);
    return FilterError{
        RunsText::tr("No run matches “%1”. Enter applies it").arg(word).toStdString(), 0, 0, true};
}

void RunsFilterBox::explain() {
    const auto [position, length] =
        problem_ ? characters(edit_->text(), problem_->position, problem_->length)
                 : std::pair(0, 0);
    edit_->underline(position, length);
    error_->setVisible(problem_.has_value());
    if (!problem_) {
        return;
    }
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, errorColor(colors));
    error_->setPalette(colors);
    QString message = QString::fromStdString(problem_->message);
    if (!message.endsWith(u'?')) {
        message += u'.';
    }
    error_->setText(applied_.isEmpty()
                        ? RunsText::tr("%1 The table is not filtered.").arg(message)
                        : RunsText::tr("%1 The table still shows: %2").arg(message, applied_));
}

void RunsFilterBox::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && error_->isVisible()) {
        QMetaObject::invokeMethod(this, &RunsFilterBox::explain, Qt::QueuedConnection);
    }
}

void RunsFilterBox::suggest() {
    const QString text = edit_->text();
    const auto cursor = text.left(edit_->cursorPosition()).toStdString().size();
    const FilterCompletion completion = completeFilter(text.toStdString(), cursor, sources_);
    std::tie(from_, length_) = characters(text, completion.position, completion.length);
    suggestions_->clear();
    for (const FilterSuggestion& suggestion : completion.suggestions) {
        auto* item = new QStandardItem(QString::fromStdString(suggestion.text));
        item->setData(QString::fromStdString(suggestion.note), kNoteRole);
        item->setData(suggestion.isPartial, kPartialRole);
        suggestions_->appendRow(item);
    }
    // No list is shown for a word that is already complete.
    const bool done = suggestions_->rowCount() == 1 &&
                      suggestions_->item(0)->text() == edit_->text().mid(from_, length_);
    if (suggestions_->rowCount() == 0 || done || edit_->text().trimmed().isEmpty()) {
        completer_->popup()->hide();
        return;
    }
    const int left = edit_->fontMetrics().horizontalAdvance(edit_->text().left(from_));
    const int width = std::min(640, edit_->width());
    completer_->complete({std::min(left, edit_->width() - width), 0, width, edit_->height()});
}

void RunsFilterBox::accept(const QModelIndex& suggestion) {
    const QString word = suggestion.data(Qt::DisplayRole).toString();
    const bool open = word.endsWith(u':');
    const QString before = edit_->text().left(from_);
    QString rest = edit_->text().mid(from_ + length_);
    const QString blank = open || rest.startsWith(u' ') ? QString() : QStringLiteral(" ");
    edit_->setText(before + word + blank + rest);
    edit_->setCursorPosition(static_cast<int>((before + word).size() + (open ? 0 : 1)));
    if (suggestion.data(kPartialRole).toBool()) {
        // Deferred until the closing list has closed.
        QMetaObject::invokeMethod(this, &RunsFilterBox::suggest, Qt::QueuedConnection);
    }
}

void RunsFilterBox::leaveFilter() {
    errorTimer_.stop();
    if (const RunFilter filter(edit_->text().toStdString(), sources_.settings);
        problem_ && !filter.error()) {
        problem_.reset();
        apply(filter);
    }
    explain();
    completer_->popup()->hide();
    emit leaveRequested();
}

bool RunsFilterBox::takeKey(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        leaveFilter();
        return true;
    case Qt::Key_Escape:
        edit_->text().isEmpty() ? leaveFilter() : edit_->clear();
        return true;
    case Qt::Key_Space:
        if (event->modifiers() == Qt::ControlModifier) {
            suggest();
            // the user asked for suggestions: show all of them
            if (edit_->text().trimmed().isEmpty()) {
                completer_->complete({0, 0, std::min(640, edit_->width()), edit_->height()});
            }
            return true;
        }
        return false;
    default:
        return false;
    }
}

bool RunsFilterBox::eventFilter(QObject* object, QEvent* event) {
    if (object == edit_ && event->type() == QEvent::KeyPress &&
        takeKey(static_cast<QKeyEvent*>(event))) {
        return true;
    }
    if (object == edit_ && event->type() == QEvent::FocusOut && errorTimer_.isActive() &&
        !completer_->popup()->isVisible()) {
        errorTimer_.stop();
        explain();
    }
    return QWidget::eventFilter(object, event);
}

void RunsFilterBox::setSavedFilters(const QVariantList& filters) {
    saved_.clear();
    for (const QVariant& filter : filters) {
        if (!nameOf(filter).isEmpty()) {
            saved_ << filter;
        }
    }
}

void RunsFilterBox::saveAs(const QString& name) {
    const QVariant filter = QVariantList{name, edit_->text().trimmed()};
    const auto same = std::find_if(saved_.begin(), saved_.end(),
                                   [&](const QVariant& saved) { return nameOf(saved) == name; });
    if (same != saved_.end()) {
        *same = filter;
    } else {
        saved_ << filter;
    }
    emit savedFiltersChanged();
}

void RunsFilterBox::renameSaved(qsizetype place, const QString& name) {
    const bool taken = std::any_of(saved_.begin(), saved_.end(),
                                   [&](const QVariant& saved) { return nameOf(saved) == name; });
    if (!taken && place < saved_.size()) {
        saved_[place] = QVariantList{name, textOf(saved_[place])};
        emit savedFiltersChanged();
    }
}

void RunsFilterBox::removeSaved(qsizetype place) {
    saved_.removeAt(place);
    emit savedFiltersChanged();
}

void RunsFilterBox::askForName(const QString& title, const QString& before,
                               const std::function<void(const QString&)>& take) {
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("runsFilterName"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(RunsText::tr("Name of the filter:"));
    dialog->setTextValue(before);
    connect(dialog, &QInputDialog::textValueSelected, this, [take](const QString& text) {
        if (const QString name = text.trimmed(); !name.isEmpty()) {
            take(name);
        }
    });
    dialog->open();
}

void RunsFilterBox::fillSavedMenu() {
    QMenu* menu = savedButton_->menu();
    menu->clear();
    for (const QVariant& filter : std::as_const(saved_)) {
        QAction* action = menu->addAction(plain::button(nameOf(filter)));
        action->setToolTip(textOf(filter));
        connect(action, &QAction::triggered, this,
                [this, text = textOf(filter)] { setText(text); });
    }
    menu->setToolTipsVisible(true);
    if (saved_.isEmpty()) {
        menu->addAction(RunsText::tr("No filter is saved yet"))->setEnabled(false);
    }
    menu->addSeparator();
    QAction* save = menu->addAction(RunsText::tr("Save this filter…"), this, [this] {
        askForName(RunsText::tr("Save the filter"), {},
                   [this](const QString& name) { saveAs(name); });
    });
    save->setObjectName(QStringLiteral("runsSaveFilter"));
    save->setEnabled(!edit_->text().trimmed().isEmpty() && !problem_);
    if (saved_.isEmpty()) {
        return;
    }
    QMenu* rename = menu->addMenu(RunsText::tr("Rename"));
    QMenu* remove = menu->addMenu(RunsText::tr("Delete"));
    for (qsizetype i = 0; i < saved_.size(); ++i) {
        const QString name = nameOf(saved_[i]);
        const QString shown = plain::button(name);
        rename->addAction(shown, this, [this, i, name] {
            askForName(RunsText::tr("Rename the filter"), name,
                       [this, i](const QString& now) { renameSaved(i, now); });
        });
        remove->addAction(shown, this, [this, i] { removeSaved(i); });
    }
}

} // namespace asge
