// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/form_group.h"

#include "widgets/common/handled_keys.h"
#include "widgets/form/form_colors.h"
#include "widgets/form/form_field.h"
#include "widgets/form/form_text.h"
#include "widgets/form/remeasure.h"

#include <QAbstractButton>
#include <QFormLayout>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFocusRect>
#include <QVBoxLayout>

#include <utility>

namespace asge {
namespace {

constexpr int kIndent = 16; ///< of the title and labels; the arrow is to the left of it
constexpr int kGroupArrow = 10;
constexpr int kSpacing = 6; ///< between labels and fields

} // namespace

/// The heading that folds and unfolds the group. Text that does not fit is in the tool tip.
class FormGroup::Heading : public QAbstractButton {
  public:
    Heading(const QString& title, QWidget* parent) : QAbstractButton(parent) {
        setText(title);
        setCheckable(true);
        setChecked(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        auto* keys = new HandledKeys(*this);
        const auto turn = [this](bool open) {
            if (isChecked() != open) {
                click();
            }
        };
        keys->add({Qt::Key_Right}, FormText::tr("Open a group of settings"), [=] { turn(true); });
        keys->add({Qt::Key_Left}, FormText::tr("Close a group of settings"), [=] { turn(false); });
        keys->add({Qt::Key_Return, Qt::Key_Enter},
                  FormText::tr("Open or close a group of settings"), [this] { click(); });
    }

    void setTitleWidth(int width) {
        titleWidth_ = width;
        update();
    }

    void setSummary(const QString& summary, bool wrong, bool changed) {
        summary_ = summary;
        wrong_ = wrong;
        changed_ = changed;
        setToolTip(summary_);
        setAccessibleDescription(summary_);
        update();
    }

    QSize sizeHint() const override { return {120, fontMetrics().height() + 10}; }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        if (underMouse()) {
            painter.fillRect(rect(), palette().color(QPalette::Midlight));
        }
        painter.setPen(theme::plotColors(palette()).grid);
        painter.drawLine(0, 0, width(), 0);
        QStyleOption arrow;
        arrow.initFrom(this);
        arrow.rect = QRect(2, (height() - kGroupArrow) / 2, kGroupArrow, kGroupArrow);
        style()->drawPrimitive(isChecked() ? QStyle::PE_IndicatorArrowDown
                                           : QStyle::PE_IndicatorArrowRight,
                               &arrow, &painter, this);
        paintTexts(painter);
        if (hasFocus()) {
            QStyleOptionFocusRect focus;
            focus.initFrom(this);
            focus.rect = rect().adjusted(0, 1, 0, 0);
            style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
        }
    }

  private:
    void paintTexts(QPainter& painter) const {
        QFont own = font();
        own.setBold(changed_);
        painter.setFont(own);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRect(kIndent, 0, width() - kIndent, height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text());
        if (isChecked()) {
            return; // the fields show their errors
        }
        painter.setFont(font());
        painter.setPen(wrong_ ? errorColor(palette()) : theme::plotColors(palette()).faint);
        const int left = kIndent + titleWidth_ + kSpacing;
        const QRect room(left, 0, width() - left - 4, height());
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(summary_, Qt::ElideRight, room.width()));
    }

    QString summary_;
    bool wrong_ = false;
    bool changed_ = false;
    int titleWidth_ = 0;
};

FormGroup::FormGroup(const QString& name, const QString& title, QWidget* parent)
    : QWidget(parent), name_(name), title_(title), heading_(new Heading(title, this)),
      body_(new QWidget(this)), rows_(new QFormLayout(body_)) {
    setObjectName(QStringLiteral("formGroup.") + name);
    heading_->setObjectName(QStringLiteral("formHeading.") + name);
    heading_->setAccessibleName(title);
    rows_->setContentsMargins(kIndent, 3, 0, 9);
    rows_->setHorizontalSpacing(kSpacing);
    rows_->setVerticalSpacing(5);
    rows_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(heading_);
    column->addWidget(body_);
    connect(heading_, &QAbstractButton::toggled, this, &FormGroup::setOpen);
}

