// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channel_sheet.h"

#include "widgets/common/class_names.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/probe_picture.h"
#include "widgets/common/theme.h"
#include "widgets/goodness/goodness_values.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/seamless.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace asge {

namespace {

constexpr int kSheetMargin = 8;
constexpr int kSheetGap = 6;
constexpr int kMostFilters = 64;
constexpr int kPatchThumbnail = 64;
constexpr double kZeroGap = 3; // pixels between the bin of 0 and the others

QString threeDigits(double value) {
    return std::isfinite(value) ? QLocale().toString(value, 'g', 3) : ChannelSheet::tr("no value");
}

QString sharePercent(double share) {
    return ChannelSheet::tr("%1 %").arg(QLocale().toString(100 * share, 'f', 1));
}

/// The largest share of a bin.
double mostShare(const ChannelDepth& depth) {
    double most = 0;
    for (int label = 0; label < channels::classesOf(depth); ++label) {
        for (int bin = 0; bin < kGoodnessBins; ++bin) {
            most = std::max(most, channels::shareOf(depth, label, bin));
        }
    }
    return most;
}

/// The colour of a part (0 to 1) of the largest share.
QColor cellColor(double part, const QColor& background, bool dark) {
    return part > 0 ? plot::visibleHeat(plot::HeatHue::blue, part, background, dark) : background;
}

} // namespace

struct ChannelSheet::Brush {
    QPainter* painter;
    QFont font;
    theme::PlotColors colors;
    int width;
    int y = kSheetMargin;

    QFontMetrics metrics() const { return QFontMetrics(font); }
    int line() const { return metrics().lineSpacing(); }

    void text(const QRect& place, int flags, const QString& text) const {
        if (painter != nullptr) {
            painter->setPen(colors.text);
            painter->drawText(place, flags, text);
        }
    }
    void heading(const QString& title, const QString& more) {
        QFont bold = font;
        bold.setBold(true);
        if (painter != nullptr) {
            painter->setFont(bold);
        }
        text({kSheetMargin, y, width, line()}, Qt::AlignLeft, title);
        if (painter != nullptr) {
            painter->setFont(font);
        }
        y += line();
        if (!more.isEmpty()) {
            paragraph(more);
        }
        y += 3;
    }
    void paragraph(const QString& words) {
        const QRect room(kSheetMargin, y, width - 2 * kSheetMargin, 10000);
        const QRect used = metrics().boundingRect(room, Qt::TextWordWrap, words);
        text(room, Qt::TextWordWrap, words);
        y += used.height();
    }
    /// A colour scale from `least` to `most`.
    void scale(const QString& least, const QString& most, const QString& unit,
               const std::function<QColor(double)>& color) {
        constexpr int kBar = 90;
        const int left = kSheetMargin + metrics().horizontalAdvance(least) + 4;
        const QRect bar(left, y + line() / 4, kBar, line() / 2);
        text({kSheetMargin, y, left, line()}, Qt::AlignLeft, least);
        for (int x = 0; painter != nullptr && x < kBar; ++x) {
            plot::fillSeamless(*painter, QRectF(bar.left() + x, bar.top(), 1, bar.height()),
                               color(static_cast<double>(x) / (kBar - 1)));
        }
        frame(bar);
        text({bar.right() + 6, y, width, line()}, Qt::AlignLeft, most + u' ' + unit);
        y += line() + kSheetGap;
    }
    void frame(const QRectF& place) const {
        if (painter != nullptr) {
            painter->setPen(QPen(colors.axis, 1));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5));
        }
    }
};

ChannelSheet::ChannelSheet(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("channelSheet"));
    setMinimumWidth(240);
}

void ChannelSheet::present(channels::ChannelFacts facts) {
    facts_ = std::move(facts);
    setAccessibleName(channels::channelTitle(facts_.depth));
    fit();
}

void ChannelSheet::setPixels(ProbeImages pixels) {
    facts_.pixels = std::move(pixels);
    update();
}

void ChannelSheet::fit() {
    setMinimumHeight(paint(nullptr, width(), false));
    update();
}

