// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_legend.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <QTimer>

#include <algorithm>
#include <limits>
#include <utility>

namespace asge {
namespace {

const QString kHidden = QStringLiteral("hidden"); ///< of a kept place

constexpr int kRowSwatch = 12; // pixels
constexpr int kPad = 6;
constexpr int kStyleWidth = 40; // pixels, a whole period of every line pattern
constexpr int kWidest = 260;
constexpr int kNarrowest = 110;
constexpr int kLeastName = 90;  // pixels, of a long word in a name
constexpr int kMostValue = 140; // pixels, of a value in the least width
constexpr int kKeyText = 190;   // pixels, of an explanation that has several lines
constexpr int kAroundLines = 8; // pixels, above and below the texts of a row
/// Around the texts of a row.
constexpr int kAroundTexts = 4 * kPad + kRowSwatch;
const QString kBetweenParts = QStringLiteral(" · ");

int widestWord(const QString& text, const QFont& font) {
    const QFontMetrics metrics(font);
    int widest = 0;
    for (const QString& word : text.split(u' ')) {
        widest = std::max(widest, metrics.horizontalAdvance(word) + 1);
    }
    return widest;
}

/// The rows of a legend below its plots, as wide as the widest, so that they are in line. Many rows
/// drop parts of their names rather than take many lines.
class LegendCells : public FlowLayout {
  public:
    using FlowLayout::FlowLayout;

