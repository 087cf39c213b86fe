// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_painter.h"

#include "widgets/common/counted_text.h"
#include "widgets/evidence/evidence_text.h"
#include "widgets/goodness/goodness_layout.h"
#include "widgets/goodness/goodness_painter.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kLeastOutlined = 6; ///< pixels, the smallest patch that gets an outline
constexpr int kSmallPatch = 12;   ///< pixels; the outlines of smaller patches are fainter

/// "+1.5", and "≥ +1.5" for the end of a scale that some values are beyond.
QString endText(const ColorRange& range, bool positive) {
    const QString size = shortNumber(range.high);
    return (range.clipped ? (positive ? QStringLiteral("≥ ") : QStringLiteral("≤ ")) : QString()) +
           (positive ? QStringLiteral("+") : QStringLiteral("−")) + size;
}

} // namespace

EvidencePainter::EvidencePainter(const EvidenceScene& scene, const EvidenceLayout& layout,
                                 const QPalette& palette, bool vector)
    : scene_(scene), layout_(layout), colors_(theme::plotColors(palette)),
      dark_(theme::isDark(palette)), vector_(vector) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
        table_[i] =
            theme::diverging(2.0 * static_cast<double>(i) / (table_.size() - 1) - 1.0, dark_);
    }
}

void EvidencePainter::paint(QPainter& painter, const QSize& window, const QPoint& offset,
                            const QRect& dirty) const {
    const int left = layout_.imageColumnWidth();
    const int top = layout_.headerHeight();
    const int bottom = window.height() - layout_.footerHeight();
    painter.fillRect(dirty, colors_.background);
    const auto part = [&](const QRect& clip, const QPoint& shift, const auto& draw) {
        const QRect visible = clip & dirty;
        if (visible.isEmpty()) {
            return;
        }
        painter.save();
        painter.setClipRect(visible);
        painter.translate(-shift);
        draw(visible.translated(shift));
        painter.restore();
    };
    const auto rows = [&](const QRect& visible) { paintRows(painter, visible); };
    part({left, top, window.width() - left, bottom - top}, offset, rows);
    part({0, top, left, bottom - top}, {0, offset.y()}, rows);
    part({left, 0, window.width() - left, top}, {offset.x(), 0}, [&](const QRect& visible) {
        for (const int layer : layout_.layers()) {
            if (layout_.header(layer).intersects(visible)) {
                paintHeader(painter, layer);
            }
        }
    });
    const QRect footer(0, bottom, window.width(), layout_.footerHeight());
    part(footer, {0, 0}, [&](const QRect&) { paintFooter(painter, footer); });
    painter.setPen(colors_.grid);
    painter.drawLine(0, top - 1, window.width(), top - 1);
    painter.drawLine(0, bottom, window.width(), bottom);
}

void EvidencePainter::paintRows(QPainter& painter, const QRect& visible) const {
    const int first =
        std::max((visible.top() - layout_.headerHeight()) / std::max(layout_.rowHeight(), 1), 0);
    for (int row = first; row < layout_.rows() && layout_.rowTop(row) <= visible.bottom(); ++row) {
        if (row > 0) {
            painter.setPen(colors_.grid);
            painter.drawLine(visible.left(), layout_.rowTop(row), visible.right(),
                             layout_.rowTop(row));
        }
        if (visible.left() < layout_.imageColumnWidth()) {
            paintImage(painter, row);
        }
        for (const int layer : layout_.layers()) {
            const int left = layout_.map(row, layer).left();
            if (left <= visible.right() && left + layout_.columnWidth() > visible.left()) {
                paintCell(painter, row, layer);
            }
        }
    }
}

void EvidencePainter::paintImage(QPainter& painter, int row) const {
    const int sample = scene_.picked()[static_cast<std::size_t>(row)];
    const ProbeImages& images = scene_.images().images();
    drawEnlarged(painter, layout_.image(row), scene_.images().picture(sample), vector_);
    QRect place = layout_.imageCaption(row);
    place.setHeight(layout_.line());
    drawLineOfText(painter, place,
                   scene_.images().className(images.labels[static_cast<std::size_t>(sample)]),
                   layout_.boldFont(), colors_.text);
    place.translate(0, layout_.line());
    drawLineOfText(
        painter, place,
        EvidenceText::tr("test image %1").arg(images.indices[static_cast<std::size_t>(sample)]),
        layout_.smallFont(), colors_.faint);
}

