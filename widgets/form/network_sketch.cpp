// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/network_sketch.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/experiment/data_facts.h"
#include "core/experiment/layer_costs.h"
#include "core/experiment/layers.h"
#include "core/experiment/method_facts.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace asge {
namespace {

constexpr int kMostSketched = 16; ///< that are drawn
constexpr int kNarrowestSketch = 240;
enum SketchColumn {
    barColumn,
    shapeColumn,
    patchColumn,
    parameterColumn,
    memoryColumn,
    kSketchColumns
};
/// Where columns end, as fractions of the width.
constexpr std::array<double, kSketchColumns> kColumnEnds{0.18, 0.46, 0.54, 0.78, 1.0};

/// The number of classes as far as the settings tell it; 0 if they do not.
int sketchedClasses(const Experiment::Data& data) {
    if (!data.classes.empty()) {
        return static_cast<int>(std::count(data.classes.begin(), data.classes.end(), ',')) + 1;
    }
    const DataFacts* facts = data.path.empty() ? findDataFacts(data.name) : nullptr;
    constexpr int kCoarseClasses = 20; // of CIFAR-100
    return facts == nullptr                ? 0
           : data.labels == Labels::coarse ? kCoarseClasses
                                           : static_cast<int>(facts->classNames.size());
}

QString inUnits(std::int64_t bytes) {
    return bytes < 1024 * 1024
               ? QStringLiteral("%1 KiB").arg(QLocale().toString(qlonglong{(bytes + 1023) / 1024}))
               : QString::fromStdString(memoryText(static_cast<double>(bytes)));
}

} // namespace

std::vector<SketchedLayer> sketchOf(const Experiment& experiment) {
    const ImageSize image = imageSize(experiment.data);
    std::vector<LayerCost> costs;
    try {
        costs = layerCosts(experiment, image, sketchedClasses(experiment.data));
    } catch (const BadInput&) {
        return {}; // the form says elsewhere what is wrong
    }
    const MethodFacts* facts = findMethodFacts(experiment.method);
    std::vector<SketchedLayer> layers;
    int height = image.height;
    int width = image.width;
    for (std::size_t i = 0; i < costs.size(); ++i) {
        const LayerSpec& spec = experiment.network.layers[i];
        const bool hasPatches = facts != nullptr && facts->hasPatches;
        layers.push_back(
            {spec.channels, height, width,
             hasPatches ? patchesPerSide(experiment.network, spec.channels, height, width) : 0,
             costs[i].weights + costs[i].readout, costs[i].activations, spec.pools});
        height /= spec.pools ? 2 : 1;
        width /= spec.pools ? 2 : 1;
    }
    return layers;
}

NetworkSketch::NetworkSketch(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("networkSketch"));
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    setFont(small);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("The network: shape of each layer's activations (channels × height × width, "
                  "before pooling), patches,\nparameters (weights, and the frozen readout), and "
                  "memory of its input and output per image"));
    hide();
}

void NetworkSketch::setExperiment(const Experiment& experiment) {
    layers_ = sketchOf(experiment);
    setVisible(!layers_.empty());
    updateGeometry();
    update();
}

int NetworkSketch::lineHeight() const {
    return fontMetrics().height() + 3;
}

int NetworkSketch::shownLayers() const {
    return std::min(static_cast<int>(layers_.size()), kMostSketched);
}

QSize NetworkSketch::sizeHint() const {
    const bool more = static_cast<int>(layers_.size()) > kMostSketched;
    return {kNarrowestSketch, lineHeight() * (shownLayers() + (more ? 3 : 2)) + 4};
}

QSize NetworkSketch::minimumSizeHint() const {
    return sizeHint();
}

QRect NetworkSketch::cell(int column, int line) const {
    const auto edge = [this](int end) {
        return end < 0 ? 0
                       : static_cast<int>(
                             std::lround(width() * kColumnEnds[static_cast<std::size_t>(end)]));
    };
    return {edge(column - 1), line * lineHeight(), edge(column) - edge(column - 1), lineHeight()};
}

