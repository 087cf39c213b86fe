// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace asge {

class GoodnessGallery;

/// Probe images as thumbnails with their classes, one of them chosen, and buttons that go to the
/// one before and the one after.
class MapImages : public QWidget {
    Q_OBJECT

  public:
    explicit MapImages(QWidget* parent = nullptr);

    /// The chosen image stays where it is still there, by its place in the data set; else the first
    /// one is. The images must be sound (see misfit). Emits nothing.
    void setImages(const ProbeImages& images, const std::vector<std::string>& classNames);
    int chosen() const; ///< position; -1 where there is none
    void choose(int position);
    void step(int direction);

  signals:
    void chosenChanged();

  private:
    void showPlace();

    GoodnessGallery* gallery_;
    QToolButton* previous_;
    QToolButton* next_;
    QLabel* place_;
    std::vector<int> indices_; ///< the images' places in the data set
};

} // namespace asge
