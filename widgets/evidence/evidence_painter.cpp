// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_painter.h"

#include "widgets/common/counted_text.h"
#include "widgets/evidence/evidence_text.h"
#include "widgets/plot/seamless.h"

#include <QFontMetrics>
#include <QLocale>

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
    : MapPainter(layout, palette, vector), scene_(scene), layout_(layout) {
    for (std::size_t i = 0; i < table_.size(); ++i) {
        table_[i] =
            theme::diverging(2.0 * static_cast<double>(i) / (table_.size() - 1) - 1.0, dark_);
    }
}

/// The rows of an image are closer to each other than to those of the next one.
void EvidencePainter::paintRule(QPainter& painter, int row, int left, int right) const {
    if (scene_.isOther(row)) {
        painter.setPen(QPen(colors_.grid, 1, Qt::DotLine));
        painter.drawLine(left, layout_.rowTop(row), right, layout_.rowTop(row));
    } else {
        MapPainter::paintRule(painter, row, left, right);
    }
}

void EvidencePainter::paintImage(QPainter& painter, int row) const {
    const QRect picture = layout_.image(row);
    if (scene_.isOther(row)) {
        paintRun(painter, {picture.left(), picture.top(), picture.width(), layout_.line()}, 1);
        return;
    }
    const int sample = scene_.sample(row);
    drawEnlarged(painter, picture, scene_.picture(sample), vector_);
    QRect place = layout_.imageCaption(row);
    place.setHeight(layout_.line());
    write(painter, place,
          scene_.className(scene_.images().labels[static_cast<std::size_t>(sample)]),
          layout_.captionFont(), colors_.text);
    place.translate(0, layout_.line());
    write(painter, place,
          EvidenceText::tr("test image %1")
              .arg(scene_.images().indices[static_cast<std::size_t>(sample)]),
          layout_.smallFont(), colors_.faint);
    if (scene_.runs() == EvidenceRuns::both) {
        place.translate(0, layout_.line() + 2);
        paintRun(painter, place, 0);
    } else if (scene_.runs() == EvidenceRuns::difference) {
        place.translate(0, layout_.line() + 2);
        write(painter, place, QStringLiteral("B − A"), layout_.boldFont(), colors_.text);
    }
}

void EvidencePainter::paintRun(QPainter& painter, const QRect& place, int run) const {
    drawLineOfText(painter, place, run == 0 ? QStringLiteral("A") : QStringLiteral("B"),
                   layout_.boldFont(), colors_.text);
}

void EvidencePainter::paintCell(QPainter& painter, int row, int layer) const {
    const QRect place = layout_.map(row, layer);
    drawEnlarged(painter, place, scene_.fadedPicture(scene_.sample(row), dark_), vector_);
    const EvidenceCell* cell = scene_.cell(row, layer);
    if (cell == nullptr) {
        return;
    }
    if (!cell->sentence.isEmpty()) {
        paintSentence(painter, row, layer, cell->sentence);
        return;
    }
    const ColorRange& range =
        scene_.channel() >= 0 ? scene_.channelRange(layer) : scene_.range(layer);
    paintMap(painter, place, *scene_.info(row, layer), scene_.map(cell->answer), range.high,
             scene_.opacity());
    // Without evidence, a map has nearly the colour of the ground.
    plot::drawFrame(painter, place, colors_.axis);
    if (scene_.runs() == EvidenceRuns::difference) {
        paintDifference(painter, row, layer, *cell);
    } else {
        paintSum(painter, row, layer, cell->answer);
        paintGroups(painter, row, layer, cell->answer);
    }
}

void EvidencePainter::paintSentence(QPainter& painter, int row, int layer,
                                    const QString& text) const {
    QRect place = layout_.sum(row, layer);
    place.setWidth(std::max(place.width(), layout_.map(row, layer).width()));
    painter.setFont(layout_.smallFont());
    painter.setPen(colors_.text);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text);
}

void EvidencePainter::paintClass(QPainter& painter, const ClassLine& line, const QString& name,
                                 const QString& whose, double probability,
                                 const QFont& font) const {
    const QString chance =
        std::isfinite(probability) ? EvidenceLayout::probabilityText(probability) : QString();
    if (layout_.splitsClasses()) {
        write(painter, line.name, name, font, colors_.text);
        if (!chance.isEmpty()) {
            paintNumber(painter, line.probability, whose, chance, layout_.smallFont());
        }
        return;
    }
    const QString number = chance.isEmpty() ? chance : EvidenceText::tr("p %1").arg(chance);
    const int width = QFontMetrics(layout_.smallFont()).horizontalAdvance(number) + 2;
    write(painter, line.probability, number, layout_.smallFont(), colors_.text, Qt::AlignRight);
    write(painter, line.name.adjusted(0, 0, -width - 4, 0), name, font, colors_.text);
}

