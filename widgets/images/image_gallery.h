// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"
#include "widgets/common/export_target.h"
#include "widgets/images/image_list.h"

#include <QTimer>
#include <QVariantMap>
#include <QWidget>

#include <set>
#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QListView;
class QStackedLayout;

namespace asge {

class ImageModel;
class ThumbnailDelegate;

/// Any number of images as thumbnails, with label, predicted class and confidence. They can be
/// filtered by class and by whether the prediction is right, and sorted by confidence. The widget
/// asks for the pixels of the images that are in sight.
class ImageGallery : public QWidget {
    Q_OBJECT

  public:
    /// The object names of the child widgets begin with `name`.
    explicit ImageGallery(QWidget* parent = nullptr,
                          const QString& name = QStringLiteral("images"));
    ~ImageGallery() override;

    /// Shows these images; filter and order stay. Requests that are not answered yet are void.
    void setImages(std::vector<ListedImage> images, const std::vector<std::string>& classNames);
    /// Replaces the images by the same ones with other predictions, or by some of them: their
    /// pixels stay.
    void updateImages(std::vector<ListedImage> images);
    /// Whether the images have predictions of a second run, B. The choice that needs it is there
    /// only then.
    void setComparing(bool compares);
    bool isComparing() const;
    /// An answer to pixelsRequested, whole or in part: `indices` are positions in the split. An
    /// invalid one is ignored, with a message.
    void setPixels(const ProbeImages& pixels);
    /// Says that positions can't be read: their pixels are not asked for again.
    void setUnreadable(const std::vector<std::int64_t>& positions);
    /// Whether the fields that choose among images are hidden, since there will be none.
    void setBare(bool bare);
    /// The text that is shown if there are no images.
    void setEmptyText(const QString& text);

    void setFilter(const ImageFilter& filter);
    ImageFilter filter() const;
    int shownCount() const;
    /// Whether all pixels in sight have been asked for.
    bool isSettled() const { return !isVisible() || !requestTimer_.isActive(); }
    void choose(std::int64_t position); ///< selects the image if it is shown
    /// The image that is selected and the first one in sight, by position; -1: none.
    struct Sight {
        std::int64_t chosen = -1;
        std::int64_t top = -1;
    };
    Sight sight() const;
    void goTo(const Sight& sight); ///< as far as the images are shown
    QString filterText() const;    ///< what is shown of the images, and in which order

    /// A picture of the images in sight, with lines of text above them.
    struct PictureForm {
        QStringList lines; ///< broken so that they fit
        QSize cell;        ///< of an image with its texts
        int columns = 1;
        int rows = 1;
        QSize size;
    };
    /// On paper, images for which the width has no room are in more rows, as far as a page has room
    /// for these.
    PictureForm pictureForm(const ExportTarget& target, const QStringList& lines) const;
    void paintPicture(QPainter& painter, const PictureForm& form) const;

    QVariantMap saveState() const; ///< what is shown of the images and in which order
    void restoreState(const QVariantMap& state);

  signals:
    /// The pixels of images in sight are needed. Positions are asked for once, at most
    /// kMostRequested at a time.
    void pixelsRequested(const std::vector<std::int64_t>& positions);
    void imageChosen(qint64 position);    ///< it became the current one; -1: none is
    void imageActivated(qint64 position); ///< Enter or a double click
    void message(const QString& text);

  public:
    static constexpr int kMostRequested = 128;

  protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    QComboBox* addChoice(const QString& name, const QString& label, const QString& tip);
    void makeTools();
    void makeView();
    void fillShow(bool compares);
    void fillClasses(const std::vector<std::string>& names);
    void applyFilter();
    void showCount();
    void setLook();
    void fitGrid();
    void requestVisible();
    void goToTop();
    int columns() const;
    QStringList brokenLines(const QStringList& lines, int width) const;

    QString name_;
    QWidget* tools_ = nullptr; ///< above the images
    ImageModel* model_;
    ThumbnailDelegate* delegate_;
    QListView* view_;
    QComboBox* show_ = nullptr;
    QComboBox* label_ = nullptr;
    QComboBox* predicted_ = nullptr;
    QComboBox* order_ = nullptr;
    QLabel* count_;
    QLabel* empty_;
    QStackedLayout* pages_; ///< the images, or why there are none
    QString emptyText_;
    ImageFilter::Show wanted_ = ImageFilter::Show::all; ///< chosen or restored, perhaps without B
    QSize leastCell_;                                   ///< of an image with its texts
    QTimer requestTimer_;                               ///< joins the requests of one scroll
    std::int64_t wantedTop_ = -1; ///< the first image in sight, once the list is laid out so far
    std::set<std::int64_t> requested_; ///< asked for and not answered, or unreadable
};

} // namespace asge
