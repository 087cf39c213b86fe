// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/maps/probe_scene.h"

#include <QListView>

namespace asge {

class ThumbnailDelegate;

/// The probe images as thumbnails with the names of their classes. Any number can be selected.
class ProbeGallery : public QListView {
    Q_OBJECT

  public:
    explicit ProbeGallery(QWidget* parent = nullptr);
    ~ProbeGallery() override;

    /// Shows the scene's images and clears the selection.
    void setScene(const ProbeScene& scene);
    std::vector<int> picked() const; ///< positions in the probe batch, ascending
    void pick(const std::vector<int>& samples);

  signals:
    void pickedChanged();

  protected:
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    class Model;
    void fitGrid();
    void fitRows();

    Model* model_;
    ThumbnailDelegate* delegate_;
};

} // namespace asge