void EvidencePainter::paintNumber(QPainter& painter, const QRect& place, const QString& name,
                                  const QString& number, const QFont& font) const {
    const int room = QFontMetrics(font).horizontalAdvance(number) + 3;
    write(painter, place.adjusted(0, 0, -room, 0), name, font, colors_.text);
    write(painter, place, number, font, colors_.text, Qt::AlignRight);
}

/// The line of an addition, below its terms.
void EvidencePainter::paintTotalRule(QPainter& painter, const QRect& lastTerm) const {
    painter.setPen(colors_.axis);
    painter.drawLine(lastTerm.left(), lastTerm.bottom() + 2, lastTerm.right(),
                     lastTerm.bottom() + 2);
}

/// Many digits leave no room for the sign of equality.
void EvidencePainter::paintTotal(QPainter& painter, const QRect& place, bool isMargin,
                                 const QString& number) const {
    const QFont bold = layout_.smallBoldFont();
    const QString whole = isMargin ? EvidenceText::tr("= margin") : EvidenceText::tr("= logit");
    const QString brief = isMargin ? EvidenceText::tr("margin") : EvidenceText::tr("logit");
    const QFontMetrics metrics(bold);
    const bool fits =
        metrics.horizontalAdvance(whole) + metrics.horizontalAdvance(number) + 4 <= place.width();
    if (!fits) {
        reportMissing(metrics.horizontalAdvance(whole) + metrics.horizontalAdvance(number) + 4 -
                      place.width());
    }
    paintNumber(painter, place, fits ? whole : brief, number, bold);
}

/// The name of the logit of the other class beside `number`; a narrow column has no room for all of
/// it.
QString EvidencePainter::rivalLogitName(bool isChosen, const QString& number, int width) const {
    const QString whole =
        isChosen ? EvidenceText::tr("other logit") : EvidenceText::tr("rival logit");
    const QString brief = isChosen ? EvidenceText::tr("other") : EvidenceText::tr("rival");
    const QFontMetrics metrics(layout_.smallFont());
    return metrics.horizontalAdvance(whole) + metrics.horizontalAdvance(number) + 4 <= width
               ? whole
               : brief;
}

/// The sum as an addition in columns: its lines add up to the logit or the margin.
void EvidencePainter::paintSum(QPainter& painter, int row, int layer,
                               const EvidenceAnswer& answer) const {
    const bool isMargin = answer.against >= 0;
    const bool isChosen = scene_.question().against >= 0;
    const QString rival = scene_.className(answer.rival);
    const QString chance = isChosen ? EvidenceText::tr("of other") : EvidenceText::tr("of rival");
    const auto classLine = [&](int number) {
        return ClassLine{layout_.sumLine(row, layer, number),
                         layout_.probabilityLine(row, layer, number)};
    };
    paintClass(painter, classLine(0), scene_.className(answer.label),
               EvidenceText::tr("probability"), answer.probability, layout_.smallBoldFont());
    paintClass(painter, classLine(1), EvidenceLayout::rivalText(isMargin, rival), chance,
               answer.rivalProbability, layout_.smallFont());
    const int decimals = scene_.decimals(layer);
    const auto line = [&](int number, const QString& name, double value, const QFont& font) {
        paintNumber(painter, layout_.sumLine(row, layer, number), name, signedText(value, decimals),
                    font);
    };
    const QFont& plain = layout_.smallFont();
    const double total = answer.total();
    // The written numbers add up: the evidence, a sum of many numbers, is rounded last.
    line(2, EvidenceText::tr("evidence"), shownPart(total, answer.evidence.bias, decimals), plain);
    line(3, EvidenceText::tr("+ bias"), answer.evidence.bias, plain);
    paintTotalRule(painter, layout_.sumLine(row, layer, 3));
    paintTotal(painter, layout_.sumLine(row, layer, 4), isMargin, signedText(total, decimals));
    const QRect rivalLine = layout_.sumLine(row, layer, isMargin ? 6 : 5);
    const QString rivalLogit = signedText(answer.rivalLogit, decimals);
    paintNumber(painter, rivalLine, rivalLogitName(isChosen, rivalLogit, rivalLine.width()),
                rivalLogit, plain);
    line(isMargin ? 5 : 6, isMargin ? EvidenceText::tr("logit") : EvidenceText::tr("margin"),
         isMargin ? answer.logit : answer.margin(), plain);
    if (scene_.channel() >= 0) {
        line(7, EvidenceText::tr("channel %1").arg(scene_.channel()), answer.wanted.total,
             layout_.smallBoldFont());
    }
}

