// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <QString>
#include <QWidget>

#include <cstdint>
#include <vector>

namespace asge {

/// One line of the sketch, as numbers.
struct SketchedLayer {
    int channels = 0;
    int height = 0;
    int width = 0;
    int patches = 0;              ///< per side; 0: the method has none
    std::int64_t parameters = 0;  ///< of the convolution and the readout
    std::int64_t activations = 0; ///< bytes per image
    bool pools = false;
};

/// The layers of an experiment's network; empty if the size of the images or the number of classes
/// is not known, or a layer has no pixels to pool.
std::vector<SketchedLayer> sketchOf(const Experiment& experiment);

/// Draws an experiment's network: for each layer its channels as a bar, the shape of its
/// activations, its patches, its parameters and the memory of its activations. It is hidden while
/// there is nothing to draw.
class NetworkSketch : public QWidget {
    Q_OBJECT

  public:
    explicit NetworkSketch(QWidget* parent = nullptr);

    void setExperiment(const Experiment& experiment);
    const std::vector<SketchedLayer>& layers() const { return layers_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    int lineHeight() const;
    int shownLayers() const;
    void paintHeader(QPainter& painter) const;
    void paintLayer(QPainter& painter, int layer) const;
    void paintTotal(QPainter& painter) const;
    QRect cell(int column, int line) const;

    std::vector<SketchedLayer> layers_;
};

} // namespace asge
