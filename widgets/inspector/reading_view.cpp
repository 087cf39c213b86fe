// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/reading_view.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/goodness/goodness_layout.h"
#include "widgets/inspector/inspector_text.h"

#include <qcustomplot.h>

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {

namespace {

// Lengths in logical pixels.
constexpr int kLeastSide = 104; ///< of an image or a map
constexpr int kLargestSide = 176;
constexpr int kCellGap = 14;
constexpr int kCellMargin = 12;
constexpr int kBarCount = 5;
constexpr double kMapOpacity = 0.8;

/// The image as pixels that can be drawn.
QImage pictureOf(const ProbeImages& image) {
    QImage picture(image.width, image.height, QImage::Format_RGB32);
    const auto plane =
        static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                            static_cast<std::size_t>(x);
            const int red = image.pixels[at];
            const int green = image.channels == 3 ? image.pixels[plane + at] : red;
            const int blue = image.channels == 3 ? image.pixels[2 * plane + at] : red;
            picture.setPixelColor(x, y, QColor(red, green, blue));
        }
    }
    return picture;
}

std::vector<int> byProbability(const std::vector<double>& probabilities) {
    std::vector<int> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int one, int other) {
        return probabilities[static_cast<std::size_t>(one)] >
               probabilities[static_cast<std::size_t>(other)];
    });
    return order;
}

QString percentText(double part) {
    return InspectorText::tr("%1 %").arg(QLocale().toString(100 * part, 'f', 1));
}

QString signedText(double value) {
    QString text = QLocale().toString(std::abs(value), 'f', 2);
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text;
}

} // namespace

/// What is drawn of a layer.
struct ReadingView::Column {
    std::vector<float> goodness; ///< P × P, summed over channels
    float mostGoodness = 0;
    std::optional<Evidence> evidence;
    int other = 0; ///< the class that the evidence is against
    double logit = 0;
    double otherLogit = 0;
    std::vector<double> probabilities;
};

std::vector<double> ImageReading::probabilities(std::size_t layer) const {
    const auto& all = maps.layers[layer].probabilities;
    return {all.begin(), all.begin() + maps.classes};
}

std::vector<double> ImageReading::fusion() const {
    std::vector<double> sum(static_cast<std::size_t>(maps.classes));
    for (std::size_t layer = 0; layer < maps.layers.size(); ++layer) {
        const std::vector<double> own = probabilities(layer);
        std::transform(sum.begin(), sum.end(), own.begin(), sum.begin(), std::plus());
    }
    for (double& each : sum) {
        each /= static_cast<double>(maps.layers.size());
    }
    return sum;
}

ReadingView::ReadingView(QWidget* parent) : QAbstractScrollArea(parent) {
    setObjectName(QStringLiteral("inspectorReading"));
    setAccessibleName(InspectorText::tr("What the layers make of the image"));
    setFrameShape(QFrame::NoFrame);
    viewport()->setMouseTracking(true);
    constexpr double kSmaller = 0.9; // captions have the width of a map
    QFont small = font();
    small.setPointSizeF(kSmaller * small.pointSizeF());
    setFont(small);
}

ReadingView::~ReadingView() = default;

void ReadingView::setReading(const ImageReading& reading) {
    reading_ = reading;
    why_.clear();
    refresh();
}

void ReadingView::clear(const QString& why) {
    reading_.reset();
    columns_.clear();
    why_ = why;
    updateScrollBars();
    viewport()->update();
}

void ReadingView::setChoice(const EvidenceChoice& choice) {
    choice_ = choice;
    if (reading_) {
        refresh();
    }
}

int ReadingView::shownLabel() const {
    return choice_.label.value_or(byProbability(reading_->fusion()).front());
}

void ReadingView::refresh() {
    columns_.clear();
    evidenceScale_ = 0;
    const int label = shownLabel();
    const ReadoutsPtr& readouts = reading_->readouts;
    for (std::size_t i = 0; i < reading_->maps.layers.size(); ++i) {
        const LayerMaps& maps = reading_->maps.layers[i];
        Column& column = columns_.emplace_back();
        column.goodness = summedMap(maps, 0);
        column.mostGoodness = *std::max_element(column.goodness.begin(), column.goodness.end());
        column.probabilities = reading_->probabilities(i);
        if (readouts && i < readouts->layers.size() && reading_->maps.classes > 1) {
            const LayerReadout& readout = readouts->layers[i];
            const std::vector<double> logits = logitsOf(maps, 0, readout, readouts->sums);
            const bool ownChoice = choice_.other && *choice_.other != label;
            column.other = ownChoice ? *choice_.other : strongestRival(logits, label);
            column.evidence =
                evidenceBetween(maps, 0, readout, label, column.other, readouts->sums);
            column.logit = logits[static_cast<std::size_t>(label)];
            column.otherLogit = logits[static_cast<std::size_t>(column.other)];
            for (const double each : column.evidence->map) {
                evidenceScale_ = std::max(evidenceScale_, std::abs(each));
            }
        }
    }
    updateScrollBars();
    viewport()->update();
}