/// The same for B − A, with the logits or margins of A and B.
void EvidencePainter::paintDifference(QPainter& painter, int row, int layer,
                                      const EvidenceCell& cell) const {
    const EvidenceAnswer& answer = cell.answer;
    const bool isMargin = answer.against >= 0;
    const int decimals = scene_.decimals(layer);
    const QFont& plain = layout_.smallFont();
    const QFont bold = layout_.smallBoldFont();
    write(painter, layout_.sumLine(row, layer, 0), scene_.className(answer.label), bold,
          colors_.text);
    if (isMargin) {
        write(painter, layout_.sumLine(row, layer, 1),
              EvidenceLayout::rivalText(true, scene_.className(answer.rival)), plain, colors_.text);
    }
    const auto line = [&](int number, const QString& name, double value, const QFont& font) {
        paintNumber(painter, layout_.sumLine(row, layer, number), name, signedText(value, decimals),
                    font);
    };
    const double total = shownPart(cell.totals[1], cell.totals[0], decimals);
    line(2, EvidenceText::tr("evidence"), shownPart(total, answer.evidence.bias, decimals), plain);
    line(3, EvidenceText::tr("+ bias"), answer.evidence.bias, plain);
    paintTotalRule(painter, layout_.sumLine(row, layer, 3));
    line(4, EvidenceText::tr("= B − A"), total, bold);
    line(5, isMargin ? EvidenceText::tr("margin A") : EvidenceText::tr("logit A"), cell.totals[0],
         plain);
    line(6, isMargin ? EvidenceText::tr("margin B") : EvidenceText::tr("logit B"), cell.totals[1],
         plain);
}

void EvidencePainter::paintGroups(QPainter& painter, int row, int layer,
                                  const EvidenceAnswer& answer) const {
    if (scene_.question().channels <= 0) {
        return;
    }
    const QRect clip = painter.clipBoundingRect().toAlignedRect();
    const ColorRange& range = scene_.channelRange(layer);
    const LayerInfo& info = *scene_.info(row, layer);
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
            plot::drawFrame(painter, tile, isChosen ? colors_.text : colors_.axis);
            if (isChosen) {
                plot::drawFrame(painter, tile.adjusted(-1, -1, 1, 1), colors_.text);
            }
            const int half = caption.height() / 2;
            drawLineOfText(painter, caption.adjusted(0, 0, 0, -half),
                           QStringLiteral("#%1").arg(channel.channel), layout_.smallFont(),
                           colors_.faint);
            drawLineOfText(painter, caption.adjusted(0, half, 0, 0),
                           signedText(channel.total, scene_.channelDecimals(layer)),
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
    const auto side = static_cast<std::size_t>(layer.patches);
    if (map.size() != side * side || place.isEmpty()) {
        return;
    }
    paintPatches(
        painter, place, layer,
        [&](int i, int j) {
            const double value =
                map[static_cast<std::size_t>(i) * side + static_cast<std::size_t>(j)];
            return std::isfinite(value) ? std::optional(colorOf(value, high)) : std::nullopt;
        },
        opacity);
    paintOutlines(painter, place, layer);
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
        const QRect patch = MapLayout::drawnPatch(place, layer, edge, edge);
        painter.fillRect(QRect(patch.left(), place.top(), 1, place.height()), color);
        painter.fillRect(QRect(place.left(), patch.top(), place.width(), 1), color);
    }
}

