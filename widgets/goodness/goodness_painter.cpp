// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_painter.h"

#include "widgets/common/theme.h"
#include "widgets/goodness/goodness_text.h"

#include <QFontMetrics>
#include <QImage>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

/// The text for the end of a scale; '≥' if some values are above it.
QString topText(const ColorRange& range) {
    return (range.clipped ? QStringLiteral("≥ ") : QString()) + shortNumber(range.high);
}

} // namespace

GoodnessPainter::GoodnessPainter(const GoodnessScene& scene, const GoodnessLayout& layout,
                                 const QPalette& palette, bool vector)
    : MapPainter(layout, palette, vector), scene_(scene), layout_(layout) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
        table_[i] = theme::sequential(static_cast<double>(i) / (table_.size() - 1));
    }
}

void GoodnessPainter::paintImage(QPainter& painter, int row) const {
    const int sample = scene_.picked()[row];
    const int label = scene_.images().labels[sample];
    drawEnlarged(painter, layout_.image(row), scene_.picture(sample), vector_);
    QRect caption = layout_.imageCaption(row);
    const auto line = [&caption](const QFont& font) {
        const QRect place(caption.topLeft(), QSize(caption.width(), QFontMetrics(font).height()));
        caption.setTop(place.bottom() + 1);
        return place;
    };
    write(painter, line(layout_.captionFont()), scene_.className(label), layout_.captionFont(),
          colors_.text);
    const auto index = scene_.images().indices[sample];
    const QString whole = GoodnessText::tr("test image %1").arg(index);
    const bool fits =
        QFontMetrics(layout_.smallFont()).horizontalAdvance(whole) < caption.width() - 1;
    write(painter, line(layout_.smallFont()), fits ? whole : GoodnessText::tr("test %1").arg(index),
          layout_.smallFont(), colors_.faint);
    if (scene_.values()) {
        paintFusion(painter, line(layout_.smallFont()), sample);
    }
}

/// "Fusion 80 %", and the predicted class below it.
void GoodnessPainter::paintFusion(QPainter& painter, const QRect& line, int sample) const {
    const std::optional<ClassProbability> prediction =
        scene_.isTrained(kFusionPlace) ? scene_.values()->fusion(sample) : std::nullopt;
    const QString name = GoodnessText::tr("Fusion") + u' ';
    write(painter, line, name + (prediction ? QString() : QStringLiteral("–")), layout_.smallFont(),
          colors_.faint);
    if (prediction) {
        const int left = QFontMetrics(layout_.smallFont()).horizontalAdvance(name);
        write(painter, line.adjusted(left, 0, 0, 0), percent(prediction->probability),
              layout_.smallFont(), colors_.text);
        paintClass(painter, line.translated(0, line.height()), prediction->label,
                   scene_.images().labels[sample], layout_.smallFont());
    }
}

void GoodnessPainter::paintCell(QPainter& painter, int row, int layer) const {
    const int sample = scene_.picked()[row];
    const QRect map = layout_.map(row, layer);
    drawEnlarged(painter, map, scene_.dimmedPicture(sample), vector_);
    if (!scene_.values()) {
        return;
    }
    paintMap(painter, map, row, layer);
    paintLayerPrediction(painter, row, layer);
    paintChannels(painter, row, layer);
}

void GoodnessPainter::paintLayerPrediction(QPainter& painter, int row, int layer) const {
    const int sample = scene_.picked()[row];
    const QRect place = layout_.prediction(row, layer);
    const bool splits = layout_.splitsPredictions();
    QRect name(place.left(), place.top(), place.width(), place.height() / (splits ? 2 : 1));
    if (!scene_.isTrained(static_cast<Place>(layer))) {
        write(painter, name, GoodnessText::tr("untrained"), layout_.predictionFont(),
              colors_.faint);
        return;
    }
    const std::vector<ClassProbability> predictions =
        scene_.values()->predictions(layer, sample, 1);
    const QFont font = layout_.predictionFont();
    if (predictions.empty()) {
        write(painter, name, QStringLiteral("–"), font, colors_.faint);
        return;
    }
    const auto [predicted, probability] = predictions.front();
    const int label = scene_.images().labels[sample];
    const QString number = percent(probability);
    const QFontMetrics metrics(font);
    QRect beside = name.translated(0, name.height());
    if (!splits) {
        const QString text = GoodnessLayout::mark(predicted == label) + scene_.className(predicted);
        const int room = place.width() - metrics.horizontalAdvance(number);
        beside = name.adjusted(std::min(metrics.horizontalAdvance(text + u' '), room), 0, 0, 0);
        name.setWidth(room);
    }
    paintClass(painter, name, predicted, label, font);
    write(painter, beside, number, font, colors_.text);
}

/// The name of a predicted class, behind a sign that says whether it is right.
void GoodnessPainter::paintClass(QPainter& painter, const QRect& line, int predicted, int label,
                                 const QFont& font) const {
    const bool right = predicted == label;
    write(painter, line, GoodnessLayout::mark(right) + scene_.className(predicted), font,
          predictionColor(right));
}

