// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/compare/map_compare_model.h"

#include <QImage>
#include <QPoint>
#include <QStringList>
#include <QWidget>

#include <optional>
#include <vector>

namespace asge {

/// Draws the maps of one image: on the left the image, then a column per layer with run A above run
/// B above their difference. Layers for which the width has no room are in bands below.
class MapCompareCanvas : public QWidget {
    Q_OBJECT

  public:
    struct Side {
        RunId run = 0;
        QString name;
        QString prediction; ///< prediction of the whole network; a tab precedes its probability
        QString method;     ///< of the training
    };
    /// A layer of one of the runs.
    struct LayerSide {
        LayerInfo layer; ///< has no channels if the run has no such layer
        maps::Map map;
        QString prediction;         ///< prediction of the layer, in the same form
        std::optional<int> channel; ///< the channel shown; none: the sum over all channels
        QString share;              ///< share of that channel in the layer's goodness
    };
    struct Column {
        int layer = 0;
        int layers = 0; ///< number of layers in the deeper run, for the layer's colour
        LayerSide a, b;
        maps::Map difference;
        maps::Scales scales;
    };
    struct Content {
        QImage image;
        QImage dimmed; ///< background of the maps
        QString label; ///< class of the image
        int index = 0; ///< position in the data set
        int epoch = 0;
        Side a, b;
        GoodnessScale scale = GoodnessScale::relative;
        maps::Part part;
        std::vector<Column> columns;
        /// The pixels of the widest name of a class, in this font and in the small one. It is about
        /// all classes, so that columns keep their places when predictions change.
        struct NameWidths {
            int usual = 0;
            int small = 0;
        };
        NameWidths names;

        bool isSame() const; ///< there are differences, and all of them are 0
        /// Whether A and B have a scale each: methods differ in what their goodness is.
        bool hasTwoScales() const { return a.method != b.method; }
    };

    explicit MapCompareCanvas(QWidget* parent = nullptr);

    void setContent(Content content);
    const Content& content() const { return content_; }
    QFont smallFont() const;
    bool splits() const { return splits_; } ///< long texts are in two lines
    void setOpacity(double opacity);        ///< of A's and B's maps over the image, 0 to 1
    void setRoom(QSize room);               ///< size into which the maps should fit if possible
    QSize room() const { return room_; }

    enum Row { kA, kB, kDifference };
    /// The rectangle of a layer's map, or (column kImage) of the image in the first band.
    QRect mapRect(int column, int row) const;
    /// The colour scale of A and B, or that of one of them if they have two.
    QRect scaleRect(int column, int row) const;
    /// What is written in place of a layer's difference.
    QRect noteRect(int column) const;
    static constexpr int kImage = -1;

    QSize sizeHint() const override;
    int leastHeight() const;                    ///< with the smallest maps
    void paintPicture(QPainter& painter) const; ///< everything, from (0, 0) to sizeHint()

  signals:
    void readout(const QString& text); ///< for the patch under the pointer; empty for none
    void stepRequested(int direction); ///< Left (-1) or Right (+1): the previous or next epoch

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    static constexpr int kCompareGap = 10; ///< pixels
    static constexpr int kNotePadding = 3; ///< pixels

    void layOut();
    int leastTile() const;
    int leastMap() const;
    int wholePixels(int width) const;
    int textsHeight() const;
    int scaleHeight() const;
    int bands() const;
    int bandHeight() const;
    void placeColumns();
    void paintImage(QPainter& painter, int band) const;
    bool hasDifference(int band) const; ///< of a layer in the band
    void paintHeader(QPainter& painter, int column) const;
    static QStringList differenceTexts(); ///< what the colours of a difference mean
    static QStringList shapeTexts(const Column& column, bool inOneLine);
    int widestShape(bool inOneLine) const;
    int widestNumbers() const;
    int widestNoteWord() const;
    int headHeight() const;
    int belowHeight() const;
    QString unit() const;
    QStringList scaleTexts(int row) const;
    QString noteOf(const Column& column) const;
    QString partText() const;
    void paintUnit(QPainter& painter, int top, const QString& what) const;
    void paintColumn(QPainter& painter, int column) const;
    void paintScales(QPainter& painter, int column) const;
    void paintDifference(QPainter& painter, int column) const;
    void paintValue(QPainter& painter, const QRect& place, double value, double bound) const;
    void paintNote(QPainter& painter, const QRect& place, const QString& what) const;
    void paintSide(QPainter& painter, int row, int band) const;
    void paintBelow(QPainter& painter, const QRect& place, const QString& text) const;
    void paintMap(QPainter& painter, const QRect& place, const maps::Map& map,
                  const LayerInfo& layer, double bound, bool diverges) const;
    void paintSpot(QPainter& painter) const;
    /// A patch of a map.
    struct Spot {
        int column = 0;
        int row = 0;
        int i = 0;
        int j = 0;

        bool operator==(const Spot&) const = default;
    };
    static const maps::Map& mapOf(const Column& column, int row);
    std::optional<Spot> spotAt(QPoint at) const;
    QString describe(const Spot& spot) const;
    void point(QPoint at);

    Content content_;
    double opacity_ = 1;
    std::optional<Spot> spot_; ///< patch under the pointer
    std::optional<QPoint> pointer_;
    QSize room_{900, 600};
    QSize tile_{120, 120};
    int left_ = 160;       ///< of the titles of the rows
    int imageWidth_ = 140; ///< of the image's column
    int columnWidth_ = 140;
    int perBand_ = 1;     ///< columns beside each other
    int whole_ = 0;       ///< width of the longest text below or above a map, in one line
    bool splits_ = false; ///< those texts are in two lines
    int line_ = 16;
    int smallLine_ = 14;
};

} // namespace asge