int ChannelSheet::paintAll(QPainter* painter, int width) {
    const int height = paint(painter, width, true);
    paint(nullptr, this->width(), false); // for the tool tips
    return height;
}

int ChannelSheet::paint(QPainter* painter, int width, bool all) {
    Brush brush{painter, font(), theme::plotColors(palette()), width};
    if (painter != nullptr) {
        painter->setFont(font());
        painter->setRenderHint(QPainter::Antialiasing);
    }
    if (all) {
        brush.heading(channels::channelTitle(facts_.depth), facts_.since);
    }
    paintFilters(brush);
    paintClasses(brush);
    paintPeaks(brush);
    if (all) {
        paintCorrelations(brush);
    }
    return brush.y + kSheetMargin;
}

void ChannelSheet::paintFilters(Brush& brush) {
    const ChannelDepth& depth = facts_.depth;
    const std::vector<int> order = channels::strongestInputs(depth);
    const int shown = std::min(static_cast<int>(order.size()), kMostFilters);
    const int hidden = static_cast<int>(order.size()) - shown;
    brush.heading(
        tr("Weights per input channel"),
        hidden > 0
            ? tr("The %1 with the largest weights, by their norm; %2 more are "
                 "not shown.")
                  .arg(shown)
                  .arg(hidden)
            : tr("%1, by the norm of the weights.").arg(countedText(shown, "input channel")));
    double most = 0;
    for (const float weight : depth.filter) {
        most = std::isfinite(weight) ? std::max(most, std::abs(static_cast<double>(weight))) : most;
    }
    const bool dark = theme::isDark(palette());
    const double pixel = shown > 12 ? 9 : 14;
    const int side = static_cast<int>(3 * pixel);
    const int step = std::max(side, brush.metrics().horizontalAdvance(QStringLiteral("0000"))) + 4;
    const int columns = std::max((brush.width - 2 * kSheetMargin) / step, 1);
    const int tall = side + brush.line() + 2;
    for (int i = 0; i < shown; ++i) {
        const int left = kSheetMargin + i % columns * step;
        const int top = brush.y + i / columns * tall;
        const int input = order[static_cast<std::size_t>(i)];
        for (int k = 0; brush.painter != nullptr && k < 9; ++k) {
            const auto weight =
                static_cast<double>(depth.filter[static_cast<std::size_t>(9 * input + k)]);
            const QColor color = std::isfinite(weight)
                                     ? theme::diverging(most > 0 ? weight / most : 0, dark)
                                     : brush.colors.faint;
            plot::fillSeamless(*brush.painter,
                               QRectF(left + k % 3 * pixel, top + k / 3 * pixel, pixel, pixel),
                               color);
        }
        brush.frame(QRectF(left, top, side, side));
        brush.text({left, top + side + 1, side, brush.line()}, Qt::AlignHCenter | Qt::TextDontClip,
                   QString::number(input));
    }
    brush.y += (shown + columns - 1) / columns * tall + kSheetGap;
    brush.scale(threeDigits(-most), threeDigits(most), tr("weight"),
                [dark](double part) { return theme::diverging(2 * part - 1, dark); });
}

QRectF ChannelSheet::cell(int label, int bin) const {
    const double wide = (heat_.width() - kZeroGap) / kGoodnessBins;
    const double tall = heat_.height() / std::max(channels::classesOf(facts_.depth), 1);
    return {heat_.left() + bin * wide + (bin > 0 ? kZeroGap : 0), heat_.top() + label * tall, wide,
            tall};
}