void EvidencePainter::paintCell(QPainter& painter, int row, int layer) const {
    const QRect place = layout_.map(row, layer);
    drawEnlarged(painter, place,
                 scene_.fadedPicture(scene_.picked()[static_cast<std::size_t>(row)], dark_),
                 vector_);
    const EvidenceAnswer* answer = scene_.answer(row, layer);
    if (answer == nullptr) {
        return;
    }
    if (answer->label < 0) {
        paintSentence(painter, row, layer,
                      EvidenceText::tr("The label of this image is not one of the classes."));
        return;
    }
    if (!answer->belongs()) {
        paintSentence(painter, row, layer,
                      EvidenceText::tr("The readout does not belong to these maps: its logits "
                                       "differ by %1 nats from the layer's probabilities.")
                          .arg(shortNumber(answer->mismatch)));
        return;
    }
    const bool isChannel = scene_.channel() >= 0;
    const ColorRange& range = isChannel ? scene_.channelRange(layer) : scene_.range(layer);
    paintMap(painter, place, scene_.layers()[static_cast<std::size_t>(layer)], scene_.map(*answer),
             range.high, scene_.opacity());
    paintSum(painter, row, layer, *answer);
    paintGroups(painter, row, layer, *answer);
}

void EvidencePainter::paintSentence(QPainter& painter, int row, int layer,
                                    const QString& text) const {
    QRect place = layout_.sum(row, layer);
    place.setWidth(std::max(place.width(), layout_.map(row, layer).width()));
    painter.setFont(layout_.smallFont());
    painter.setPen(colors_.text);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text);
}

void EvidencePainter::paintClass(QPainter& painter, const QRect& place, const QString& name,
                                 double probability, const QFont& font) const {
    const QString chance = std::isfinite(probability)
                               ? EvidenceText::tr("p %1").arg(
                                     probability > 0 && probability < 0.001
                                         ? QStringLiteral("<") + QLocale().toString(0.001, 'f', 3)
                                         : QLocale().toString(probability, 'f', 3))
                               : QString();
    const int width = QFontMetrics(layout_.smallFont()).horizontalAdvance(chance) + 2;
    drawLineOfText(painter, place, chance, layout_.smallFont(), colors_.text, Qt::AlignRight);
    drawLineOfText(painter, place.adjusted(0, 0, -width - 4, 0), name, font, colors_.text);
}

/// The sum as an addition in columns: its lines add up to the logit or the margin.
void EvidencePainter::paintSum(QPainter& painter, int row, int layer,
                               const EvidenceAnswer& answer) const {
    const GoodnessScene& images = scene_.images();
    const bool isMargin = answer.against >= 0;
    const bool isChosen = scene_.question().against >= 0;
    const QString rival = images.className(answer.rival);
    paintClass(painter, layout_.sumLine(row, layer, 0), images.className(answer.label),
               answer.probability, layout_.smallBoldFont());
    paintClass(painter, layout_.sumLine(row, layer, 1),
               isMargin ? EvidenceText::tr("− %1").arg(rival)
                        : EvidenceText::tr("rival %1").arg(rival),
               answer.rivalProbability, layout_.smallFont());
    const double evidence = answer.evidence.sum();
    const int decimals = decimalsFor(answer);
    const auto line = [&](int number, const QString& name, double value, const QFont& font) {
        const QRect place = layout_.sumLine(row, layer, number);
        const QString text = signedText(value, decimals);
        const int room = QFontMetrics(font).horizontalAdvance(text) + 3;
        drawLineOfText(painter, place.adjusted(0, 0, -room, 0), name, font, colors_.text);
        drawLineOfText(painter, place, text, font, colors_.text, Qt::AlignRight);
    };
    const QFont& plain = layout_.smallFont();
    line(2, EvidenceText::tr("evidence"), evidence, plain);
    line(3, EvidenceText::tr("+ bias"), answer.evidence.bias, plain);
    const QRect rule = layout_.sumLine(row, layer, 3);
    painter.setPen(colors_.axis);
    painter.drawLine(rule.left(), rule.bottom() + 2, rule.right(), rule.bottom() + 2);
    line(4, isMargin ? EvidenceText::tr("= margin") : EvidenceText::tr("= logit"), answer.total(),
         layout_.smallBoldFont());
    const QString other = isChosen ? EvidenceText::tr("other") : EvidenceText::tr("rival");
    line(5, isMargin ? EvidenceText::tr("logit") : other,
         isMargin ? answer.logit : answer.rivalLogit, plain);
    line(6, isMargin ? other : EvidenceText::tr("margin"),
         isMargin ? answer.rivalLogit : answer.margin(), plain);
    if (scene_.channel() >= 0) {
        line(7, EvidenceText::tr("channel %1").arg(scene_.channel()), answer.wanted.total,
             layout_.smallBoldFont());
    }
}

