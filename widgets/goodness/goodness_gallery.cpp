// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_gallery.h"

#include "widgets/goodness/goodness_text.h"

#include <QAbstractListModel>
#include <QEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace asge {
namespace {

constexpr int kThumbnail = 64;
constexpr int kMargin = 6;

} // namespace

class GoodnessGallery::Model : public QAbstractListModel {
  public:
    using QAbstractListModel::QAbstractListModel;

    struct Item {
        QImage picture;
        QString className;
        QString toolTip;
    };

    void setItems(std::vector<Item> items) {
        beginResetModel();
        items_ = std::move(items);
        endResetModel();
    }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(items_.size());
    }

    QVariant data(const QModelIndex& index, int role) const override {
        const Item& item = items_[index.row()];
        switch (role) {
        case Qt::DisplayRole:
            return item.className;
        case Qt::DecorationRole:
            return item.picture;
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
            return item.toolTip;
        default:
            return {};
        }
    }

  private:
    std::vector<Item> items_;
};

/// Draws the images enlarged without smoothing.
class GoodnessGallery::Delegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {kThumbnail + 2 * kMargin,
                kThumbnail + 2 * kMargin + option.fontMetrics.height() + 2};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const bool selected = option.state & QStyle::State_Selected;
        const QRect box = option.rect.adjusted(1, 1, -1, -1);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        if (selected) {
            painter->setBrush(option.palette.brush(QPalette::Highlight));
            painter->drawRoundedRect(box, 4, 4);
        }
        if (option.state & QStyle::State_HasFocus) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(option.palette.color(QPalette::Text), 1, Qt::DotLine));
            painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        }
        painter->setRenderHint(QPainter::Antialiasing, false);
        const auto picture = index.data(Qt::DecorationRole).value<QImage>();
        const QRect frame(option.rect.left() + (option.rect.width() - kThumbnail) / 2,
                          option.rect.top() + kMargin, kThumbnail, kThumbnail);
        QRect place({0, 0}, picture.size().scaled(frame.size(), Qt::KeepAspectRatio));
        place.moveCenter(frame.center());
        painter->setRenderHint(QPainter::SmoothPixmapTransform, picture.width() > place.width());
        painter->drawImage(place, picture);
        painter->setPen(
            option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        const QRect name(option.rect.left() + 3, frame.bottom() + 3, option.rect.width() - 6,
                         option.fontMetrics.height());
        painter->drawText(
            name, Qt::AlignHCenter | Qt::AlignTop | Qt::TextSingleLine,
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, name.width()));
        painter->restore();
    }
};

GoodnessGallery::GoodnessGallery(QWidget* parent) : QListView(parent), model_(new Model(this)) {
    setModel(model_);
    setItemDelegate(new Delegate(this));
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    setViewportMargins(4, 4, 0, 0);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    setFont(small);
    fitGrid();
}

GoodnessGallery::~GoodnessGallery() = default;

void GoodnessGallery::fitGrid() {
    setGridSize(
        {kThumbnail + 2 * kMargin + 4, kThumbnail + 2 * kMargin + fontMetrics().height() + 6});
}

void GoodnessGallery::setScene(const GoodnessScene& scene) {
    std::vector<Model::Item> items;
    for (int sample = 0; sample < scene.images().count; ++sample) {
        const QString name = scene.className(scene.images().labels[sample]);
        items.push_back({scene.picture(sample), name,
                         GoodnessText::tr("%1, test image %2")
                             .arg(name, QString::number(scene.images().indices[sample]))});
    }
    model_->setItems(std::move(items));
}

std::vector<int> GoodnessGallery::picked() const {
    std::vector<int> samples;
    for (const QModelIndex& index : selectionModel()->selectedIndexes()) {
        samples.push_back(index.row());
    }
    std::sort(samples.begin(), samples.end());
    return samples;
}

void GoodnessGallery::pick(const std::vector<int>& samples) {
    QItemSelection selection;
    for (const int sample : samples) {
        const QModelIndex index = model_->index(sample);
        selection.select(index, index);
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (!samples.empty()) {
        selectionModel()->setCurrentIndex(model_->index(samples.front()),
                                          QItemSelectionModel::NoUpdate);
    }
}

void GoodnessGallery::selectionChanged(const QItemSelection& selected,
                                       const QItemSelection& deselected) {
    QListView::selectionChanged(selected, deselected);
    emit pickedChanged();
}

void GoodnessGallery::changeEvent(QEvent* event) {
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitGrid();
    }
}

} // namespace asge
