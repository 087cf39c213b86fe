// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"

#include <QWidget>

#include <optional>
#include <vector>

class QPainter;

namespace asge {

/// When a scorer predicted an image correctly.
struct Learned {
    std::optional<int> since; ///< the epoch from which on it is right without a break, if it is
    std::optional<int> first; ///< the first epoch in which it was right
    int forgotten = 0;        ///< how often it was right and then wrong in the next epoch

    bool operator==(const Learned&) const = default;
};
/// `right`: whether the scorer was right in each epoch of `epochs`.
Learned learnedOf(const std::vector<int>& epochs, const std::vector<bool>& right);

/// For one probe image, a row per layer and one for Fusion, and a column per epoch: the probability
/// of its label, and whether the scorer was right.
class LearnedStrip : public QWidget {
    Q_OBJECT

  public:
    explicit LearnedStrip(QWidget* parent = nullptr);

    /// Shows image number `sample`, whose class is `label`; none if `epochs` is empty.
    void setHistory(const std::vector<EpochProbabilities>& epochs, int sample, int label);
    void clear();
    /// The probability of the label of a row (a layer, or Fusion) in a column.
    double probability(int row, int column) const;
    bool isRight(int row, int column) const;
    int rows() const { return rows_; }
    const std::vector<int>& epochs() const { return epochs_; }
    /// Paints the strip into `place`.
    void paint(QPainter& painter, const QRect& place, const QPalette& palette) const;

    QSize sizeHint() const override;

  signals:
    void readout(const QString& text);
    void epochClicked(int epoch);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    struct Cell {
        float probability = 0;
        bool right = false;
    };

    QRect cells(const QRect& place) const;
    std::optional<std::pair<int, int>> cellAt(const QPoint& point) const;
    const Cell& at(int row, int column) const;
    QString rowName(int row) const;
    QString summary(int row) const;

    std::vector<int> epochs_;
    std::vector<Cell> cells_; ///< rows × columns
    int rows_ = 0;
};

} // namespace asge