void EvidencePainter::paintGroups(QPainter& painter, int row, int layer,
                                  const EvidenceAnswer& answer) const {
    if (scene_.question().channels <= 0) {
        return;
    }
    const QRect clip = painter.clipBoundingRect().toAlignedRect();
    const ColorRange& range = scene_.channelRange(layer);
    const LayerInfo& info = scene_.layers()[static_cast<std::size_t>(layer)];
    for (int group = 0; group < 2; ++group) {
        const std::vector<ChannelEvidence>& channels = group == 0 ? answer.adds : answer.takes;
        drawLineOfText(painter, layout_.groupTitle(row, layer, group),
                       channels.empty() ? (group == 0 ? EvidenceText::tr("no channel adds")
                                                      : EvidenceText::tr("no channel takes"))
                       : group == 0
                           ? EvidenceText::tr("add most · ±%1").arg(shortNumber(range.high))
                           : EvidenceText::tr("take most · ±%1").arg(shortNumber(range.high)),
                       layout_.smallFont(), colors_.faint);
        int place = 0;
        for (const ChannelEvidence& channel : channels) {
            const QRect tile = layout_.channel(row, layer, group, place);
            const QRect caption = layout_.channelCaption(row, layer, group, place);
            ++place;
            if (!clip.intersects(tile | caption)) {
                continue; // scrolled out of sight
            }
            paintMap(painter, tile, info, channel.map, range.high, 1.0);
            const bool isChosen = scene_.channel() == channel.channel;
            painter.setPen(QPen(isChosen ? colors_.text : colors_.axis, isChosen ? 2 : 1));
            painter.drawRect(isChosen ? tile.adjusted(-1, -1, 1, 1) : tile.adjusted(0, 0, -1, -1));
            const int half = caption.height() / 2;
            drawLineOfText(painter, caption.adjusted(0, 0, 0, -half),
                           QStringLiteral("#%1").arg(channel.channel), layout_.smallFont(),
                           colors_.faint);
            drawLineOfText(painter, caption.adjusted(0, half, 0, 0),
                           signedText(channel.total, decimalsFor({channel.total})),
                           layout_.smallFont(), colors_.text);
        }
    }
}

const QColor& EvidencePainter::colorOf(double value, double high) const {
    const double fraction = std::clamp(value / high, -1.0, 1.0);
    return table_[static_cast<std::size_t>(
        std::lround((fraction + 1) / 2 * static_cast<double>(table_.size() - 1)))];
}

void EvidencePainter::paintMap(QPainter& painter, const QRect& place, const LayerInfo& layer,
                               const std::vector<double>& map, double high, double opacity) const {
    const auto area =
        static_cast<std::size_t>(layer.patches) * static_cast<std::size_t>(layer.patches);
    if (map.size() != area || place.isEmpty()) {
        return;
    }
    paintCells(painter, place, layer, map, high, opacity);
    paintOutlines(painter, place, layer);
}

/// Drawn as one image, except into vector files: thousands of rectangles would be too slow.
void EvidencePainter::paintCells(QPainter& painter, const QRect& place, const LayerInfo& layer,
                                 const std::vector<double>& map, double high,
                                 double opacity) const {
    QImage picture;
    if (!vector_) {
        picture = QImage(place.size(), QImage::Format_ARGB32);
        picture.fill(Qt::transparent);
    }
    std::vector<QRect> hatched;
    for (int i = 0; i < layer.patches; ++i) {
        QRect last; // the last patch of the row that has colour
        for (int j = 0; j < layer.patches; ++j) {
            const QRect patch = GoodnessLayout::drawnPatch(place, layer, i, j);
            const double value =
                map[static_cast<std::size_t>(i) * static_cast<std::size_t>(layer.patches) +
                    static_cast<std::size_t>(j)];
            if (!std::isfinite(value)) {
                hatched.push_back(patch);
                continue;
            }
            if (patch.isEmpty()) {
                continue; // there are more patches than pixels
            }
            QColor color = colorOf(value, high);
            color.setAlphaF(static_cast<float>(opacity));
            if (vector_) {
                painter.fillRect(patch, color);
            } else {
                auto* line = reinterpret_cast<QRgb*>(picture.scanLine(patch.top() - place.top()));
                std::fill_n(line + (patch.left() - place.left()), patch.width(), color.rgba());
                last = patch;
            }
        }
        if (!last.isEmpty()) { // the other lines of the row are like its first one
            const int top = last.top() - place.top();
            for (int y = top + 1; y < top + last.height(); ++y) {
                std::copy_n(reinterpret_cast<const QRgb*>(picture.constScanLine(top)),
                            picture.width(), reinterpret_cast<QRgb*>(picture.scanLine(y)));
            }
        }
    }
    if (!vector_) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        painter.drawImage(place.topLeft(), picture);
    }
    for (const QRect& patch : hatched) {
        fillHatched(painter, patch);
    }
}