QString ReadingView::className(int label) const {
    const auto place = static_cast<std::size_t>(label);
    const QString name =
        place < reading_->classNames.size() ? plain::line(reading_->classNames[place]) : QString();
    return name.isEmpty() ? InspectorText::tr("class %1").arg(label) : name;
}

/// The tops of the rows.
struct ReadingView::Rows {
    Rows(const QFontMetrics& metrics, int side)
        : line(metrics.height()), header(kCellMargin + line + line / 2),
          goodness(header + 2 * line), evidence(goodness + side + 2 * line),
          bars(evidence + side + 4 * line) {}

    int line;
    int header;   ///< the names of the layers
    int goodness; ///< the goodness maps
    int evidence;
    int bars; ///< the probabilities
};

QSize ReadingView::contentSize() const {
    const Rows rows(fontMetrics(), side_);
    const int layers = static_cast<int>(columns_.size());
    return {2 * kCellMargin + side_ + layers * (kCellGap + side_),
            rows.bars + kBarCount * (rows.line + 2) + kCellMargin};
}

void ReadingView::updateScrollBars() {
    const QSize window = viewport()->size();
    const int columns = static_cast<int>(columns_.size()) + 1;
    side_ = std::clamp((window.width() - 2 * kCellMargin - (columns - 1) * kCellGap) / columns,
                       kLeastSide, kLargestSide);
    const QSize content = reading_ ? contentSize() : QSize();
    horizontalScrollBar()->setRange(0, std::max(content.width() - window.width(), 0));
    horizontalScrollBar()->setPageStep(window.width());
    verticalScrollBar()->setRange(0, std::max(content.height() - window.height(), 0));
    verticalScrollBar()->setPageStep(window.height());
}

void ReadingView::resizeEvent(QResizeEvent*) {
    updateScrollBars();
}

QRect ReadingView::columnRect(std::size_t layer) const {
    return {kCellMargin + (static_cast<int>(layer) + 1) * (side_ + kCellGap), kCellMargin, side_,
            0};
}

void ReadingView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const theme::PlotColors colors = theme::plotColors(palette());
    painter.fillRect(viewport()->rect(), colors.background);
    if (!reading_) {
        painter.setPen(colors.faint);
        painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24),
                         Qt::AlignCenter | Qt::TextWordWrap, why_);
        return;
    }
    painter.setFont(font());
    painter.translate(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    paintAll(painter, palette());
}

void ReadingView::paintAll(QPainter& painter, const QPalette& palette) const {
    paintImage(painter, palette);
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        paintColumn(painter, palette, layer);
    }
}

void ReadingView::paintImage(QPainter& painter, const QPalette& palette) const {
    const theme::PlotColors colors = theme::plotColors(palette);
    const QFontMetrics metrics = painter.fontMetrics();
    const Rows rows(metrics, side_);
    const auto text = [&](int top, const QString& line, const QColor& color) {
        painter.setPen(color);
        painter.drawText(QRect(kCellMargin, top, side_, rows.line), Qt::AlignLeft,
                         metrics.elidedText(line, Qt::ElideRight, side_));
    };
    const QRect place(kCellMargin, rows.goodness, side_, side_);
    painter.drawImage(place, pictureOf(reading_->image));
    painter.setPen(colors.grid);
    painter.drawRect(place.adjusted(0, 0, -1, -1));
    painter.setPen(colors.text);
    painter.drawText(
        QRect(kCellMargin, kCellMargin, contentSize().width() - 2 * kCellMargin, rows.line),
        Qt::AlignLeft, reading_->title);
    text(rows.header + rows.line, InspectorText::tr("Goodness"), colors.faint);
    if (reading_->hasLabel) {
        text(rows.goodness + side_ + 2,
             InspectorText::tr("label: %1").arg(className(reading_->image.labels.front())),
             colors.faint);
    }
    text(rows.evidence, InspectorText::tr("Evidence for"), colors.faint);
    text(rows.evidence + rows.line, className(shownLabel()), colors.text);
    text(rows.evidence + 2 * rows.line,
         choice_.other && *choice_.other != shownLabel()
             ? InspectorText::tr("against %1").arg(className(*choice_.other))
             : InspectorText::tr("against the rival"),
         colors.faint);
    if (evidenceScale_ > 0) {
        const QRect bar(kCellMargin, rows.evidence + 4 * rows.line, side_, rows.line - 2);
        for (int x = 0; x < bar.width(); ++x) {
            const double value = 2.0 * x / (bar.width() - 1) - 1;
            painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(),
                             theme::diverging(value, theme::isDark(palette)));
        }
        painter.setPen(colors.faint);
        const QRect below(bar.left(), bar.bottom() + 1, bar.width(), rows.line);
        painter.drawText(below, Qt::AlignLeft, signedText(-evidenceScale_));
        painter.drawText(below, Qt::AlignHCenter, QStringLiteral("0"));
        painter.drawText(below, Qt::AlignRight, signedText(evidenceScale_));
    }
    text(rows.bars - rows.line, InspectorText::tr("Fusion"), colors.text);
    paintProbabilities(painter, palette, {kCellMargin, rows.bars, side_, 0}, reading_->fusion());
}

