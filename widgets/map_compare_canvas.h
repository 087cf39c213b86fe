#pragma once

#include "widgets/map_compare_model.h"

#include <QImage>
#include <QWidget>

#include <vector>

namespace asge {

/// The maps of one image, drawn: the image, then a column a layer, run A above run B above their
/// difference.
class MapCompareCanvas : public QWidget {
    Q_OBJECT

  public:
    struct Side {
        QString name;
        QString guess; ///< of the whole network; a tab before its probability
    };
    struct Column {
        int layer = 0;
        int layers = 0; ///< of the run that has more, for its colour
        LayerInfo a, b;
        maps::Map mapA, mapB, difference;
        QString guessA, guessB; ///< of the layer itself, likewise
        maps::Scales scales;
    };
    struct Content {
        QImage image;
        QString label; ///< the image's class
        int index = 0; ///< its place in the data set
        int epoch = 0;
        Side a, b;
        GoodnessScale scale = GoodnessScale::relative;
        std::vector<Column> columns;
    };

    explicit MapCompareCanvas(QWidget* parent = nullptr);

    void setContent(Content content);
    const Content& content() const { return content_; }
    void setRoom(QSize room); ///< what the maps should fit into, where they can

    QSize sizeHint() const override;
    void paintPicture(QPainter& painter) const; ///< all of it, from (0, 0) to sizeHint()

  signals:
    void readout(const QString& text); ///< of the patch under the pointer; empty for none

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    enum Row { kA, kB, kDifference };

    void layOut();
    /// Of a layer's map, or, left of all, of the image.
    QRect mapRect(int column, int row) const;
    static constexpr int kImage = -1;
    void paintImage(QPainter& painter) const;
    void paintHeader(QPainter& painter, int column) const;
    QString shapeText(const Column& column, int width) const;
    QRect scaleRect(int column) const; ///< of the colours of A and B
    QString unit() const;
    void paintColumn(QPainter& painter, int column) const;
    void paintSide(QPainter& painter, int row) const;
    void paintMap(QPainter& painter, const QRect& place, const maps::Map& map,
                  const LayerInfo& layer, double bound, bool diverges) const;
    void paintBar(QPainter& painter, const QRect& place, double bound, bool diverges) const;
    QString textAt(QPoint at) const;

    Content content_;
    QSize room_{900, 600};
    QSize tile_{120, 120};
    int columnWidth_ = 140;
    int line_ = 16;
};

} // namespace asge
