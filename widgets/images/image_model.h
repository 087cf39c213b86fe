// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"
#include "widgets/images/image_list.h"

#include <QAbstractListModel>
#include <QCache>
#include <QColor>
#include <QImage>

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace asge {

/// The images that pass a filter. Pictures come later, from setPixels, and the memory that they
/// take is bounded: those that were not used for the longest time are dropped.
class ImageModel : public QAbstractListModel {
    Q_OBJECT

  public:
    static constexpr int kPositionRole = Qt::UserRole + 1; ///< qlonglong, in the split
    static constexpr qsizetype kPictureBytes = qsizetype{192} << 20;

    using QAbstractListModel::QAbstractListModel;

    /// Replaces the images, and drops the pictures.
    void setImages(std::vector<ListedImage> images, std::vector<std::string> classNames);
    /// Replaces the images by the same ones with other predictions, or by some of them; the
    /// pictures stay.
    void updateImages(std::vector<ListedImage> images);
    void setFilter(const ImageFilter& filter);
    /// Colours of a right and a wrong prediction.
    void setColors(const QColor& right, const QColor& wrong);
    /// Adds pictures; `indices` of the pixels are positions in the split. They must be valid.
    void setPixels(const ProbeImages& pixels);
    void setUnreadable(const std::vector<std::int64_t>& positions);
    /// Whether the picture of that row has come. It counts as a use of the picture.
    bool hasPicture(int row) const;

    const std::vector<ListedImage>& images() const { return images_; }
    const ImageFilter& filter() const { return filter_; }
    const ListedImage& at(int row) const;
    int rowOf(std::int64_t position) const; ///< -1 if it is not shown

    /// The pixels that a line with a wrong prediction needs, for the longest name of a class.
    int widestPrediction(const QFontMetrics& metrics) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

  private:
    QString predictionText(const ListedImage& image, int predicted, float confidence) const;
    QString text(const ListedImage& image) const;
    QVariant colors(const ListedImage& image) const;
    QString toolTip(const ListedImage& image) const;

    std::vector<ListedImage> images_;
    std::vector<std::string> classNames_;
    ImageFilter filter_;
    std::vector<int> shown_;                            ///< indices into images_
    std::unordered_map<std::int64_t, int> rows_;        ///< by position
    QCache<qlonglong, QImage> pictures_{kPictureBytes}; ///< by position
    QColor right_, wrong_;
    std::unordered_set<std::int64_t> unreadable_; ///< positions
};

} // namespace asge
