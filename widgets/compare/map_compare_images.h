// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace asge {

class ProbeGallery;

/// The probe images as thumbnails with their classes, one of them selected, and buttons for the
/// previous and the next one.
class MapImages : public QWidget {
    Q_OBJECT

  public:
    explicit MapImages(QWidget* parent = nullptr);

    /// Sets the images, which must be valid (see invalidReason). The selected image stays selected
    /// if it is still there (by its position in the data set); otherwise the first one is. Emits no
    /// signal.
    void setImages(const ProbeImages& images, const std::vector<std::string>& classNames);
    int chosen() const; ///< index of the selected image; -1 if there is none
    void choose(int position);
    void step(int direction);
    /// Whether the thumbnails are shown, or only the buttons.
    void setThumbnailsVisible(bool visible);

  signals:
    void chosenChanged();

  private:
    void showPlace();

    ProbeGallery* gallery_;
    QToolButton* previous_;
    QToolButton* next_;
    QLabel* place_;
    std::vector<int> indices_; ///< positions of the images in the data set
};

} // namespace asge
