// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QWidget>

#include <vector>

namespace asge {

/// A small line without axes: the course of a value. Values that are not finite are gaps.
class Sparkline : public QWidget {
    Q_OBJECT

  public:
    explicit Sparkline(QWidget* parent = nullptr);

    void setValues(std::vector<double> values);
    const std::vector<double>& values() const { return values_; }
    void setColor(const QColor& color);
    /// A text in place of a line, in the colour of placeholders; empty for none.
    void setNote(const QString& note);
    const QString& note() const { return note_; }
    QSize sizeHint() const override { return {120, 26}; }
    QSize minimumSizeHint() const override { return {40, 20}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::vector<QPointF> points() const; ///< in pixels, from left to right, without the gaps

    std::vector<double> values_;
    QColor color_;
    QString note_;
};

} // namespace asge
