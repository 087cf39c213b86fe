// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/probe_gallery.h"

#include "widgets/common/thumbnail_delegate.h"

#include <QAbstractListModel>
#include <QEvent>

#include <algorithm>

namespace asge {
namespace {

constexpr int kThumbnail = 64;
constexpr int kMostWider = 32; ///< pixels that long names may make a cell wider
constexpr int kMostLower = 3;  ///< pixels between cells, which they can do without

} // namespace

class ProbeGallery::Model : public QAbstractListModel {
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

ProbeGallery::ProbeGallery(QWidget* parent)
    : QListView(parent), model_(new Model(this)),
      delegate_(new ThumbnailDelegate(kThumbnail, 1, this)) {
    setModel(model_);
    setItemDelegate(delegate_);
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

ProbeGallery::~ProbeGallery() = default;

/// A cell has room for the names of classes, if they are not very long.
void ProbeGallery::fitGrid() {
    delegate_->setText(1, 0);
    int widest = 0;
    for (int row = 0; row < model_->rowCount(); ++row) {
        const QString name = model_->index(row).data().toString();
        widest = std::max(widest, fontMetrics().horizontalAdvance(name));
    }
    delegate_->setText(1, std::clamp(widest - delegate_->textWidth(), 0, kMostWider));
    fitRows();
}

/// Moves the rows together if all of them are in sight then: a bar that scrolls for less than a row
/// helps nothing.
void ProbeGallery::fitRows() {
    QSize cell = delegate_->cellSize(fontMetrics());
    const int columns = std::max(viewport()->width() / cell.width(), 1);
    const int rows = (model_->rowCount() + columns - 1) / columns;
    const int missing = rows * cell.height() - viewport()->height();
    if (missing > 0 && missing <= rows * kMostLower) {
        cell.rheight() -= (missing + rows - 1) / rows;
    }
    if (gridSize() != cell) {
        setGridSize(cell);
    }
}

void ProbeGallery::resizeEvent(QResizeEvent* event) {
    fitRows(); // first, since the view then lays itself out
    QListView::resizeEvent(event);
}

void ProbeGallery::setScene(const ProbeScene& scene) {
    std::vector<Model::Item> items;
    for (int sample = 0; sample < scene.images().count; ++sample) {
        items.push_back({scene.picture(sample),
                         scene.className(scene.images().labels[static_cast<std::size_t>(sample)]),
                         scene.imageName(sample)});
    }
    model_->setItems(std::move(items));
    fitGrid();
}

std::vector<int> ProbeGallery::picked() const {
    std::vector<int> samples;
    for (const QModelIndex& index : selectionModel()->selectedIndexes()) {
        samples.push_back(index.row());
    }
    std::sort(samples.begin(), samples.end());
    return samples;
}

void ProbeGallery::pick(const std::vector<int>& samples) {
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

void ProbeGallery::selectionChanged(const QItemSelection& selected,
                                    const QItemSelection& deselected) {
    QListView::selectionChanged(selected, deselected);
    emit pickedChanged();
}

void ProbeGallery::changeEvent(QEvent* event) {
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitGrid();
    }
}

} // namespace asge
