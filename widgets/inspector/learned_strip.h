// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"

#include <QString>
#include <QWidget>

#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

class QPainter;

namespace asge {

/// When a scorer predicted an image correctly.
struct Learned {
    std::optional<int> since;   ///< the epoch from which on it is right without a break, if it is
    std::optional<int> first;   ///< the first epoch in which it was right
    std::vector<int> forgotten; ///< the epochs in which it was wrong and had been right just before

    bool operator==(const Learned&) const = default;
};
/// `right`: whether the scorer was right in each epoch of `epochs`.
Learned learnedOf(const std::vector<int>& epochs, const std::vector<bool>& right);

/// What the network made of an image at the ends of epochs.
struct ImageHistory {
    std::vector<EpochProbabilities> epochs; ///< ascending
    int sample = 0;                         ///< the image, of those in `epochs`
    int label = 0;       ///< the class whose probability is shown: the label, if it is known
    bool isLabel = true; ///< whether it is the label
    QString className;
    int lastEpoch = 0;         ///< of the run; the strip shows all epochs up to it
    std::size_t untrained = 0; ///< that many first layers have readouts that never learn
    QString run;               ///< "A" if two runs are shown, else empty
    QString note;              ///< about the epochs; may be empty
};

/// For one image, a row per layer and one for Fusion, and the epochs from left to right: the
/// probability of its label, and whether the scorer was right. Epochs without a value are gaps. A
/// summary beside each row is shortened, so that the epochs keep most of the width; the tool tip
/// has the whole. Rows of readouts that never learned have no cells.
class LearnedStrip : public QWidget {
    Q_OBJECT

  public:
    explicit LearnedStrip(QWidget* parent = nullptr);

    /// Shows the history; nothing if it has no epochs or they do not fit together.
    void setHistory(const ImageHistory& history);
    void clear();
    /// Shows that the history is being computed, in as much room as the previous one had.
    void wait();
    /// The probability of the label of a row (a layer, or Fusion) in the epoch epochs()[column].
    double probability(int row, int column) const;
    bool isRight(int row, int column) const;
    Learned learned(int row) const;
    bool isTrained(int row) const; ///< whether the row's readouts learned
    /// The probability at the end of the colour scale: a round one that none exceeds, since with
    /// many classes all are small.
    double scaleEnd() const { return scaleEnd_; }
    int rows() const { return rows_; }
    const std::vector<int>& epochs() const { return epochs_; } ///< those that have values
    const QString& className() const { return className_; }
    const QString& note() const { return note_; }
    /// The epochs that have a number below the cells, and its place.
    std::vector<std::pair<int, QRect>> ticks(const QRect& place, const QFontMetrics& metrics) const;
    /// Paints the strip into `place`.
    void paint(QPainter& painter, const QRect& place, const QPalette& palette) const;
    /// Where an epoch is drawn in a row, in a strip that fills `place`.
    QRect cellRect(int row, int column, const QRect& place) const;
    std::pair<int, int> sidesOf(qint64 epoch, const QRect& area) const;
    /// Where all epochs of all rows are drawn.
    QRect cells(const QRect& place) const;
    /// Part of the width that the cells have at least.
    static constexpr double kLeastCells = 0.42;

    QSize sizeHint() const override;
    int heightForWidth(int width) const override;

  signals:
    void readout(const QString& text);
    void epochClicked(int epoch);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Cell {
        float probability = 0;
        bool right = false;
    };

    /// The forms of a summary, from the longest to the shortest.
    enum Form { kWhole, kBrief, kShortest, kForms };
    /// The column beside the cells.
    struct Summaries {
        Form form = kWhole;
        int width = 0; ///< 0: there is no room
    };

    void fill(const ImageHistory& history);
    void chooseScale();
    QString scaleEndText() const;
    int keyWidth(const QFontMetrics& metrics) const;
    void measure();
    Summaries summariesIn(int width) const;
    std::optional<int> rowAt(const QPoint& point) const;
    std::optional<std::pair<int, int>> cellAt(const QPoint& point) const;
    const Cell& at(int row, int column) const;
    QString rowName(int row) const;
    QString summary(int row, Form form) const;
    QString neverText(Form form) const;
    QString wholeSummary(int row) const; ///< with the row's name
    QString heading() const;
    int headingLines(int width) const;
    int lastLines(int width) const;
    bool isKeyBesideHeading(int width) const;
    void paintKey(QPainter& painter, const QRect& line, const QColor& color) const;
    void paintRow(QPainter& painter, int row, const QRect& place, const QPalette& palette) const;

    std::vector<int> epochs_;
    std::vector<Cell> cells_; ///< rows × epochs
    int rows_ = 0;
    int lastEpoch_ = 0; ///< at the right edge; epoch 1 is at the left one
    double scaleEnd_ = 1;
    bool isLabel_ = true;
    QString run_;
    QString className_;
    std::size_t untrained_ = 0;
    int headingWidth_ = 0;                               ///< of the heading in a line
    int nameWidth_ = 0;                                  ///< of the column of names
    std::vector<std::array<QString, kForms>> summaries_; ///< of the rows; empty while waiting
    std::array<int, kForms> summaryWidths_{};            ///< of the longest of each form
    QString note_;
};

} // namespace asge