void ChannelSheet::paintClasses(Brush& brush) {
    const ChannelDepth& depth = facts_.depth;
    const int classes = channels::classesOf(depth);
    std::int64_t images = 0;
    int longest = 0;
    for (int label = 0; label < classes; ++label) {
        images += channels::imagesOf(depth, label);
        longest = std::max(longest,
                           brush.metrics().horizontalAdvance(classText(facts_.classNames, label)));
    }
    brush.heading(tr("Goodness by class"), tr("%1 at epoch %2; a line marks the mean of a class.")
                                               .arg(countedText(images, "validation image"))
                                               .arg(facts_.epoch));
    const int row = std::clamp(600 / std::max(classes, 1), 5, brush.line() + 2);
    const int names = std::clamp(longest, 20, std::max(brush.width / 3, 20));
    const int left = kSheetMargin + names + 6;
    heat_ = QRectF(left, brush.y, std::max(brush.width - left - kSheetMargin, 50), row * classes);
    const int every = (brush.line() + row - 1) / row;
    for (int label = 0; label < classes; label += every) {
        const int middle = brush.y + label * row + row / 2;
        brush.text(
            {kSheetMargin, middle - brush.line() / 2, names, brush.line()},
            Qt::AlignRight | Qt::AlignVCenter,
            brush.metrics().elidedText(classText(facts_.classNames, label), Qt::ElideRight, names));
    }
    paintCells(brush);
    brush.y += row * classes + 2;
    const QRectF first = cell(0, 0);
    const QRectF second = cell(0, 1);
    brush.text(QRectF(first.left() - 10, brush.y, first.width() + 20, brush.line()).toRect(),
               Qt::AlignHCenter, QStringLiteral("0"));
    const QRect axis =
        QRectF(second.left(), brush.y, heat_.right() - second.left(), brush.line()).toRect();
    brush.text(axis, Qt::AlignHCenter, tr("mean patch goodness"));
    brush.text(axis, Qt::AlignRight, threeDigits(static_cast<double>(depth.most)));
    brush.y += brush.line() + 2;
    const bool dark = theme::isDark(palette());
    brush.scale(QStringLiteral("0"), sharePercent(mostShare(depth)), tr("of the images of a class"),
                [&](double part) { return cellColor(part, brush.colors.background, dark); });
}

void ChannelSheet::paintCells(Brush& brush) {
    const ChannelDepth& depth = facts_.depth;
    const bool dark = theme::isDark(palette());
    const double most = mostShare(depth);
    const QColor orange = plot::heat(plot::HeatHue::orange, 1, brush.colors.background, dark);
    for (int label = 0; brush.painter != nullptr && label < channels::classesOf(depth); ++label) {
        brush.painter->setRenderHint(QPainter::Antialiasing, false);
        for (int bin = 0; bin < kGoodnessBins; ++bin) {
            const double share = channels::shareOf(depth, label, bin);
            if (share > 0) {
                plot::fillSeamless(*brush.painter, cell(label, bin),
                                   cellColor(share / most, brush.colors.background, dark));
            }
        }
        brush.painter->setRenderHint(QPainter::Antialiasing);
        const double mean = depth.classMeans[static_cast<std::size_t>(label)];
        if (std::isfinite(mean) && depth.most > 0) {
            const QRectF place = cell(label, 1);
            const double x = place.left() + mean / static_cast<double>(depth.most) *
                                                (heat_.right() - place.left());
            const QRectF mark(x - 1, place.top(), 2, place.height());
            brush.painter->fillRect(mark.adjusted(-1, 0, 1, 0), brush.colors.background);
            brush.painter->fillRect(mark, orange);
        }
    }
    brush.frame(QRectF(heat_.topLeft(), QSizeF(cell(0, 0).width(), heat_.height())));
    brush.frame(QRectF(cell(0, 1).topLeft(), heat_.bottomRight()));
}

QRectF ChannelSheet::patchOf(const ChannelPeak& peak) const {
    const int patches = facts_.depth.patches;
    const PatchSpan rows = patchSpan(peak.row, patches, std::max(facts_.height, 1));
    const PatchSpan columns = patchSpan(peak.column, patches, std::max(facts_.width, 1));
    const double height = std::max(facts_.height, 1);
    const double width = std::max(facts_.width, 1);
    return {QPointF(columns.begin / width, rows.begin / height),
            QPointF(columns.end / width, rows.end / height)};
}