/// Lines between the patches, at the edges at which their cells meet.
void EvidencePainter::paintOutlines(QPainter& painter, const QRect& place,
                                    const LayerInfo& layer) const {
    if (place.width() / layer.patches < kLeastOutlined ||
        place.height() / layer.patches < kLeastOutlined) {
        return;
    }
    QColor color = dark_ ? QColor(255, 255, 255) : QColor(0, 0, 0);
    color.setAlphaF(place.width() / layer.patches < kSmallPatch ? 0.1F : 0.18F);
    for (int edge = 1; edge < layer.patches; ++edge) {
        const QRect patch = GoodnessLayout::drawnPatch(place, layer, edge, edge);
        painter.fillRect(QRect(patch.left(), place.top(), 1, place.height()), color);
        painter.fillRect(QRect(place.left(), patch.top(), place.width(), 1), color);
    }
}

void EvidencePainter::paintHeader(QPainter& painter, int layer) const {
    const LayerInfo& info = scene_.layers()[static_cast<std::size_t>(layer)];
    const QRect header = layout_.header(layer);
    const int line = layout_.line();
    const int swatch = line - 6;
    painter.fillRect(header.left(), header.top() + 3, swatch, swatch,
                     theme::layerColor(layer, scene_.layerCount(), dark_));
    const QString name =
        scene_.channel() >= 0
            ? EvidenceText::tr("Layer %1, channel %2").arg(layer + 1).arg(scene_.channel())
            : EvidenceText::tr("Layer %1").arg(layer + 1);
    drawLineOfText(painter, {header.left() + line, header.top(), header.width() - line, line}, name,
                   layout_.boldFont(), colors_.text);
    QRect rest(header.left(), header.top() + line, header.width(), layout_.smallLine());
    drawLineOfText(painter, rest, GoodnessLayout::channelsText(info), layout_.smallFont(),
                   colors_.faint);
    rest.translate(0, layout_.smallLine());
    drawLineOfText(painter, rest, GoodnessLayout::mapText(info), layout_.smallFont(),
                   colors_.faint);
    if (scene_.oneScale() || layout_.isEnlarged() || layout_.rows() == 0) {
        return;
    }
    const QRect bar(rest.left(), rest.bottom() + 4, layout_.map(0, layer).width(), 8);
    paintBar(painter, bar);
    const QRect numbers(bar.left(), bar.bottom() + 2, bar.width(), layout_.smallLine());
    const ColorRange& range = scene_.range(layer);
    drawLineOfText(painter, numbers, endText(range, false), layout_.smallFont(), colors_.text);
    drawLineOfText(painter, numbers, endText(range, true), layout_.smallFont(), colors_.text,
                   Qt::AlignRight);
}

QString EvidencePainter::scaleTitle() const {
    const EvidenceQuestion& question = scene_.question();
    const QString label = question.label == EvidenceQuestion::kTrue
                              ? EvidenceText::tr("the true class")
                          : question.label == EvidenceQuestion::kPredicted
                              ? EvidenceText::tr("the predicted class")
                              : scene_.images().className(question.label);
    const QString what = scene_.channel() >= 0
                             ? EvidenceText::tr("Evidence of channel %1").arg(scene_.channel())
                             : EvidenceText::tr("Evidence");
    if (question.against == EvidenceQuestion::kNothing) {
        return EvidenceText::tr("%1 for %2 (logit, nats)").arg(what, label);
    }
    const QString against = question.against == EvidenceQuestion::kRival
                                ? EvidenceText::tr("its strongest rival")
                                : scene_.images().className(question.against);
    return EvidenceText::tr("%1 for %2 against %3 (logits, nats)").arg(what, label, against);
}

