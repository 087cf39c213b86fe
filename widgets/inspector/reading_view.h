// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/evidence.h"
#include "core/run/records.h"
#include "core/run/snapshot.h"
#include "widgets/plot/plot_export.h"

#include <QAbstractScrollArea>

#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What a network makes of one image.
struct ImageReading {
    ProbeImages image;  ///< one image
    ProbeSnapshot maps; ///< of that image
    ReadoutsPtr readouts;
    std::vector<LayerInfo> layers;
    std::vector<std::string> classNames;
    QString title; ///< "Test image 17 · epoch 3"
    bool hasLabel = false;

    /// The mean of the layers' probabilities, one per class.
    std::vector<double> fusion() const;
    /// The probabilities of a layer, one per class.
    std::vector<double> probabilities(std::size_t layer) const;
};

/// The class whose evidence is shown, and the one that it is compared with.
struct EvidenceChoice {
    std::optional<int> label; ///< nothing: what Fusion predicts
    std::optional<int> other; ///< nothing: the layer's strongest rival
};

/// Draws what each layer makes of an image: its goodness map, its evidence for a class against a
/// rival, and its most probable classes.
class ReadingView : public QAbstractScrollArea {
    Q_OBJECT

  public:
    explicit ReadingView(QWidget* parent = nullptr);
    ~ReadingView() override;

    void setReading(const ImageReading& reading);
    void clear(const QString& why); ///< shows a sentence
    void setChoice(const EvidenceChoice& choice);
    bool hasReading() const { return reading_.has_value(); }
    const ImageReading& reading() const { return *reading_; }
    /// The class whose evidence is shown.
    int shownLabel() const;

    PlotPicture picture() const;
    /// A row per layer, quantity and place: layer, quantity, row, column or class, value.
    QByteArray csv() const;

  signals:
    void readout(const QString& text); ///< what is under the cursor; may be empty

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    struct Column;
    struct Rows;

    void refresh();
    void updateScrollBars();
    QString describe(const QPoint& point) const;
    void paintAll(QPainter& painter, const QPalette& palette) const;
    void paintImage(QPainter& painter, const QPalette& palette) const;
    void paintColumn(QPainter& painter, const QPalette& palette, std::size_t layer) const;
    void paintMap(QPainter& painter, const QRect& place, std::size_t layer,
                  const std::vector<QColor>& colors, int patches) const;
    void paintProbabilities(QPainter& painter, const QPalette& palette, const QRect& place,
                            const std::vector<double>& probabilities) const;
    QSize contentSize() const;
    QRect columnRect(std::size_t layer) const;
    QString className(int label) const;

    std::optional<ImageReading> reading_;
    EvidenceChoice choice_;
    QString why_;
    std::vector<Column> columns_; ///< one per layer
    int side_ = 132;              ///< pixels of an image or a map
    double evidenceScale_ = 1;    ///< the largest absolute evidence of a patch in any layer
};

} // namespace asge
