// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_legend.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

namespace asge {
namespace {

constexpr int kRowSwatch = 12; // pixels
constexpr int kPad = 6;
constexpr int kStyleWidth = 40; // pixels, a whole period of every line pattern
constexpr int kWidest = 260;
constexpr int kNarrowest = 110;

} // namespace

LegendButton::LegendButton(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setToolTip(tr("Click to hide or show. Ctrl+click to show only this one."));
}

void LegendButton::describe(const QColor& color, const QString& name, const QString& value) {
    const QString full = value.isEmpty() ? name : tr("%1 · %2").arg(name, value);
    if (color == color_ && name == name_ && value == value_) {
        return;
    }
    const bool resized = name.size() != name_.size() || value.size() != value_.size();
    color_ = color;
    name_ = name;
    value_ = value;
    setText(plain::button(full));
    setAccessibleName(full);
    if (resized) {
        updateGeometry();
    }
    update();
}

void LegendButton::setPointed(bool pointed) {
    if (pointed != isPointed_) {
        isPointed_ = pointed;
        update();
    }
}

QSize LegendButton::sizeHint() const {
    const QFontMetrics metrics(font());
    const int wide = 5 * kPad + kRowSwatch + metrics.horizontalAdvance(name_) +
                     metrics.horizontalAdvance(value_);
    return {std::min(wide, kWidest), metrics.height() + 8};
}

QSize LegendButton::minimumSizeHint() const {
    return {80, sizeHint().height()};
}

void LegendButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || isPointed_) {
        QColor wash = palette().color(QPalette::Text);
        wash.setAlpha(18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(wash);
        painter.drawRoundedRect(rect(), 4, 4);
    }
    const QRectF swatch(kPad + 0.5, (height() - kRowSwatch) / 2 + 0.5, kRowSwatch - 1,
                        kRowSwatch - 1);
    const QColor outline = theme::outlineOf(color_, palette().color(QPalette::Window));
    painter.setPen(QPen(outline.isValid() ? outline : color_, 1.5));
    painter.setBrush(isChecked() ? QBrush(color_) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(swatch, 2, 2);

    const QFontMetrics metrics(font());
    const int from = 2 * kPad + kRowSwatch;
    const int valueWide = value_.isEmpty() ? 0 : metrics.horizontalAdvance(value_);
    const QRect right(width() - kPad - valueWide, 0, valueWide, height());
    const QRect left(from, 0, right.left() - kPad - from, height());
    painter.setPen(isChecked() ? palette().color(QPalette::WindowText)
                               : palette().color(QPalette::PlaceholderText));
    painter.drawText(left, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(name_, Qt::ElideMiddle, left.width()));
    painter.drawText(right, Qt::AlignRight | Qt::AlignVCenter, value_);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void LegendButton::mouseReleaseEvent(QMouseEvent* event) {
    if (event->modifiers().testFlag(Qt::ControlModifier) && isDown()) {
        setDown(false);
        emit aloneRequested();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void LegendButton::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
    emit hovered(true);
}

void LegendButton::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
    emit hovered(false);
}

LegendKey::LegendKey(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("curvesKey"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void LegendKey::describe(const QString& figures, const std::vector<Style>& styles) {
    const QStringList lines = figures.split(u'\n');
    if (lines == figures_ && styles == styles_) {
        return;
    }
    figures_ = lines;
    styles_ = styles;
    QStringList said;
    for (const Style& style : styles) {
        said << style.text;
    }
    setAccessibleName(figures + u'\n' + said.join(u'\n'));
    updateGeometry();
    update();
}

int LegendKey::lineHeight() const {
    return QFontMetrics(font()).height() + 4;
}

QSize LegendKey::sizeHint() const {
    const QFontMetrics metrics(font());
    int wide = 0;
    for (const QString& line : figures_) {
        wide = std::max(wide, metrics.horizontalAdvance(line));
    }
    for (const Style& style : styles_) {
        wide = std::max(wide, kStyleWidth + kPad + metrics.horizontalAdvance(style.text));
    }
    const auto lines = figures_.size() + static_cast<qsizetype>(styles_.size());
    return {wide + 2 * kPad, 4 * kPad + static_cast<int>(lines) * lineHeight()};
}

void LegendKey::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor faint = theme::plotColors(palette()).faint;
    QRect row(kPad, 2 * kPad, width() - 2 * kPad, lineHeight());
    for (const Style& style : styles_) {
        QPen pen = style.pen;
        if (!style.colored) {
            pen.setColor(palette().color(QPalette::WindowText));
        }
        painter.setPen(pen);
        painter.drawLine(row.left(), row.center().y(), row.left() + kStyleWidth, row.center().y());
        painter.setPen(faint);
        painter.drawText(row.adjusted(kStyleWidth + kPad, 0, 0, 0), Qt::AlignVCenter, style.text);
        row.translate(0, lineHeight());
    }
    row.translate(0, kPad);
    painter.setPen(faint);
    for (const QString& line : figures_) {
        painter.drawText(row, Qt::AlignVCenter, line);
        row.translate(0, lineHeight());
    }
}

PlotLegend::PlotLegend(QWidget* parent)
    : QScrollArea(parent), list_(new QWidget), column_(new QVBoxLayout(list_)),
      key_(new LegendKey(list_)) {
    setWidget(list_);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Expanding);
    setFocusPolicy(Qt::NoFocus);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(0);
    column_->addWidget(key_);
    column_->addStretch(1);
}

LegendButton* PlotLegend::addButton() {
    const int entry = static_cast<int>(buttons_.size());
    auto* button = new LegendButton(list_);
    button->setObjectName(QStringLiteral("curvesLegend%1").arg(entry + 1));
    connect(button, &QAbstractButton::toggled, this, [this] { emit hiddenChanged(hidden()); });
    connect(button, &LegendButton::aloneRequested, this, [this, entry] { showAlone(entry); });
    connect(button, &LegendButton::hovered, this,
            [this, entry](bool on) { emit hovered(on ? entry : -1); });
    column_->insertWidget(entry, button);
    buttons_.push_back(button);
    return button;
}

std::set<int> PlotLegend::hidden() const {
    std::set<int> entries;
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        if (!buttons_[i]->isChecked()) {
            entries.insert(static_cast<int>(i));
        }
    }
    return entries;
}

void PlotLegend::showAlone(int entry) {
    std::set<int> others;
    for (int i = 0; i < static_cast<int>(buttons_.size()); ++i) {
        if (i != entry) {
            others.insert(i);
        }
    }
    // A second Ctrl+click on the same entry shows all entries again.
    emit hiddenChanged(hidden() == others ? std::set<int>{} : others);
}

void PlotLegend::updateWidth() {
    if (const int wide = sizeHint().width(); wide != wide_) {
        wide_ = wide;
        updateGeometry();
    }
}

void PlotLegend::setEntries(const std::vector<Entry>& entries) {
    while (buttons_.size() > entries.size()) {
        delete buttons_.back();
        buttons_.pop_back();
    }
    while (buttons_.size() < entries.size()) {
        addButton()->setVisible(true);
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        buttons_[i]->describe(entries[i].color, entries[i].name, entries[i].value);
        const QSignalBlocker quiet(buttons_[i]);
        buttons_[i]->setChecked(entries[i].shown);
    }
    updateWidth();
}

void PlotLegend::setPointed(int entry) {
    for (int i = 0; i < static_cast<int>(buttons_.size()); ++i) {
        buttons_[static_cast<std::size_t>(i)]->setPointed(i == entry);
    }
    if (entry >= 0 && entry < static_cast<int>(buttons_.size())) {
        ensureWidgetVisible(buttons_[static_cast<std::size_t>(entry)], 0, 0);
    }
}

void PlotLegend::setKey(const QString& figures, const std::vector<LegendKey::Style>& styles) {
    key_->describe(figures, styles);
    updateWidth();
}

QSize PlotLegend::sizeHint() const {
    int wide = std::max(kNarrowest, std::min(key_->sizeHint().width(), kWidest));
    int tall = key_->sizeHint().height();
    for (const LegendButton* button : buttons_) {
        wide = std::max(wide, button->sizeHint().width());
        tall += button->sizeHint().height();
    }
    const int bar = tall > height() ? verticalScrollBar()->sizeHint().width() : 0;
    return {wide + bar, tall};
}

QSize PlotLegend::minimumSizeHint() const {
    return {kNarrowest, 40};
}

} // namespace asge