void GoodnessPainter::paintMap(QPainter& painter, const QRect& map, int row, int layer) const {
    const GoodnessValues& values = *scene_.values();
    const LayerInfo& info = scene_.layers()[layer];
    const int sample = scene_.picked()[row];
    const ColorRange& range = scene_.range(layer);
    paintPatches(
        painter, map, info,
        [&](int i, int j) {
            const double goodness = values.sum(layer, sample, i, j);
            return colorOf(range.fraction(values.scaled(scene_.scale(), layer, goodness)));
        },
        scene_.opacity());
}

void GoodnessPainter::paintChannels(QPainter& painter, int row, int layer) const {
    const GoodnessValues& values = *scene_.values();
    const LayerInfo& info = scene_.layers()[layer];
    const int sample = scene_.picked()[row];
    const std::vector<int>& shown = scene_.shownChannels(row, layer);
    for (int index = 0; index < static_cast<int>(shown.size()); ++index) {
        const QRect tile = layout_.channel(row, layer, index);
        paintPatches(
            painter, tile, info,
            [&](int i, int j) {
                const double goodness = values.channel(layer, sample, shown[index], i, j);
                return colorOf(scene_.channelRange(layer).fraction(goodness));
            },
            1.0);
        QRect caption = layout_.channelCaption(row, layer, index);
        const int half = caption.height() / 2;
        drawLineOfText(painter, caption.adjusted(0, 0, 0, -half),
                       QStringLiteral("#%1").arg(shown[index]), layout_.smallFont(), colors_.text);
        drawLineOfText(painter, caption.adjusted(0, half, 0, 0),
                       percent(values.share(layer, sample, shown[index])), layout_.smallFont(),
                       colors_.faint);
    }
}

void GoodnessPainter::paintHeader(QPainter& painter, int layer) const {
    const LayerInfo& info = scene_.layers()[layer];
    const int small = layout_.smallLine();
    const QString channels = GoodnessLayout::channelsText(info);
    const QString map = GoodnessLayout::mapText(info);
    QRect rest =
        paintName(painter, layer, scene_.layerCount(), GoodnessText::tr("Layer %1").arg(layer + 1));
    if (layout_.splitsHeader()) {
        write(painter, rest, channels, layout_.smallFont(), colors_.faint);
        rest.translate(0, small);
        write(painter, rest, map, layout_.smallFont(), colors_.faint);
    } else {
        write(painter, rest, channels + QStringLiteral(" · ") + map, layout_.smallFont(),
              colors_.faint);
    }
    if (!scene_.values()) {
        return;
    }
    rest.translate(0, small + 2);
    if (scene_.scale() != GoodnessScale::eachLayer) {
        write(painter, rest, layout_.meanText(scene_.values()->layerMean(layer)),
              layout_.smallFont(), colors_.faint);
        return;
    }
    const int width = layout_.map(0, layer).width();
    paintScale(painter, {rest.left(), rest.top(), width, 8});
    const QRect numbers(rest.left(), rest.top() + 9, width, small);
    const ColorRange& range = scene_.range(layer);
    write(painter, numbers, shortNumber(range.low), layout_.smallFont(), colors_.text);
    write(painter, numbers, topText(range), layout_.smallFont(), colors_.text, Qt::AlignRight);
}

void GoodnessPainter::paintFooter(QPainter& painter, const QRect& footer) const {
    paintTitle(painter, footer, layout_.titleText(), scene_.caption());
    if (scene_.scale() != GoodnessScale::eachLayer) {
        paintOneScale(painter, footer);
    }
    paintNotes(painter, footer, layout_.noteText(), scene_.hasNonFinite());
}

void GoodnessPainter::paintOneScale(QPainter& painter, const QRect& footer) const {
    const QFontMetrics small(layout_.smallFont());
    const QRect bar = layout_.bar(footer);
    paintScale(painter, bar);
    if (scene_.layerCount() == 0) {
        return;
    }
    const ColorRange& range = scene_.range(0);
    const double high = range.high;
    const int end = range.clipped ? small.horizontalAdvance(topText(range)) : 0;
    if (range.clipped) {
        drawLineOfText(painter, {bar.right() + 1 - end, bar.bottom() + 4, end + 1, small.height()},
                       topText(range), layout_.smallFont(), colors_.text);
    }
    constexpr int kPerTick = 60; // pixels between ticks, so that the numbers do not overlap
    for (const double tick : roundTicks(high, std::max(bar.width() / kPerTick, 1))) {
        const QString text = shortNumber(tick);
        const int width = small.horizontalAdvance(text) + 2;
        const int x = bar.left() + static_cast<int>(std::lround(bar.width() * tick / high));
        if (range.clipped && std::max(x - width / 2, bar.left()) + width + 8 > bar.right() - end) {
            break; // the end of the scale is labelled there
        }
        paintTick(painter, bar, tick / high, text);
    }
}

void GoodnessPainter::paintScale(QPainter& painter, const QRect& bar) const {
    const auto bright = static_cast<int>(255 * GoodnessScene::kDimming);
    paintBar(
        painter, bar, Qt::black, QColor(bright, bright, bright),
        [this](double fraction) { return *colorOf(fraction); }, scene_.opacity());
}

std::optional<QColor> GoodnessPainter::colorOf(double fraction) const {
    return std::isnan(fraction) ? std::nullopt
                                : std::optional(table_[static_cast<std::size_t>(std::lround(
                                      fraction * static_cast<double>(table_.size() - 1)))]);
}

QColor GoodnessPainter::predictionColor(bool right) const {
    return theme::verdict(right, dark_);
}

} // namespace asge