void ReadingView::paintColumn(QPainter& painter, const QPalette& palette, std::size_t layer) const {
    const theme::PlotColors colors = theme::plotColors(palette);
    const bool dark = theme::isDark(palette);
    const QFontMetrics metrics = painter.fontMetrics();
    const Rows rows(metrics, side_);
    const Column& column = columns_[layer];
    const QRect place = columnRect(layer);
    const auto text = [&](int top, const QString& line, const QColor& color) {
        painter.setPen(color);
        painter.drawText(QRect(place.left(), top, place.width(), rows.line), Qt::AlignLeft,
                         metrics.elidedText(line, Qt::ElideRight, place.width()));
    };
    const int patches = reading_->maps.layers[layer].patches;
    text(rows.header, InspectorText::tr("Layer %1").arg(layer + 1),
         theme::layerColor(static_cast<int>(layer), static_cast<int>(columns_.size()), dark));
    text(rows.header + rows.line,
         InspectorText::tr("%1 channels, %2 × %2")
             .arg(reading_->maps.layers[layer].channels)
             .arg(patches),
         colors.faint);
    std::vector<QColor> shades;
    for (const float value : column.goodness) {
        shades.push_back(
            theme::sequential(column.mostGoodness > 0 ? value / column.mostGoodness : 0.0F));
    }
    paintMap(painter, {place.left(), rows.goodness, side_, side_}, layer, shades, patches);
    text(rows.goodness + side_ + 2,
         InspectorText::tr("up to %1").arg(shortNumber(static_cast<double>(column.mostGoodness))),
         colors.faint);
    if (column.evidence) {
        shades.clear();
        for (const double value : column.evidence->map) {
            shades.push_back(
                theme::diverging(evidenceScale_ > 0 ? value / evidenceScale_ : 0, dark));
        }
        paintMap(painter, {place.left(), rows.evidence, side_, side_}, layer, shades,
                 column.evidence->patches);
        text(rows.evidence + side_ + 2,
             InspectorText::tr("against %1").arg(className(column.other)), colors.faint);
        text(rows.evidence + side_ + 2 + rows.line,
             InspectorText::tr("margin %1").arg(signedText(column.logit - column.otherLogit)),
             colors.text);
    } else {
        painter.setPen(colors.faint);
        painter.drawText(QRect(place.left(), rows.evidence, side_, side_),
                         Qt::AlignLeft | Qt::TextWordWrap,
                         InspectorText::tr("Evidence is not defined for this method."));
    }
    paintProbabilities(painter, palette, {place.left(), rows.bars, side_, 0}, column.probabilities);
}

void ReadingView::paintMap(QPainter& painter, const QRect& place, std::size_t layer,
                           const std::vector<QColor>& colors, int patches) const {
    painter.drawImage(place, pictureOf(reading_->image).convertToFormat(QImage::Format_Grayscale8));
    LayerInfo info = layer < reading_->layers.size() ? reading_->layers[layer] : LayerInfo();
    info.patches = patches;
    info.width = std::max(info.width, patches);
    info.height = std::max(info.height, patches);
    painter.save();
    painter.setOpacity(kMapOpacity);
    for (int i = 0; i < patches; ++i) {
        for (int j = 0; j < patches; ++j) {
            painter.fillRect(GoodnessLayout::drawnPatch(place, info, i, j),
                             colors[static_cast<std::size_t>(i * patches + j)]);
        }
    }
    painter.restore();
}

void ReadingView::paintProbabilities(QPainter& painter, const QPalette& palette, const QRect& place,
                                     const std::vector<double>& probabilities) const {
    const theme::PlotColors colors = theme::plotColors(palette);
    const QFontMetrics metrics = painter.fontMetrics();
    const int line = metrics.height() + 2;
    const std::vector<int> order = byProbability(probabilities);
    for (int i = 0; i < std::min(kBarCount, static_cast<int>(order.size())); ++i) {
        const int label = order[static_cast<std::size_t>(i)];
        const double part = probabilities[static_cast<std::size_t>(label)];
        const QRect row(place.left(), place.top() + i * line, place.width(), line - 2);
        QColor fill = palette.color(QPalette::Highlight);
        fill.setAlphaF(0.35F);
        painter.fillRect(row.left(), row.top(), static_cast<int>(part * row.width()), row.height(),
                         fill);
        const QString value = percentText(part);
        const int room = row.width() - metrics.horizontalAdvance(value) - 6;
        const bool isLabel = reading_->hasLabel && label == reading_->image.labels.front();
        QFont font = painter.font();
        font.setBold(isLabel);
        painter.save();
        painter.setFont(font);
        painter.setPen(colors.text);
        painter.drawText(row.adjusted(2, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(font).elidedText(className(label), Qt::ElideRight, room));
        painter.restore();
        painter.setPen(colors.text);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, value);
    }
}