void FormGroup::add(FormField* field) {
    rows_->addRow(field->label(), field);
    fields_.push_back(field);
}

void FormGroup::addBelow(FormField* field, const QList<QWidget*>& widgets) {
    int row = 0;
    rows_->getWidgetPosition(field, &row, nullptr);
    // The row is hidden and shown with the field; the widgets may hide themselves within it.
    auto* frame = new QWidget(body_);
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget : widgets) {
        column->addWidget(widget);
    }
    rows_->insertRow(row + 1, frame);
    below_[field] = frame;
}

QWidget* FormGroup::heading() const {
    return heading_;
}

void FormGroup::setLabelWidth(int width) {
    heading_->setTitleWidth(width);
    for (const FormField* field : fields_) {
        field->label()->setMinimumWidth(width);
    }
}

void FormGroup::setOpen(bool open) {
    open_ = open;
    showBody();
}

void FormGroup::showBody() {
    const QSignalBlocker quiet(heading_);
    heading_->setChecked(open_);
    body_->setVisible(open_);
    // The layouts keep sizes from before the fields were visible.
    QMetaObject::invokeMethod(this, &FormGroup::measureRows, Qt::QueuedConnection);
}

void FormGroup::measureRows() {
    if (lends_) {
        return;
    }
    for (FormField* field : fields_) {
        field->measure();
    }
    for (const auto& [field, frame] : below_) {
        for (QWidget* widget : frame->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
            remeasure(*widget);
        }
    }
}

QWidget* FormGroup::below(FormField* field) const {
    const auto found = below_.find(field);
    return found == below_.end() ? nullptr : found->second;
}

void FormGroup::lendFields() {
    if (std::exchange(lends_, true)) {
        return;
    }
    for (FormField* field : fields_) {
        takeOut(field);
        if (QWidget* more = below(field)) {
            takeOut(more);
        }
    }
    hide();
}

void FormGroup::takeFieldsBack() {
    if (!std::exchange(lends_, false)) {
        return;
    }
    for (FormField* field : fields_) {
        rows_->addRow(field->label(), field);
        field->label()->show();
        field->show();
        if (QWidget* more = below(field)) {
            rows_->addRow(more);
            more->show();
        }
    }
    show();
    showBody();
}

/// Removes a row from the layout; its widgets stay.
void FormGroup::takeOut(QWidget* widget) {
    const QFormLayout::TakeRowResult row = rows_->takeRow(widget);
    delete row.labelItem;
    delete row.fieldItem;
}

/// "flip 0.5, crop 2": the settings that have an effect and differ from their defaults.
QString FormGroup::summary() const {
    const bool basic = name_ == QLatin1String("basic");
    QStringList parts;
    for (const FormField* field : fields_) {
        if (basic) {
            parts << field->shownText();
        } else if (!field->isInactive() && !field->isDefault()) {
            QString title = field->title();
            title.front() = title.front().toLower();
            parts << title + ' ' + field->shownText();
        }
    }
    if (basic) {
        return parts.mid(0, 3).join(QStringLiteral(" · "));
    }
    if (!parts.isEmpty()) {
        return parts.join(QStringLiteral(", "));
    }
    return name_ == QLatin1String("augment") ? FormText::tr("off") : FormText::tr("defaults");
}

void FormGroup::refresh() {
    bool changed = false;
    const FormField* wrong = nullptr;
    for (const FormField* field : fields_) {
        changed = changed || field->isChanged();
        wrong = wrong == nullptr && !field->error().isEmpty() ? field : wrong;
    }
    heading_->setSummary(
        wrong != nullptr ? FormText::tr("%1 %2").arg(wrong->title(), wrong->error()) : summary(),
        wrong != nullptr, changed);
}

} // namespace asge
