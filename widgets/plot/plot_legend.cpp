// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_legend.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

constexpr int kRowSwatch = 12; // pixels
constexpr int kPad = 6;
constexpr int kStyleWidth = 40; // pixels, a whole period of every line pattern
constexpr int kWidest = 260;
constexpr int kNarrowest = 110;
constexpr int kLeastName = 90;  // pixels, of a long name
constexpr int kMostValue = 140; // pixels, of a value in the least width
constexpr int kLeastKey = 140;  // pixels, of a long line of the key
/// Around the texts of a row.
constexpr int kAroundTexts = 4 * kPad + kRowSwatch;
const QString kBetweenParts = QStringLiteral(" · ");

/// Whether the first parts of names tell them apart.
bool firstPartsDiffer(const std::vector<PlotLegend::Entry>& entries) {
    std::set<QString> parts;
    for (const PlotLegend::Entry& entry : entries) {
        parts.insert(entry.name.section(kBetweenParts, 0, 0));
    }
    return parts.size() == entries.size();
}

} // namespace

LegendButton::LegendButton(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void LegendButton::describe(const QColor& color, const QString& name, const QString& value,
                            bool drops) {
    const QString full = value.isEmpty() ? name : tr("%1 · %2").arg(name, value);
    if (color == color_ && name == name_ && value == value_ && drops == drops_) {
        return;
    }
    const bool resized =
        name.size() != name_.size() || value.size() != value_.size() || drops != drops_;
    color_ = color;
    name_ = name;
    value_ = value;
    drops_ = drops;
    setText(plain::button(full));
    setAccessibleName(full);
    setToolTip(
        tr("%1\nClick to hide or show. Ctrl+click to show only this one.").arg(plain::block(full)));
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

/// The room that the name needs: for its first part if that is enough, else for some letters.
int LegendButton::leastName() const {
    const QString least = drops_ ? name_.section(kBetweenParts, 0, 0) : name_;
    return std::min(QFontMetrics(font()).horizontalAdvance(least) + 1, kLeastName);
}

/// The room that the value needs; a very long one is elided rather than take more.
int LegendButton::valueRoom() const {
    const int wide = value_.isEmpty() ? 0 : QFontMetrics(font()).horizontalAdvance(value_) + 1;
    return std::min(wide, kMostValue);
}

/// Whether the value is below the name.
bool LegendButton::isStacked(int width) const {
    return !value_.isEmpty() && width < kAroundTexts + leastName() + valueRoom();
}

QString LegendButton::nameWithin(int width) const {
    const QFontMetrics metrics(font());
    QString name = name_;
    // An advance is rounded, so it does not tell whether a text is elided.
    while (drops_ && name.contains(kBetweenParts) &&
           metrics.elidedText(name, Qt::ElideRight, width) != name) {
        name = name.section(kBetweenParts, 0, -2);
    }
    return metrics.elidedText(name, Qt::ElideMiddle, width);
}

QSize LegendButton::sizeHint() const {
    const QFontMetrics metrics(font());
    const int wide = std::min(kAroundTexts + kPad + metrics.horizontalAdvance(name_) +
                                  metrics.horizontalAdvance(value_),
                              kWidest);
    return {wide, heightForWidth(wide)};
}

QSize LegendButton::minimumSizeHint() const {
    const QFontMetrics metrics(font());
    return {kAroundTexts + std::max(leastName(), valueRoom()), metrics.height() + 8};
}

int LegendButton::heightForWidth(int width) const {
    return (isStacked(width) ? 2 : 1) * QFontMetrics(font()).height() + 8;
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
    const bool stacked = isStacked(width());
    const int line = stacked ? height() / 2 : height(); // of the name
    const QRectF swatch(kPad + 0.5, (line - kRowSwatch) / 2 + 0.5, kRowSwatch - 1, kRowSwatch - 1);
    const QColor outline = theme::outlineOf(color_, palette().color(QPalette::Window));
    painter.setPen(QPen(outline.isValid() ? outline : color_, 1.5));
    painter.setBrush(isChecked() ? QBrush(color_) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(swatch, 2, 2);

    const QFontMetrics metrics(font());
    const int from = 2 * kPad + kRowSwatch;
    const int most = width() - from - kPad - (stacked ? 0 : leastName() + kPad);
    const int valueWide =
        value_.isEmpty() ? 0 : std::min(metrics.horizontalAdvance(value_) + 1, most);
    const QRect right(width() - kPad - valueWide, height() - line, valueWide, line);
    const QRect left(from, 0, (stacked ? width() : right.left()) - kPad - from, line);
    painter.setPen(isChecked() ? palette().color(QPalette::WindowText)
                               : palette().color(QPalette::PlaceholderText));
    painter.drawText(left, Qt::AlignLeft | Qt::AlignVCenter, nameWithin(left.width()));
    painter.drawText(right, Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(value_, Qt::ElideRight, valueWide));
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
    setToolTip(plain::block(accessibleName().trimmed()));
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
    return {wide + 2 * kPad,
            flat_ ? heightForWidth(width()) : 4 * kPad + static_cast<int>(lines) * lineHeight()};
}

QSize LegendKey::minimumSizeHint() const {
    return {std::min(sizeHint().width(), kLeastKey), flat_ ? lineHeight() : sizeHint().height()};
}

void LegendKey::setFlat(bool flat) {
    flat_ = flat;
    updateGeometry();
    update();
}

int LegendKey::heightForWidth(int width) const {
    if (!flat_) {
        return sizeHint().height();
    }
    const std::vector<QRect> places = flatPlaces(width);
    return places.empty() ? 0 : places.back().bottom() + 1;
}

/// Where the styles and then the figures are, beside each other as far as there is room.
std::vector<QRect> LegendKey::flatPlaces(int width) const {
    const QFontMetrics metrics(font());
    std::vector<QRect> places;
    QPoint at(kPad, 0);
    const auto place = [&](int wide) {
        if (at.x() > kPad && at.x() + wide > width - kPad) {
            at = {kPad, at.y() + lineHeight()};
        }
        const int room = std::max(width - 2 * kPad, 1);
        places.emplace_back(at, QSize(std::min(wide, room), lineHeight()));
        at.rx() += wide + 3 * kPad;
    };
    for (const Style& style : styles_) {
        place(kStyleWidth + kPad + metrics.horizontalAdvance(style.text) + 1);
    }
    if (const QString figures = flatFigures(); !figures.isEmpty()) {
        place(metrics.horizontalAdvance(figures) + 1);
    }
    return places;
}

QString LegendKey::flatFigures() const {
    QString figures = figures_.join(u' ').trimmed();
    return figures.replace(QStringLiteral(" ▲"), QStringLiteral(" · ▲")); // a new sentence
}

void LegendKey::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFontMetrics metrics(font());
    const auto write = [&](const QRect& place, const QString& text) {
        painter.drawText(place, Qt::AlignVCenter,
                         metrics.elidedText(text, Qt::ElideRight, place.width()));
    };
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor faint = theme::plotColors(palette()).faint;
    const auto writeStyle = [&](const QRect& place, const Style& style) {
        QPen pen = style.pen;
        if (!style.colored) {
            pen.setColor(palette().color(QPalette::WindowText));
        }
        painter.setPen(pen);
        const int middle = place.center().y();
        painter.drawLine(place.left(), middle, place.left() + kStyleWidth, middle);
        painter.setPen(faint);
        write(place.adjusted(kStyleWidth + kPad, 0, 0, 0), style.text);
    };
    if (flat_) {
        const std::vector<QRect> places = flatPlaces(width());
        for (std::size_t i = 0; i < styles_.size(); ++i) {
            writeStyle(places[i], styles_[i]);
        }
        painter.setPen(faint);
        if (places.size() > styles_.size()) {
            write(places.back(), flatFigures());
        }
        return;
    }
    QRect row(kPad, 2 * kPad, width() - 2 * kPad, lineHeight());
    for (const Style& style : styles_) {
        writeStyle(row, style);
        row.translate(0, lineHeight());
    }
    row.translate(0, kPad);
    painter.setPen(faint);
    for (const QString& line : figures_) {
        write(row, line);
        row.translate(0, lineHeight());
    }
}

PlotLegend::PlotLegend(QWidget* parent)
    : QScrollArea(parent), list_(new QWidget), rows_(new QWidget(list_)),
      key_(new LegendKey(list_)) {
    setWidget(list_);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Expanding);
    setFocusPolicy(Qt::NoFocus);
    auto* column = new QVBoxLayout(list_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(rows_);
    column->addWidget(key_);
    column->addStretch(1);
    arrangeRows();
}

/// Puts the rows below each other, or side by side as far as there is room.
void PlotLegend::arrangeRows() {
    delete rows_->layout();
    if (below_) {
        new FlowLayout(rows_);
    } else {
        auto* column = new QVBoxLayout(rows_);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
    }
    for (LegendButton* button : buttons_) {
        rows_->layout()->addWidget(button);
    }
}

void PlotLegend::setBelow(bool below) {
    if (std::exchange(below_, below) != below) {
        arrangeRows();
        key_->setFlat(below);
        setSizePolicy(below ? QSizePolicy::Ignored : QSizePolicy::Maximum,
                      below ? QSizePolicy::Fixed : QSizePolicy::Expanding);
        updateGeometry();
    }
}

int PlotLegend::heightBelow(int width, int most) const {
    const int tall = list_->layout()->hasHeightForWidth() ? list_->layout()->heightForWidth(width)
                                                          : list_->sizeHint().height();
    const int bar = verticalScrollBar()->sizeHint().width();
    return tall <= most ? tall : std::min(list_->layout()->heightForWidth(width - bar), most);
}

int PlotLegend::rowHeight() const {
    return fontMetrics().height() + 8;
}

LegendButton* PlotLegend::addButton() {
    const int entry = static_cast<int>(buttons_.size());
    auto* button = new LegendButton(rows_);
    button->setObjectName(QStringLiteral("curvesLegend%1").arg(entry + 1));
    connect(button, &QAbstractButton::toggled, this, [this] { emit hiddenChanged(hidden()); });
    connect(button, &LegendButton::aloneRequested, this, [this, entry] { showAlone(entry); });
    connect(button, &LegendButton::hovered, this,
            [this, entry](bool on) { emit hovered(on ? entry : -1); });
    rows_->layout()->addWidget(button);
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
    if (const QSize widths(minimumSizeHint().width(), sizeHint().width()); widths != widths_) {
        widths_ = widths;
        updateGeometry();
    }
}

/// The rows may need a scroll bar at another height.
void PlotLegend::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    updateWidth();
}

/// The width of the scroll bar beside rows of that height; 0 if they need none. Rows count with
/// their values below their names: else a bar that is there once would keep them so, and itself.
int PlotLegend::barWidth(int tall) const {
    return tall > height() ? verticalScrollBar()->sizeHint().width() : 0;
}

void PlotLegend::setEntries(const std::vector<Entry>& entries) {
    while (buttons_.size() > entries.size()) {
        delete buttons_.back();
        buttons_.pop_back();
    }
    while (buttons_.size() < entries.size()) {
        addButton()->setVisible(true);
    }
    const bool drops = firstPartsDiffer(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        buttons_[i]->describe(entries[i].color, entries[i].name, entries[i].value, drops);
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
        tall += button->heightForWidth(0);
    }
    return {wide + barWidth(tall), tall};
}

QSize PlotLegend::minimumSizeHint() const {
    if (below_) {
        return {kNarrowest, rowHeight()};
    }
    int tall = key_->sizeHint().height();
    for (const LegendButton* button : buttons_) {
        tall += button->heightForWidth(0);
    }
    return {leastWidth() + barWidth(tall), 40};
}

int PlotLegend::leastWidth() const {
    int wide = std::max(kNarrowest, key_->minimumSizeHint().width());
    for (const LegendButton* button : buttons_) {
        wide = std::max(wide, button->minimumSizeHint().width());
    }
    return wide;
}

} // namespace asge
