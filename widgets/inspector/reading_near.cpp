// SPDX-License-Identifier: GPL-3.0-or-later

// The nearest validation images in ReadingBlock.
#include "widgets/common/theme.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/inspector/reading_ink.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

QString distanceText(double distance) {
    return std::isnan(distance) ? InspectorText::tr("no distance")
                                : QLocale().toString(distance, 'f', 3);
}

} // namespace

QRect ReadingBlock::neighbourRect(std::size_t layer, std::size_t place, const QFontMetrics& metrics,
                                  int side) const {
    return nearRect(layer, place, rows(metrics, side), side)
        .translated(0, bandTop(layer, metrics, side));
}

/// In the first band.
QRect ReadingBlock::nearRect(std::size_t layer, std::size_t place, const Rows& rows,
                             int side) const {
    return {columnRect(layer, side).left(),
            rows.firstNear + static_cast<int>(place) * (rows.near + kNearGap), side + extra_,
            rows.near};
}

void ReadingBlock::paintNear(const Ink& ink, std::size_t layer) const {
    if (!near_ || layer >= near_->layers.size()) {
        return;
    }
    const std::vector<Neighbour>& all = near_->layers[layer];
    const auto same = std::count_if(all.begin(), all.end(), [&](const Neighbour& each) {
        return each.label == comparedLabel();
    });
    ink.parts(columnRect(layer, ink.side).left(), ink.rows.neighbours,
              InspectorText::tr("%1 of %2:").arg(same).arg(all.size()),
              reading_.className(comparedLabel()), ink.colors.text);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QRect row = nearRect(layer, i, ink.rows, ink.side);
        const QRect frame(row.left(), row.top(), ink.rows.nearSide, ink.rows.nearSide);
        const auto& indices = near_->images.indices;
        const auto found = std::find(indices.begin(), indices.end(), all[i].position);
        if (found != indices.end()) {
            const QImage& picture =
                nearPictures_[static_cast<std::size_t>(found - indices.begin())];
            QRect place({0, 0}, picture.size().scaled(frame.size(), Qt::KeepAspectRatio));
            place.moveCenter(frame.center());
            ink.painter.drawImage(place, picture);
        }
        const bool isSame = all[i].label == comparedLabel();
        // The frame's stroke and the mark say it too, for eyes that do not tell the colours apart.
        QPen pen(theme::verdict(isSame, ink.dark), 2);
        pen.setStyle(isSame ? Qt::SolidLine : Qt::DotLine);
        pen.setJoinStyle(Qt::MiterJoin);
        ink.painter.setPen(pen);
        ink.painter.drawRect(frame);
        const int left = frame.right() + kNearTextGap;
        const int width = row.right() - left + 1;
        const QString name = (isSame ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) +
                             reading_.className(all[i].label);
        if (ink.rows.each > 1) { // the name has no room beside the image
            ink.line(row.left(), frame.bottom() + 1, row.width(), name, ink.colors.text);
        } else {
            ink.line(left, row.top(), width, name, ink.colors.text);
        }
        ink.line(left, row.top() + ink.rows.line, width, distanceText(all[i].distance),
                 ink.colors.faint);
    }
}

/// What the marks of the neighbours mean, or why there are none.
void ReadingBlock::paintNearKey(const Ink& ink) const {
    if (!near_ && nearText_.isEmpty()) {
        return;
    }
    const Rows& rows = ink.rows;
    if (!near_) {
        const int width = size(ink.metrics, ink.side).width() - 2 * kMargin;
        ink.line(kMargin, rows.neighbours, width, InspectorText::tr("Nearest validation images"),
                 ink.colors.text);
        ink.line(kMargin, rows.neighbours + rows.line, width, nearText_, ink.colors.faint);
        return;
    }
    ink.painter.setPen(ink.colors.text);
    QRect place(kMargin, rows.neighbours, ink.column, 3 * rows.line);
    QRect used;
    ink.painter.drawText(place, Qt::AlignLeft | Qt::TextWordWrap,
                         InspectorText::tr("Nearest validation images"), &used);
    place.moveTop(used.bottom() + kNearGap);
    place.setHeight(16 * rows.line);
    ink.painter.setPen(ink.colors.faint);
    const QString compared = reading_.label() ? InspectorText::tr("the label")
                                              : InspectorText::tr("the predicted class");
    ink.painter.drawText(
        place, Qt::AlignLeft | Qt::TextWordWrap,
        InspectorText::tr("and their Euclidean distance in the layer's goodness, scaled to "
                          "length 1.\n✓ same class as %1\n✗ another class")
            .arg(compared));
}

std::optional<std::pair<std::size_t, std::size_t>>
ReadingBlock::nearAt(const QPoint& point, const QFontMetrics& metrics, int side) const {
    if (!near_) {
        return std::nullopt;
    }
    for (std::size_t layer = 0; layer < std::min(near_->layers.size(), columns_.size()); ++layer) {
        for (std::size_t i = 0; i < near_->layers[layer].size(); ++i) {
            if (neighbourRect(layer, i, metrics, side).contains(point)) {
                return std::pair(layer, i);
            }
        }
    }
    return std::nullopt;
}

std::optional<int> ReadingBlock::neighbourAt(const QPoint& point, const QFontMetrics& metrics,
                                             int side) const {
    const auto found = nearAt(point, metrics, side);
    return found ? std::optional(near_->layers[found->first][found->second].position)
                 : std::nullopt;
}

QString ReadingBlock::describeNear(std::size_t layer, std::size_t place) const {
    const Neighbour& near = near_->layers[layer][place];
    return InspectorText::tr("Layer %1, neighbour %2: validation image %3, %4, distance %5; a "
                             "click opens it")
        .arg(layer + 1)
        .arg(place + 1)
        .arg(near.position)
        .arg(reading_.className(near.label), distanceText(near.distance));
}

} // namespace asge
