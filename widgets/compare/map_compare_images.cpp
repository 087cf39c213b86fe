// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_images.h"

#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"
#include "widgets/compare/compare_text.h"
#include "widgets/compare/map_run.h"
#include "widgets/maps/probe_gallery.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {

MapImages::MapImages(QWidget* parent)
    : QWidget(parent), gallery_(new ProbeGallery(this)), previous_(new QToolButton(this)),
      next_(new QToolButton(this)), place_(new PlainLabel(this)) {
    gallery_->setObjectName(QStringLiteral("mapsGallery"));
    gallery_->setAccessibleName(CompareText::tr("Probe images that both runs have"));
    gallery_->setSelectionMode(QAbstractItemView::SingleSelection);
    gallery_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    place_->setObjectName(QStringLiteral("mapsPlace"));
    place_->setAlignment(Qt::AlignCenter);
    previous_->setObjectName(QStringLiteral("mapsPrevious"));
    previous_->setArrowType(Qt::LeftArrow);
    previous_->setToolTip(CompareText::tr("Previous image (Alt+Left)"));
    next_->setObjectName(QStringLiteral("mapsNext"));
    next_->setArrowType(Qt::RightArrow);
    next_->setToolTip(CompareText::tr("Next image (Alt+Right)"));
    for (QToolButton* button : {previous_, next_}) {
        button->setAccessibleName(button->toolTip());
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAutoRaise(true);
        const int direction = button == previous_ ? -1 : 1;
        connect(button, &QToolButton::clicked, this, [this, direction] { step(direction); });
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(previous_);
    row->addWidget(place_, 1);
    row->addWidget(next_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(row);
    column->addWidget(gallery_, 1);
    connect(gallery_, &ProbeGallery::pickedChanged, this, [this] {
        // Ctrl+click has deselected it, but an image must be selected
        if (gallery_->picked().empty()) {
            const QSignalBlocker quiet(gallery_);
            gallery_->pick({std::max(gallery_->currentIndex().row(), 0)});
            return;
        }
        showPlace();
        emit chosenChanged();
    });
}

void MapImages::setImages(const ProbeImages& images, const std::vector<std::string>& classNames) {
    const int before = chosen();
    const int index = before < 0 ? -1 : indices_[static_cast<std::size_t>(before)];
    ProbeScene scene;
    scene.setRun(images, classNames, {});
    const QSignalBlocker quiet(gallery_);
    gallery_->setScene(scene);
    indices_ = images.indices;
    const auto same = std::find(indices_.begin(), indices_.end(), index);
    if (!indices_.empty()) {
        choose(same == indices_.end() ? 0 : static_cast<int>(same - indices_.begin()));
    }
    setFixedWidth(gallery_->gridSize().width() + gallery_->verticalScrollBar()->sizeHint().width() +
                  10);
    showPlace();
}

int MapImages::chosen() const {
    const std::vector<int> picked = gallery_->picked();
    return picked.empty() ? -1 : picked.front();
}

void MapImages::choose(int position) {
    gallery_->pick({position});
    gallery_->scrollTo(gallery_->currentIndex());
}

void MapImages::step(int direction) {
    const int position = chosen() + direction;
    if (position >= 0 && position < static_cast<int>(indices_.size())) {
        choose(position);
    }
}

void MapImages::setThumbnailsVisible(bool visible) {
    gallery_->setVisible(visible);
}

void MapImages::showPlace() {
    const int position = chosen();
    const int count = static_cast<int>(indices_.size());
    place_->setText(CompareText::tr("%1 of %2").arg(position + 1).arg(count));
    setUsable(*previous_, position > 0 ? QString() : CompareText::tr("There is none before."));
    setUsable(*next_, position + 1 < count ? QString() : CompareText::tr("There is none after."));
}

} // namespace asge