void EvidencePainter::paintFooter(QPainter& painter, const QRect& footer) const {
    const QFontMetrics metrics(layout_.font());
    const int left = EvidenceLayout::kGap;
    const QRect title(left, footer.top() + EvidenceLayout::kGap, footer.width() - 2 * left,
                      layout_.line());
    const int caption =
        scene_.caption().isEmpty() ? 0 : metrics.horizontalAdvance(scene_.caption()) + 20;
    drawLineOfText(painter, title, scene_.caption(), layout_.font(), colors_.faint, Qt::AlignRight);
    const bool oneScale = scene_.oneScale() || layout_.isEnlarged();
    drawLineOfText(painter, title.adjusted(0, 0, -caption, 0),
                   oneScale ? scaleTitle()
                            : EvidenceText::tr("%1; each layer on its own scale").arg(scaleTitle()),
                   layout_.font(), colors_.text);
    if (oneScale) {
        paintScale(painter, footer);
    }
    QRect notes = layout_.notes(footer);
    painter.setFont(layout_.smallFont());
    painter.setPen(colors_.faint);
    QRect written;
    painter.drawText(notes, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, layout_.noteText(),
                     &written);
    if (scene_.hasNonFinite()) {
        notes.moveTop(written.bottom() + 2);
        notes.setHeight(layout_.smallLine());
        fillHatched(painter, {notes.left(), notes.top() + 2, 22, layout_.smallLine() - 4});
        drawLineOfText(painter, notes.adjusted(28, 0, 0, 0),
                       EvidenceText::tr("not a finite number"), layout_.smallFont(), colors_.faint);
    }
}

void EvidencePainter::paintScale(QPainter& painter, const QRect& footer) const {
    const QRect bar = layout_.bar(footer);
    paintBar(painter, bar);
    if (!layout_.layers().empty()) {
        const int layer = layout_.layers().front();
        paintTicks(painter, bar,
                   scene_.channel() >= 0 ? scene_.channelRange(layer) : scene_.range(layer));
    }
}

void EvidencePainter::paintTicks(QPainter& painter, const QRect& bar,
                                 const ColorRange& range) const {
    const QFontMetrics small(layout_.smallFont());
    const auto label = [&](double place, const QString& text, Qt::Alignment alignment) {
        const int x = bar.left() + static_cast<int>(std::lround((bar.width() - 1) * place));
        const int width = small.horizontalAdvance(text) + 2;
        const int start = alignment == Qt::AlignLeft    ? bar.left()
                          : alignment == Qt::AlignRight ? bar.right() + 1 - width
                                                        : x - width / 2;
        painter.setPen(colors_.axis);
        painter.drawLine(x, bar.bottom() + 1, x, bar.bottom() + 3);
        drawLineOfText(painter, {start, bar.bottom() + 4, width, small.height()}, text,
                       layout_.smallFont(), colors_.text, alignment);
    };
    label(0, endText(range, false), Qt::AlignLeft);
    label(1, endText(range, true), Qt::AlignRight);
    label(0.5, QStringLiteral("0"), Qt::AlignHCenter);
    const QString half = shortNumber(range.high / 2);
    if (small.horizontalAdvance(endText(range, true) + half) + 24 < bar.width() / 3) {
        label(0.25, QStringLiteral("−") + half, Qt::AlignHCenter);
        label(0.75, QStringLiteral("+") + half, Qt::AlignHCenter);
    }
}

/// The colour scale over the darkest (upper half) and the brightest (lower half) faded image, so
/// that the colours in the legend match those of the maps, which are drawn over an image.
void EvidencePainter::paintBar(QPainter& painter, const QRect& bar) const {
    const int half = bar.height() / 2;
    const auto faded = static_cast<int>(255 * EvidenceScene::kFading);
    const QColor darkest =
        dark_ ? QColor(Qt::black) : QColor(255 - faded, 255 - faded, 255 - faded);
    const QColor brightest = dark_ ? QColor(faded, faded, faded) : QColor(Qt::white);
    painter.fillRect(bar.left(), bar.top(), bar.width(), half, darkest);
    painter.fillRect(bar.left(), bar.top() + half, bar.width(), bar.height() - half, brightest);
    for (int x = 0; x < bar.width(); ++x) {
        QColor color = colorOf(2.0 * x / std::max(bar.width() - 1, 1) - 1.0, 1.0);
        color.setAlphaF(static_cast<float>(scene_.opacity()));
        painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), color);
    }
    painter.setPen(colors_.axis);
    painter.drawRect(bar.adjusted(0, 0, -1, -1));
}

} // namespace asge