  protected:
    int cellWidth(int line) const override {
        constexpr int kMostLines = 2; // of rows with whole names
        int best = 1;
        int least = 1;
        for (const QLayoutItem* item : items()) {
            const auto* button = static_cast<const LegendButton*>(item->widget());
            best = std::max(best, button->sizeHint().width());
            least = std::max(least, button->oneLineWidth());
        }
        const int inLine = std::max((line + spacing()) / (best + spacing()), 1);
        return static_cast<int>(items().size()) <= kMostLines * inLine ? best
                                                                       : std::min(best, least);
    }
};

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

void LegendButton::describe(const QColor& color, const QColor& second, const QString& name,
                            const QString& value, bool drops) {
    const QString full = value.isEmpty() ? name : tr("%1 · %2").arg(name, value);
    if (color == color_ && second == second_ && name == name_ && value == value_ &&
        drops == drops_) {
        return;
    }
    const bool resized =
        name.size() != name_.size() || value.size() != value_.size() || drops != drops_;
    color_ = color;
    second_ = second;
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

/// The room that the name needs in one line; its first part if the others may be dropped.
int LegendButton::leastName() const {
    const QString least = drops_ ? name_.section(kBetweenParts, 0, 0) : name_;
    return QFontMetrics(font()).horizontalAdvance(least) + 1;
}

/// The room that the value needs; a very long one is elided rather than take more.
int LegendButton::valueRoom() const {
    const int wide = value_.isEmpty() ? 0 : QFontMetrics(font()).horizontalAdvance(value_) + 1;
    return std::min(wide, kMostValue);
}

int LegendButton::oneLineWidth() const {
    return kAroundTexts + leastName() + valueRoom();
}

/// Whether the value is below the name.
bool LegendButton::isStacked(int width) const {
    return !value_.isEmpty() && width < oneLineWidth();
}

/// The room for the name in a row of that width.
int LegendButton::nameRoom(int width) const {
    return width - kAroundTexts - (isStacked(width) ? 0 : valueRoom());
}

int LegendButton::partsIn(int width) const {
    const QFontMetrics metrics(font());
    const int room = nameRoom(width);
    if (!drops_ || metrics.horizontalAdvance(name_) <= room) {
        return std::numeric_limits<int>::max();
    }
    int parts = static_cast<int>(name_.count(kBetweenParts));
    while (parts > 1 &&
           metrics.horizontalAdvance(name_.section(kBetweenParts, 0, parts - 1)) > room) {
        --parts;
    }
    return std::max(parts, 1);
}

QStringList LegendButton::nameLines(int width) const {
    const int parts = commonParts_ ? commonParts_(width) : partsIn(width);
    const QString name = drops_ ? name_.section(kBetweenParts, 0, parts - 1) : name_;
    return plain::brokenLines(name, QFontMetrics(font()), nameRoom(width));
}

QSize LegendButton::sizeHint() const {
    const QFontMetrics metrics(font());
    const int wide = std::min(kAroundTexts + kPad + metrics.horizontalAdvance(name_) +
                                  metrics.horizontalAdvance(value_),
                              kWidest);
    return {wide, heightForWidth(wide)};
}

QSize LegendButton::minimumSizeHint() const {
    const int name = std::min(leastName(), std::max(widestWord(name_, font()), kLeastName));
    return {kAroundTexts + std::max(name, valueRoom()),
            QFontMetrics(font()).height() + kAroundLines};
}

int LegendButton::heightForWidth(int width) const {
    return static_cast<int>(nameLines(width).size() + (isStacked(width) ? 1 : 0)) *
               QFontMetrics(font()).height() +
           kAroundLines;
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
    const QFontMetrics metrics(font());
    const int first =
        kAroundLines / 2 + (metrics.height() - kRowSwatch) / 2; // beside the first line
    const QRectF swatch(kPad + 0.5, first + 0.5, kRowSwatch - 1, kRowSwatch - 1);
    const auto paintSquare = [&](const QColor& color, int from, int wide) {
        painter.setClipRect(QRect(kPad + from, 0, wide, height()));
        const QColor outline = theme::outlineOf(color, palette().color(QPalette::Window));
        painter.setPen(QPen(outline.isValid() ? outline : color, 1.5));
        painter.setBrush(isChecked() ? QBrush(color) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(swatch, 2, 2);
    };
    constexpr int kHalfSwatch = kRowSwatch / 2;
    paintSquare(color_, -1, kHalfSwatch + 1);
    paintSquare(second_.isValid() ? second_ : color_, kHalfSwatch, kHalfSwatch + 1);
    painter.setClipping(false);

    const bool stacked = isStacked(width());
    const QRect texts =
        rect().adjusted(2 * kPad + kRowSwatch, kAroundLines / 2, -kPad, -kAroundLines / 2);
    painter.setPen(isChecked() ? palette().color(QPalette::WindowText)
                               : palette().color(QPalette::PlaceholderText));
    painter.drawText(texts, Qt::AlignLeft | Qt::AlignTop, nameLines(width()).join(u'\n'));
    painter.drawText(texts, Qt::AlignRight | (stacked ? Qt::AlignBottom : Qt::AlignTop),
                     metrics.elidedText(value_, Qt::ElideRight, texts.width()));
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
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum); // Fixed would ignore the width
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

std::vector<LegendKey::Text> LegendKey::texts() const {
    std::vector<Text> texts;
    for (const Style& style : styles_) {
        texts.push_back({style.text, &style});
    }
    for (const QString& figure : figures_) {
        if (!figure.isEmpty()) {
            texts.push_back({figure, nullptr});
        }
    }
    return texts;
}

/// The width of an explanation in one line.
int LegendKey::widthOf(const Text& text) const {
    return (text.style != nullptr ? kStyleWidth + kPad : 0) +
           QFontMetrics(font()).horizontalAdvance(text.text) + 1;
}

int LegendKey::heightOf(const Text& text, int width) const {
    const QFontMetrics metrics(font());
    const int room = width - (text.style != nullptr ? kStyleWidth + kPad : 0);
    const auto lines = plain::brokenLines(text.text, metrics, room).size();
    return static_cast<int>(lines) * metrics.height() + kAroundLines / 2;
}

QSize LegendKey::sizeHint() const {
    int wide = minimumSizeHint().width();
    for (const Text& text : texts()) {
        wide = std::max(wide, std::min(widthOf(text), kKeyText) + 2 * kPad);
    }
    return {wide, heightForWidth(flat_ ? width() : wide)};
}

/// Short explanations of styles are in one line; a key without room for them is below the plots.
QSize LegendKey::minimumSizeHint() const {
    int wide = 0;
    for (const Text& text : texts()) {
        const int word = widestWord(text.text, font());
        wide = std::max(wide, text.style == nullptr ? word
                                                    : std::max(std::min(widthOf(text), kKeyText),
                                                               kStyleWidth + kPad + word));
    }
    return {wide + 2 * kPad, 0};
}

void LegendKey::setFlat(bool flat) {
    flat_ = flat;
    updateGeometry();
    update();
}

int LegendKey::heightIn(int width, bool flat) const {
    const std::vector<QRect> all = places(width, flat);
    int bottom = 0;
    for (const QRect& place : all) {
        bottom = std::max(bottom, place.bottom() + 1);
    }
    return all.empty() || flat ? bottom : bottom + kPad;
}

/// Where the explanations are: `flat`, side by side as far as there is room; else one below the
/// other, with a gap between those of styles and the others.
std::vector<QRect> LegendKey::places(int width, bool flat) const {
    const int room = std::max(width - 2 * kPad, 1);
    std::vector<QRect> places;
    QPoint at(kPad, flat ? 0 : 2 * kPad);
    int tall = 0; // of the line of explanations
    const Text* before = nullptr;
    const std::vector<Text> all = texts();
    for (const Text& text : all) {
        const int wide = flat ? std::min(widthOf(text), room) : room;
        if (flat ? at.x() > kPad && at.x() + wide > width - kPad : before != nullptr) {
            const bool other = !flat && before->style != nullptr && text.style == nullptr;
            at = {kPad, at.y() + tall + (other ? kPad : 0)};
            tall = 0;
        }
        places.emplace_back(at, QSize(wide, heightOf(text, wide)));
        tall = std::max(tall, places.back().height());
        at.rx() += flat ? wide + 3 * kPad : 0;
        before = &text;
    }
    return places;
}

void LegendKey::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics metrics(font());
    const QColor faint = theme::plotColors(palette()).faint;
    const std::vector<QRect> all = places(width(), flat_);
    const std::vector<Text> explained = texts();
    for (std::size_t i = 0; i < explained.size(); ++i) {
        const auto& [text, style] = explained[i];
        QRect place = all[i];
        if (style != nullptr) {
            QPen pen = style->pen;
            pen.setColor(style->colored ? pen.color() : palette().color(QPalette::WindowText));
            const int middle = place.top() + (metrics.height() + kAroundLines / 2) / 2;
            plot::drawSharpLine(painter, pen,
                                QLineF(place.left(), middle, place.left() + kStyleWidth, middle));
            place.setLeft(place.left() + kStyleWidth + kPad);
        }
        painter.setPen(faint);
        painter.drawText(place, Qt::AlignVCenter,
                         plain::brokenLines(text, metrics, place.width()).join(u'\n'));
    }
}

PlotLegend::PlotLegend(QWidget* parent)
    : QWidget(parent), rows_(new QWidget(this)), key_(new LegendKey(this)) {
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Expanding);
    auto* column = new QVBoxLayout(this);
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
        new LegendCells(rows_);
    } else {
        auto* column = new QVBoxLayout(rows_);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
    }
    for (LegendButton* button : buttons_) {
        rows_->layout()->addWidget(button);
    }
    rows_->updateGeometry(); // the layout around it does not learn about another layout in it
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

int PlotLegend::heightBelow(int width) const {
    LegendCells rows; // as arrangeRows makes it
    for (LegendButton* button : buttons_) {
        rows.addItem(new QWidgetItem(button));
    }
    return rows.heightForWidth(width) + key_->heightIn(width, true);
}

int PlotLegend::heightBeside(int width) const {
    int tall = key_->heightIn(width, false);
    for (const LegendButton* button : buttons_) {
        tall += button->heightForWidth(width);
    }
    return tall;
}

LegendButton* PlotLegend::addButton() {
    const int entry = static_cast<int>(buttons_.size());
    auto* button = new LegendButton(rows_);
    button->setObjectName(QStringLiteral("curvesLegend%1").arg(entry + 1));
    button->setCommonParts([this](int width) { return commonParts(width); });
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
    if (const QSize widths(leastWidth(), sizeHint().width()); widths != widths_) {
        widths_ = widths;
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
    parts_.clear();
    const bool drops = firstPartsDiffer(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        buttons_[i]->describe(entries[i].color, entries[i].second, entries[i].markedName(),
                              entries[i].value, drops);
        const QSignalBlocker quiet(buttons_[i]);
        buttons_[i]->setChecked(entries[i].shown);
    }
    names_.clear();
    for (const Entry& entry : entries) {
        names_ << entry.name;
    }
    updateWidth();
    hideKept();
}

/// A row that drops parts of its name while its neighbour does not would look like another kind.
int PlotLegend::commonParts(int width) const {
    const auto [place, isNew] = parts_.emplace(width, std::numeric_limits<int>::max());
    for (const LegendButton* button : buttons_) {
        place->second = isNew ? std::min(place->second, button->partsIn(width)) : place->second;
    }
    return place->second;
}

void PlotLegend::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange) {
        parts_.clear();
    }
    QWidget::changeEvent(event);
}

QString PlotLegend::Entry::marked(const QString& text) const {
    const bool hasMark = mark.isEmpty() || mark == name || name.endsWith(plot::kMarkBreak + mark);
    return hasMark ? text : mark + QString(2, QChar::Nbsp) + text;
}

QVariantMap PlotLegend::keptPlace() const {
    QStringList names = kept_;
    for (const int entry : hidden()) {
        names << names_.at(entry);
    }
    return names.isEmpty() ? QVariantMap() : QVariantMap{{kHidden, names}};
}

void PlotLegend::setKeptPlace(const QVariantMap& place) {
    kept_ = place.value(kHidden).toStringList();
}

/// Reported later, since entries are set while the plot is drawn.
void PlotLegend::hideKept() {
    std::set<int> entries;
    for (const QString& name : kept_) {
        entries.insert(static_cast<int>(names_.indexOf(name)));
    }
    if (entries.empty() || entries.contains(-1)) {
        return; // others may come
    }
    kept_.clear();
    QTimer::singleShot(0, this, [this, entries] { emit hiddenChanged(entries); });
}

void PlotLegend::setPointed(int entry) {
    for (int i = 0; i < static_cast<int>(buttons_.size()); ++i) {
        buttons_[static_cast<std::size_t>(i)]->setPointed(i == entry);
    }
}

void PlotLegend::setKey(const QString& figures, const std::vector<LegendKey::Style>& styles) {
    key_->describe(figures, styles);
    updateWidth();
}

QSize PlotLegend::sizeHint() const {
    int wide = std::max(kNarrowest, std::min(key_->sizeHint().width(), kWidest));
    for (const LegendButton* button : buttons_) {
        wide = std::max(wide, button->sizeHint().width());
    }
    return {wide, heightBeside(wide)};
}

int PlotLegend::leastWidth() const {
    int wide = std::max(kNarrowest, key_->minimumSizeHint().width());
    for (const LegendButton* button : buttons_) {
        wide = std::max(wide, button->minimumSizeHint().width());
    }
    return wide;
}

} // namespace asge