void ReadingView::mouseMoveEvent(QMouseEvent* event) {
    emit readout(reading_
                     ? describe(event->position().toPoint() + QPoint(horizontalScrollBar()->value(),
                                                                     verticalScrollBar()->value()))
                     : QString());
}

void ReadingView::leaveEvent(QEvent*) {
    emit readout({});
}

QString ReadingView::describe(const QPoint& point) const {
    const Rows rows(fontMetrics(), side_);
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        const Column& column = columns_[layer];
        const int left = columnRect(layer).left();
        const auto patchIn = [&](int top, int patches) -> std::optional<std::pair<int, int>> {
            const QRect map(left, top, side_, side_);
            if (!map.contains(point)) {
                return std::nullopt;
            }
            const LayerInfo& info = reading_->layers[layer];
            return std::pair(patchAt((point.y() - map.top() + 0.5) / side_, patches, info.height),
                             patchAt((point.x() - map.left() + 0.5) / side_, patches, info.width));
        };
        const int patches = reading_->maps.layers[layer].patches;
        if (const auto at = patchIn(rows.goodness, patches)) {
            return InspectorText::tr("Layer %1, patch row %2, column %3: goodness %4")
                .arg(layer + 1)
                .arg(at->first + 1)
                .arg(at->second + 1)
                .arg(shortNumber(static_cast<double>(
                    column.goodness[static_cast<std::size_t>(at->first * patches + at->second)])));
        }
        if (!column.evidence) {
            continue;
        }
        const int own = column.evidence->patches;
        if (const auto at = patchIn(rows.evidence, own)) {
            return InspectorText::tr("Layer %1, patch row %2, column %3: evidence %4 nats for %5 "
                                     "against %6")
                .arg(layer + 1)
                .arg(at->first + 1)
                .arg(at->second + 1)
                .arg(signedText(
                    column.evidence->map[static_cast<std::size_t>(at->first * own + at->second)]))
                .arg(className(shownLabel()))
                .arg(className(column.other));
        }
    }
    return {};
}

PlotPicture ReadingView::picture() const {
    const QPalette colors = palette();
    return {reading_ ? reading_->title : QString(), contentSize(),
            theme::plotColors(colors).background, [this, colors](QCPPainter& painter) {
                painter.setFont(font());
                paintAll(painter, colors);
            }};
}

QByteArray ReadingView::csv() const {
    QByteArray text = "layer,quantity,class,row,column,value\n";
    const auto add = [&](std::size_t layer, const char* quantity, const QString& name, int row,
                         int column, double value) {
        text += QByteArray::number(static_cast<qulonglong>(layer)) + ',' + quantity + ',' +
                csvField(name) + ',' + (row > 0 ? QByteArray::number(row) : QByteArray()) + ',' +
                (column > 0 ? QByteArray::number(column) : QByteArray()) + ',' + csvNumber(value) +
                '\n';
    };
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        const Column& column = columns_[layer];
        const int patches = reading_->maps.layers[layer].patches;
        for (int i = 0; i < patches * patches; ++i) {
            add(layer + 1, "goodness", {}, i / patches + 1, i % patches + 1,
                static_cast<double>(column.goodness[static_cast<std::size_t>(i)]));
        }
        for (std::size_t k = 0; k < column.probabilities.size(); ++k) {
            add(layer + 1, "probability", className(static_cast<int>(k)), 0, 0,
                column.probabilities[k]);
        }
        if (column.evidence) {
            const int own = column.evidence->patches;
            const QString between =
                className(shownLabel()) + QStringLiteral(" − ") + className(column.other);
            for (int i = 0; i < own * own; ++i) {
                add(layer + 1, "evidence", between, i / own + 1, i % own + 1,
                    column.evidence->map[static_cast<std::size_t>(i)]);
            }
            add(layer + 1, "bias", between, 0, 0, column.evidence->bias);
        }
    }
    const std::vector<double> fused = reading_->fusion();
    for (std::size_t k = 0; k < fused.size(); ++k) {
        add(0, "fusion", className(static_cast<int>(k)), 0, 0, fused[k]);
    }
    return text;
}

} // namespace asge