void ChannelSheet::paintPeaks(Brush& brush) {
    const ChannelDepth& depth = facts_.depth;
    brush.heading(tr("Patches that move it most"),
                  depth.peaks.empty()
                      ? tr("There are none.")
                      : tr("The strongest patch of an image, with the image's class and the "
                           "patch's goodness."));
    constexpr int kStep = kPatchThumbnail + 12;
    const int columns = std::max((brush.width - 2 * kSheetMargin) / kStep, 1);
    const int tall = kPatchThumbnail + 2 * brush.line() + kSheetGap;
    const int count = static_cast<int>(depth.peaks.size());
    for (int i = 0; i < count; ++i) {
        const QRect place(kSheetMargin + i % columns * kStep, brush.y + i / columns * tall,
                          kPatchThumbnail, kPatchThumbnail);
        paintPeak(brush, depth.peaks[static_cast<std::size_t>(i)], place);
    }
    brush.y += (count + columns - 1) / columns * tall;
}

void ChannelSheet::paintPeak(Brush& brush, const ChannelPeak& peak, const QRect& place) {
    if (brush.painter == nullptr) {
        return;
    }
    const ProbeImages& images = facts_.pixels;
    const auto found = std::find(images.indices.begin(), images.indices.end(), peak.position);
    if (found != images.indices.end()) {
        const auto sample = static_cast<int>(found - images.indices.begin());
        brush.painter->setRenderHint(QPainter::SmoothPixmapTransform, false);
        brush.painter->drawImage(place, pictureOf(images, sample));
    }
    brush.frame(place);
    const QRectF part = patchOf(peak);
    const QRectF patch(place.left() + part.left() * place.width(),
                       place.top() + part.top() * place.height(), part.width() * place.width(),
                       part.height() * place.height());
    brush.painter->setBrush(Qt::NoBrush);
    // Two lines are seen on dark and on light images.
    brush.painter->setPen(QPen(Qt::black, 3));
    brush.painter->drawRect(patch);
    brush.painter->setPen(QPen(theme::runColor(1, true), 1.5));
    brush.painter->drawRect(patch);
    const QString name = classText(facts_.classNames, peak.label);
    constexpr int kRoom = kPatchThumbnail + 8;
    brush.text({place.left(), place.bottom() + 2, kRoom, brush.line()}, Qt::AlignLeft,
               brush.metrics().elidedText(name, Qt::ElideRight, kRoom));
    brush.text({place.left(), place.bottom() + 2 + brush.line(), kRoom, brush.line()},
               Qt::AlignLeft, threeDigits(static_cast<double>(peak.goodness)));
}

void ChannelSheet::paintCorrelations(Brush& brush) {
    QStringList parts;
    for (const auto& other : facts_.depth.correlations) {
        parts << channels::correlationText(other);
    }
    brush.heading(tr("Most alike channels"),
                  parts.isEmpty() ? tr("There are none.") : parts.join(QStringLiteral(", ")));
}

QString ChannelSheet::tip(QPoint pixel) const {
    const ChannelDepth& depth = facts_.depth;
    for (int label = 0; label < channels::classesOf(depth); ++label) {
        for (int bin = 0; bin < kGoodnessBins; ++bin) {
            if (cell(label, bin).contains(pixel)) {
                const auto at = static_cast<std::size_t>(label * kGoodnessBins + bin);
                const QString range =
                    bin == 0 ? tr("goodness 0")
                             : tr("goodness %1 to %2")
                                   .arg(threeDigits(channels::binEdge(depth, bin)),
                                        threeDigits(channels::binEdge(depth, bin + 1)));
                return tr("%1\n%2\n%3, %4 of its class\nmean of the class: %5")
                    .arg(classText(facts_.classNames, label), range,
                         countedText(depth.histogram[at], "image"),
                         sharePercent(channels::shareOf(depth, label, bin)),
                         threeDigits(depth.classMeans[static_cast<std::size_t>(label)]));
            }
        }
    }
    return {};
}

void ChannelSheet::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme::plotColors(palette()).background);
    paint(&painter, width(), false);
}

void ChannelSheet::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

bool ChannelSheet::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), plain::block(tip(help->pos())), this);
        return true;
    }
    if (event->type() == QEvent::FontChange) {
        fit();
    }
    return QWidget::event(event);
}

} // namespace asge
