// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/images/image_model.h"

#include "widgets/common/class_names.h"
#include "widgets/common/probe_picture.h"
#include "widgets/common/thumbnail_delegate.h"
#include "widgets/images/images_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kGreatestThumbnail = 168; ///< pixels, for screens of high resolution

QString confidenceText(float confidence, int decimals) {
    return std::isfinite(confidence) && confidence >= 0
               ? QLocale().toString(100.0 * static_cast<double>(confidence), 'f', decimals) +
                     QStringLiteral(" %")
               : QStringLiteral("–");
}

/// The picture, made smaller if it is larger than any thumbnail, so that the memory holds more of
/// them than a screen shows.
QImage thumbnailOf(const ProbeImages& pixels, int sample) {
    const QImage picture = pictureOf(pixels, sample);
    return std::max(picture.width(), picture.height()) <= kGreatestThumbnail
               ? picture
               : picture.scaled(kGreatestThumbnail, kGreatestThumbnail, Qt::KeepAspectRatio,
                                Qt::SmoothTransformation);
}

} // namespace

void ImageModel::setImages(std::vector<ListedImage> images, std::vector<std::string> classNames) {
    images_ = std::move(images);
    classNames_ = std::move(classNames);
    pictures_.clear();
    unreadable_.clear();
    setFilter(filter_);
}

void ImageModel::updateImages(std::vector<ListedImage> images) {
    images_ = std::move(images);
    setFilter(filter_);
}

void ImageModel::setFilter(const ImageFilter& filter) {
    beginResetModel();
    filter_ = filter;
    shown_ = filtered(images_, filter_);
    rows_.clear();
    rows_.reserve(shown_.size());
    for (int row = 0; row < static_cast<int>(shown_.size()); ++row) {
        rows_.emplace(at(row).position, row);
    }
    endResetModel();
}

void ImageModel::setColors(const QColor& right, const QColor& wrong) {
    right_ = right;
    wrong_ = wrong;
}

void ImageModel::setPixels(const ProbeImages& pixels) {
    for (int sample = 0; sample < pixels.count; ++sample) {
        const std::int64_t position = pixels.indices[static_cast<std::size_t>(sample)];
        auto* picture = new QImage(thumbnailOf(pixels, sample)); // QCache owns it
        pictures_.insert(position, picture, std::max<qsizetype>(picture->sizeInBytes(), 1));
        if (const int row = rowOf(position); row >= 0) {
            emit dataChanged(index(row), index(row), {Qt::DecorationRole});
        }
    }
}

void ImageModel::setUnreadable(const std::vector<std::int64_t>& positions) {
    unreadable_.insert(positions.begin(), positions.end());
    if (rowCount() > 0) {
        emit dataChanged(index(0), index(rowCount() - 1), {ThumbnailDelegate::kNoteRole});
    }
}

bool ImageModel::hasPicture(int row) const {
    return pictures_.object(at(row).position) != nullptr;
}

const ListedImage& ImageModel::at(int row) const {
    return images_[static_cast<std::size_t>(shown_[static_cast<std::size_t>(row)])];
}

int ImageModel::rowOf(std::int64_t position) const {
    const auto found = rows_.find(position);
    return found == rows_.end() ? -1 : found->second;
}

int ImageModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

/// "✓ 98 %" or "✗ 98 % dog". The share comes first, since long names of classes are cut.
QString ImageModel::predictionText(const ListedImage& image, int predicted,
                                   float confidence) const {
    if (predicted < 0) {
        return QStringLiteral("–");
    }
    return predicted == image.label
               ? QStringLiteral("✓ %1").arg(confidenceText(confidence, 0))
               : QStringLiteral("✗ %1 %2").arg(confidenceText(confidence, 0),
                                               classText(classNames_, predicted));
}

int ImageModel::widestPrediction(const QFontMetrics& metrics) const {
    int widest = 0;
    for (std::size_t label = 0; label < classNames_.size(); ++label) {
        ListedImage image;
        image.label = -1;
        const QString line = predictionText(image, static_cast<int>(label), 1);
        widest = std::max(widest, metrics.horizontalAdvance(line));
    }
    return widest;
}

QString ImageModel::text(const ListedImage& image) const {
    const QString ofA = predictionText(image, image.predicted, image.confidence);
    const QString label = classText(classNames_, image.label) + u'\n';
    return image.hasOther() ? label + QStringLiteral("A %1\nB %2")
                                          .arg(ofA, predictionText(image, image.otherPredicted,
                                                                   image.otherConfidence))
                            : label + ofA;
}

QString ImageModel::toolTip(const ListedImage& image) const {
    const QString what = ImagesText::tr("image %1: %2")
                             .arg(QLocale().toString(qlonglong{image.position}),
                                  classText(classNames_, image.label));
    if (image.predicted < 0) {
        return what;
    }
    const QString predicted = classText(classNames_, image.predicted);
    const QString confidence = confidenceText(image.confidence, 1);
    return image.hasOther()
               ? ImagesText::tr("%1, A predicts %2 with %3, B %4 with %5")
                     .arg(what, predicted, confidence, classText(classNames_, image.otherPredicted),
                          confidenceText(image.otherConfidence, 1))
               : ImagesText::tr("%1, predicted %2 with %3").arg(what, predicted, confidence);
}

/// The colours of the lines below the label.
QVariant ImageModel::colors(const ListedImage& image) const {
    if (image.predicted < 0) {
        return {};
    }
    QVariantList colors{image.isRight() ? right_ : wrong_};
    if (image.hasOther()) {
        colors << (image.otherIsRight() ? right_ : wrong_);
    }
    return colors;
}

QVariant ImageModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const ListedImage& image = at(index.row());
    const QImage* picture = nullptr;
    switch (role) {
    case Qt::DisplayRole:
        return text(image);
    case Qt::DecorationRole:
        picture = pictures_.object(image.position);
        return picture != nullptr ? QVariant(*picture) : QVariant();
    case Qt::ForegroundRole:
        return colors(image);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return toolTip(image);
    case ThumbnailDelegate::kNoteRole:
        return unreadable_.contains(image.position) ? ImagesText::tr("not readable")
                                                    : ImagesText::tr("loading…");
    case kPositionRole:
        return qlonglong{image.position};
    default:
        return {};
    }
}

} // namespace asge