/// The shape of a layer in A, and that in B if it differs. A layer that only one of them has is
/// named after it.
void EvidencePainter::paintShapes(QPainter& painter, QRect& line, int layer) const {
    const auto put = [&](const QString& text) {
        write(painter, line, text, layout_.smallFont(), colors_.faint);
        line.translate(0, layout_.smallLine());
    };
    const LayerInfo* a = scene_.layerOf(0, layer);
    const LayerInfo* b = scene_.layerOf(1, layer);
    if (a == nullptr && b != nullptr) {
        put(EvidenceText::tr("B: %1").arg(MapLayout::channelsText(*b)));
        put(MapLayout::mapText(*b));
    } else if (a != nullptr) {
        const QString channels = MapLayout::channelsText(*a);
        const bool isNamed =
            scene_.runs() != EvidenceRuns::a && (b == nullptr || layout_.differs(layer));
        put(isNamed ? EvidenceText::tr("A: %1").arg(channels) : channels);
        put(MapLayout::mapText(*a));
    }
    if (layout_.differs(layer)) {
        put(EvidenceText::tr("B: %1").arg(MapLayout::channelsText(*b)));
        put(MapLayout::mapText(*b));
    } else if (layout_.showsShapesOfB()) {
        line.translate(0, 2 * layout_.smallLine());
    }
    line.translate(0, -layout_.smallLine());
}

void EvidencePainter::paintHeader(QPainter& painter, int layer) const {
    const QString name =
        scene_.channel() >= 0
            ? EvidenceText::tr("Layer %1, channel %2").arg(layer + 1).arg(scene_.channel())
            : EvidenceText::tr("Layer %1").arg(layer + 1);
    // Layers of A have the colours that they have in other views.
    const int layers = layer < scene_.layerCount() ? scene_.layerCount() : scene_.columns();
    QRect rest = paintName(painter, layer, layers, name);
    paintShapes(painter, rest, layer);
    if (scene_.oneScale() || layout_.isEnlarged() || layout_.rows() == 0) {
        return;
    }
    const QRect bar(rest.left(), rest.bottom() + 4, layout_.map(0, layer).width(), 8);
    paintColors(painter, bar);
    const QRect numbers(bar.left(), bar.bottom() + 2, bar.width(), layout_.smallLine());
    const ColorRange& range = scene_.range(layer);
    drawLineOfText(painter, numbers, endText(range, false), layout_.smallFont(), colors_.text);
    drawLineOfText(painter, numbers, endText(range, true), layout_.smallFont(), colors_.text,
                   Qt::AlignRight);
}

void EvidencePainter::paintFooter(QPainter& painter, const QRect& footer) const {
    const bool hasOther = scene_.runs() != EvidenceRuns::a;
    QRect line(MapLayout::kGap, footer.top() + MapLayout::kGap,
               footer.width() - 2 * MapLayout::kGap, layout_.line());
    for (const QString& caption : layout_.captions()) {
        drawLineOfText(painter, line, caption, layout_.font(), colors_.faint);
        line.translate(0, layout_.line());
    }
    paintTitle(painter, footer, layout_.titleText(), hasOther ? QString() : scene_.caption());
    if (scene_.oneScale() || layout_.isEnlarged()) {
        paintScale(painter, footer);
    }
    paintNotes(painter, footer, layout_.noteText(), scene_.hasNonFinite());
}

void EvidencePainter::paintScale(QPainter& painter, const QRect& footer) const {
    const QRect bar = layout_.bar(footer);
    paintColors(painter, bar);
    if (layout_.layers().empty()) {
        return;
    }
    const int layer = layout_.layers().front();
    const ColorRange& range =
        scene_.channel() >= 0 ? scene_.channelRange(layer) : scene_.range(layer);
    paintTick(painter, bar, 0, endText(range, false));
    paintTick(painter, bar, 0.5, QStringLiteral("0"));
    paintTick(painter, bar, 1, endText(range, true));
    const QString half = shortNumber(range.high / 2);
    const QFontMetrics small(layout_.smallFont());
    if (small.horizontalAdvance(endText(range, true) + half) + 24 < bar.width() / 3) {
        paintTick(painter, bar, 0.25, QStringLiteral("−") + half);
        paintTick(painter, bar, 0.75, QStringLiteral("+") + half);
    }
}

void EvidencePainter::paintColors(QPainter& painter, const QRect& bar) const {
    paintBar(
        painter, bar, EvidenceScene::faded(Qt::black, dark_),
        EvidenceScene::faded(Qt::white, dark_),
        [this](double place) { return colorOf(2 * place - 1, 1); }, scene_.opacity());
    plot::drawFrame(painter, bar, colors_.axis);
}

} // namespace asge