void NetworkSketch::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
}

void NetworkSketch::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintHeader(painter);
    for (int layer = 0; layer < shownLayers(); ++layer) {
        paintLayer(painter, layer);
    }
    paintTotal(painter);
}

void NetworkSketch::paintHeader(QPainter& painter) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    painter.setPen(colors.faint);
    const auto title = [&](int column, const QString& text) {
        painter.drawText(
            cell(column, 0),
            (column <= shapeColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter, text);
    };
    title(barColumn, tr("Layer"));
    title(shapeColumn, tr("Shape"));
    title(patchColumn, layers_.empty() || layers_.front().patches > 0 ? tr("P") : QString());
    title(parameterColumn, tr("Param."));
    title(memoryColumn, tr("Per image"));
    painter.setPen(colors.grid);
    painter.drawLine(0, lineHeight() - 1, width(), lineHeight() - 1);
}

void NetworkSketch::paintLayer(QPainter& painter, int layer) const {
    const SketchedLayer& it = layers_[static_cast<std::size_t>(layer)];
    const int line = layer + 1;
    int most = 1;
    for (const SketchedLayer& each : layers_) {
        most = std::max(most, each.channels);
    }
    const int number = fontMetrics().horizontalAdvance(QStringLiteral("99 "));
    const QRect first = cell(barColumn, line);
    const double room = first.width() - number - 6;
    const QColor color =
        theme::layerColor(layer, static_cast<int>(layers_.size()), theme::isDark(palette()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(first.left() + number, first.top() + 3,
                                   std::max(3.0, room * it.channels / most), first.height() - 6),
                            2, 2);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(first, Qt::AlignLeft | Qt::AlignVCenter, QString::number(layer + 1));
    painter.drawText(
        cell(shapeColumn, line), Qt::AlignLeft | Qt::AlignVCenter,
        tr("%1\u2009×\u2009%2\u2009×\u2009%3").arg(it.channels).arg(it.height).arg(it.width));
    const int right = Qt::AlignRight | Qt::AlignVCenter;
    if (it.patches > 0) {
        painter.drawText(cell(patchColumn, line), right, QString::number(it.patches));
    }
    painter.drawText(cell(parameterColumn, line), right,
                     QLocale().toString(qlonglong{it.parameters}));
    painter.drawText(cell(memoryColumn, line), right, inUnits(it.activations));
}

void NetworkSketch::paintTotal(QPainter& painter) const {
    std::int64_t parameters = 0;
    std::int64_t activations = 0;
    for (const SketchedLayer& each : layers_) {
        parameters += each.parameters;
        activations = std::max(activations, each.activations);
    }
    const theme::PlotColors colors = theme::plotColors(palette());
    int line = shownLayers() + 1;
    painter.setPen(colors.faint);
    if (static_cast<int>(layers_.size()) > kMostSketched) {
        const auto rest = layers_.size() - kMostSketched;
        painter.drawText(QRect(0, line * lineHeight(), width(), lineHeight()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         tr("and %1").arg(QString::fromStdString(counted(rest, "more layer"))));
        ++line;
    }
    painter.setPen(colors.grid);
    painter.drawLine(0, line * lineHeight() + 1, width(), line * lineHeight() + 1);
    painter.setPen(palette().color(QPalette::WindowText));
    const auto below = [&](int column) { return cell(column, line).translated(0, 3); };
    painter.drawText(below(barColumn).united(below(shapeColumn)), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("Sum / largest"));
    painter.drawText(below(patchColumn).united(below(parameterColumn)),
                     Qt::AlignRight | Qt::AlignVCenter, QLocale().toString(qlonglong{parameters}));
    painter.drawText(below(memoryColumn), Qt::AlignRight | Qt::AlignVCenter, inUnits(activations));
}

} // namespace asge
